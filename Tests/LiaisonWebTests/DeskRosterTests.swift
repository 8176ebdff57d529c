import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// The roster at the desk, which the office alone changes.
@Suite struct DeskRosterTests {
    private let desk: DeskFixture
    private let office: DeskBrowser

    init() throws {
        desk = try DeskFixture(servers: 2)
        office = try desk.browser(.office)
    }

    private let path = "/desk/roster"
    private var deputy: Deputy {
        get throws { try #require(desk.deputies.first) }
    }

    private func stored() throws -> Roster { try Roster.load(from: desk.directory) }

    private func bytes() throws -> [UInt8] { try Files.read(desk.directory.path(of: .rosterFile)) }

    private func deputies(_ rows: String) -> String { "编号,姓名,站点编号,层级\n\(rows)" }

    private func preview(_ file: String, prune: Bool = false) throws -> String {
        var page = try office.get(path)
        if prune {
            // Ticked.
            page = page.replacing(
                "<input type=\"hidden\" name=\"csrf\"",
                with:
                    "<input type=\"hidden\" name=\"prune\" value=\"yes\">\n<input type=\"hidden\" name=\"csrf\""
            )
        }
        return try office.upload([("deputies", file)], in: page, to: path)
    }

    @Test func theDifferenceComesFirstAndTheButtonAppliesIt() throws {
        let before = try bytes()
        let someone = try deputy
        let shown = try preview(
            deputies(
                "N1,新来的,\(someone.station),乡\n\(someone.id ?? ""),改了名,\(someone.station),\(someone.level.symbol)\n"
            ))
        #expect(shown.status == 200 && shown.contains("新来的") && shown.contains("改了名"), "\(shown)")
        #expect(shown.contains("新增 1") && shown.contains("变更 1") && shown.contains("保持不变"))
        #expect(try bytes() == before)
        // On another server, twice.
        for server in [1, 0] {
            office.server = server
            let done = try office.send([:], in: shown, to: path)
            #expect(done.field("Location") == "\(path)?done=yes", "\(done)")
        }
        let after = try stored()
        #expect(after.deputies.count == desk.deputies.count + 1)
        #expect(after.deputies.contains { $0.code == someone.code && $0.name == "改了名" })
        #expect(try office.get("\(path)?done=yes").contains("名册已经更新"))
        // Every server has it at once, and nobody was retired.
        #expect(desk.site.current.roster.deputies.count == after.deputies.count)
    }

    @Test func whoMovesAwayIsNamedWithTheReceptionDaysThatTheyAreSetDownFor() throws {
        let someone = try deputy
        let other = try #require(desk.roster.stations.first { $0.id != someone.station })
        func set(_ day: String, _ act: String) throws {
            let members: [JSON.Member] = [
                .init("station", .string("\(someone.station)")), .init("on", .string(day)),
                .init("kind", .string(act)), .init("deputies", .codes([someone.code])),
                .init("reason", "停一次"),
            ]
            _ = try desk.records().post(.object(members), to: .reception, key: "\(act) \(day)")
        }
        for day in ["2025-12-24", "2026-01-07", "2026-01-14"] { try set(day, "set") }
        try set("2026-01-14", "cancelled")
        let row = "\(someone.id ?? ""),\(someone.name)"
        let shown = try preview(deputies("\(row),\(other.id),\(someone.level.symbol)\n"))
        #expect(shown.contains("接待日的值班代表不再属于这个站，请改排别人 2"), "\(shown)")
        #expect(shown.contains("12月24日") && shown.contains("1月7日") && !shown.contains("1月14日"))
        // Who stays, under another name, keeps the duty.
        let stays = try preview(
            deputies("\(someone.id ?? ""),改了名,\(someone.station),\(someone.level.symbol)\n"))
        #expect(stays.contains("改了名") && !stays.contains("请改排别人"))
    }

    @Test func allFaultsOfABadFileStandThereAndNothingChanges() throws {
        let before = try bytes()
        let bad = try preview(deputies("N1,,YF01,乡\nN2,某某,XX99,乡\nN3,<script>某,YF01,处\n"))
        #expect(bad.status == 422, "\(bad)")
        for part in ["第 2 行", "第 3 行", "第 4 行", "XX99", "没有作任何改动"] { #expect(bad.contains(part), "\(part)") }
        #expect(!bad.contains("<script"))
        let workbook = try preview("PK\u{3}\u{4}")
        #expect(workbook.status == 422 && workbook.contains("另存为"))
        #expect(try preview("").contains("请选一个文件"))
        #expect(try bytes() == before)
    }

    @Test func aFileThatIsTooLargeChangesNothing() throws {
        let before = try bytes()
        for size in [5 << 20, 9 << 20] {
            let answer = try preview(deputies(String(repeating: "N1,某,YF01,乡\n", count: size / 18)))
            #expect(answer.status == 413)
        }
        #expect(try bytes() == before)
        // What is larger than a form's memory is compared like any other.
        let large = try preview(
            deputies((0..<8000).map { "M\($0),某某\($0),\(desk.deputies[0].station),乡\n" }.joined()))
        #expect(large.status == 200 && large.contains("新增 8000"))
    }

    @Test func aRosterThatHasChangedMeanwhileIsShownAnew() throws {
        let someone = try deputy
        let shown = try preview(deputies("N1,新来的,\(someone.station),乡\n"))
        let last = try #require(desk.deputies.last)
        try desk.rename(last.code, to: "别人改的")
        let before = try bytes()
        let refused = try office.send([:], in: shown, to: path)
        #expect(refused.status == 409 && refused.contains("已经变了") && refused.contains("新来的"))
        #expect(try bytes() == before)
        #expect(try office.send([:], in: refused, to: path).status == 303)
        #expect(try stored().deputies.contains { $0.name == "新来的" })
        #expect(try stored().deputies.contains { $0.name == "别人改的" })
    }

    @Test func nobodyIsRetiredUnlessItIsAskedForAndATenthIsConfirmed() throws {
        let someone = try deputy
        let number = try desk.message("路灯不亮", to: #require(desk.deputies.last).code)
        let token = try desk.token(.deputy(#require(desk.deputies.last).code))
        let row = deputies("\(someone.id ?? ""),\(someone.name),\(someone.station),\(someone.level.symbol)\n")
        let kept = try preview(row)
        #expect(kept.contains("没有要更新的内容") && !kept.contains("照此更新名册</button>"))
        let shown = try preview(row, prune: true)
        #expect(shown.contains("停用") && shown.contains("超过十分之一"))
        // Whose tokens end, and which messages nobody is left for.
        #expect(shown.contains("\(number)") && shown.contains("代表已离任"), "\(shown)")
        _ = token
        let before = try bytes()
        let refused = try office.send([:], in: shown, to: path)
        #expect(refused.status == 422 && refused.contains("请先确认"))
        #expect(try bytes() == before)
        #expect(try office.send(["confirmed": "yes"], in: refused, to: path).status == 303)
        #expect(try stored().deputies.map(\.code) == [someone.code])
    }

    @Test func namesakesWaitUntilSomebodySaysWhoTheyAre() throws {
        // Who has no number may be the one of that name elsewhere.
        let someone = try #require(desk.deputies.first { $0.station != desk.deputies[0].station })
        let target = try #require(desk.roster.stations.first { $0.id != someone.station }).id
        let file = "姓名,站点编号,层级\n\(someone.name),\(target),\(someone.level.symbol)\n"
        let asked = try preview(file)
        #expect(asked.contains("同名的 1 位") && asked.contains("同一人"), "\(asked)")
        let before = try bytes()
        let again = try office.send(
            ["again": "yes", "answer": "same \(someone.code)=\(target)"], in: asked, to: path)
        #expect(again.status == 200 && again.contains("调站 1") && !again.contains("同名的"), "\(again)")
        #expect(try bytes() == before)
        #expect(try office.send([:], in: again, to: path).status == 303)
        let after = try stored()
        #expect(after.deputies.count == desk.deputies.count)
        #expect(after.deputies.contains { $0.code == someone.code && $0.station == target })
    }

    @Test func applyingAsksForThePINWhenItIsOld() throws {
        let shown = try preview(deputies("N1,新来的,\(try deputy.station),乡\n"))
        desk.wait(minutes: 20)
        let before = try bytes()
        let asked = try office.send([:], in: shown, to: path)
        #expect(try asked.status == 401 && bytes() == before)
        #expect(try office.send(["pin": "135790"], in: asked, to: path).status == 303)
        #expect(try stored().deputies.contains { $0.name == "新来的" })
    }

    @Test func othersSeeNothingOfItAndChangeNothing() throws {
        let shown = try preview(deputies("N1,新来的,\(try deputy.station),乡\n"))
        let before = try bytes()
        for scope in [Scope.station(try deputy.station), .deputy(try deputy.code)] {
            let browser = try desk.browser(scope)
            #expect(try browser.get(path).status == 404)
            #expect(try browser.get("\(path)?format=deputies").status == 404)
            #expect(try !browser.get("/desk").contains("/desk/roster"))
            let csrf = try #require(try browser.get("/desk/out").hidden("csrf"))
            #expect(try browser.send(["csrf": csrf], in: shown, to: path).status == 404)
        }
        office.headers = ["Sec-Fetch-Site: cross-site"]
        #expect(try office.send([:], in: shown, to: path).status == 403)
        office.headers = []
        let stale = try office.send(["csrf": "x"], in: shown, to: path)
        #expect(stale.status == 403 && stale.contains("新来的"))
        #expect(try bytes() == before)
    }

    @Test func theFilesAreThereToChangeWithoutFormulas() throws {
        try desk.rename(deputy.code, to: "=1+1")
        let file = try office.get("\(path)?format=deputies")
        #expect(file.contains("attachment; filename=\"deputies.csv\"") && file.contains("'=1+1"))
        #expect(try office.get("\(path)?format=stations").contains("YF01"))
        // What is downloaded changes nothing when it is sent back.
        let content = file.body.dropFirst(file.body.hasPrefix("\u{FEFF}") ? 1 : 0)
        #expect(try preview(String(content)).contains("没有要更新的内容"))
    }
}
