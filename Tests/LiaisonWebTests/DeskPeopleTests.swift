import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// Who gives slips to whom at the desk, and signs whom out.
@Suite struct DeskPeopleTests {
    private let desk: DeskFixture
    private let deputy: Deputy
    private let stranger: Deputy
    private let officer: DeskBrowser

    init() throws {
        let fixture = try DeskFixture(servers: 2)
        desk = fixture
        let deputy = try #require(fixture.deputies.first { !fixture.strangers(to: $0).isEmpty })
        self.deputy = deputy
        stranger = try #require(fixture.strangers(to: deputy).first)
        officer = try fixture.browser(.station(deputy.station))
    }

    private let path = "/desk/people"
    private func whose(_ deputy: Deputy) -> String { Scope.deputy(deputy.code).description }

    /// The codes of printed slips.
    private func codes(_ page: String) -> [String] {
        page.matches(of: /[0-9A-Y]{4}(?:-[0-9A-Y]{4}){5}/).map { String($0.output) }
    }

    /// The page of slips that an answer leads to.
    private func slips(_ answer: String) throws -> String {
        try #require(answer.status == 303, "\(answer)")
        return try officer.get(try #require(answer.field("Location")))
    }

    @Test func aSlipIsTheSameHoweverOftenItsFormIsSentAndOpensOnce() throws {
        let page = try officer.get(path)
        #expect(page.contains(deputy.name) && !page.contains(stranger.name))
        var printed: Set<[String]> = []
        for server in [0, 1] {
            officer.server = server
            let slip = try slips(
                officer.send(["slip": whose(deputy)], in: page, to: path, formWith: "name=\"slip\""))
            #expect(slip.status == 200, "\(slip)")
            printed.insert(codes(slip))
        }
        let code = try #require(printed.first?.first)
        #expect(printed.count == 1)
        #expect(try officer.get(path).contains("有 1 张登录纸未用"))
        let phone = DeskBrowser(desk)
        #expect(try phone.post("/desk/in", ["code": code, "pin": "135790"]).status == 303)
        #expect(try phone.get("/desk").contains(deputy.name))
        #expect(try DeskBrowser(desk).post("/desk/in", ["code": code, "pin": "135790"]).status == 410)
    }

    @Test func whoIsSignedOutIsOutOnEveryServer() throws {
        let phone = try desk.browser(.deputy(deputy.code))
        let page = try officer.get(path)
        let ended = try officer.send(["end": whose(deputy)], in: page, to: path, formWith: "name=\"slip\"")
        #expect(ended.field("Location") == "\(path)?done=end")
        for server in [0, 1] {
            phone.server = server
            #expect(try phone.get("/desk/cases").status == 401)
        }
        #expect(try officer.get("\(path)?done=end").contains("已经全部退出"))
    }

    @Test func slipsForAllAreForThoseWhoAreNotIn() throws {
        let phone = try desk.browser(.deputy(deputy.code))
        let slips = try slips(
            officer.send(["slips": "yes"], in: officer.get(path), to: path, formWith: "name=\"slip\""))
        let count = desk.roster.deputies(of: deputy.station).count
        #expect(slips.status == 200 && codes(slips).count == count - 1)
        #expect(!slips.contains(deputy.name) && count > 1)
        #expect(try phone.get("/desk").status == 200)
    }

    @Test func anothersDeputyAndTheOfficeAreNotTheOfficers() throws {
        let page = try officer.get(path)
        for scope in [whose(stranger), "office", "station \(stranger.station)", "nobody"] {
            for act in ["slip", "end"] {
                let answer = try officer.post(
                    path, page.hiddenFields(ofFormWith: "name=\"slip\"") + [(act, scope)])
                #expect(answer.status == 404, "\(act) \(scope)")
            }
        }
        #expect(try desk.browser(.deputy(deputy.code)).get(path).status == 404)
        #expect(try TokenFile(of: desk.directory).records.count { $0.scope == .deputy(stranger.code) } == 0)
    }

    @Test func issuingAsksForThePINWhenItIsOldAndGoesOnFromThere() throws {
        let page = try officer.get(path)
        desk.wait(minutes: 20)
        let asked = try officer.send(["slip": whose(deputy)], in: page, to: path, formWith: "name=\"slip\"")
        #expect(asked.status == 401 && codes(asked).isEmpty)
        let slip = try slips(officer.send(["pin": "135790"], in: asked, to: path))
        #expect(slip.status == 200 && codes(slip).count == 1)
        officer.headers = ["Sec-Fetch-Site: cross-site"]
        let foreign = try officer.send(["end": whose(deputy)], in: page, to: path, formWith: "name=\"slip\"")
        #expect(foreign.status == 403)
    }
}
