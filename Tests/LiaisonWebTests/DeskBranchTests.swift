import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// The rooms of those who work for several stations: what is asked for is what is shown. Today is 24 December 2025.
@Suite struct DeskBranchTests: DeskSuite {
    let cast: DeskCast
    private let head: Station
    private let branch: Station

    init() throws {
        cast = try DeskCast()
        let roster = cast.desk.roster
        branch = try #require(roster.station(cast.deputy.station))
        head = try #require(branch.parent.flatMap { roster.station($0) })
    }

    @Test func aHeadStationsOfficerEntersAVisitorOfABranch() throws {
        let officer = try desk.browser(.station(head.id))
        let page = try officer.get("/desk/intake?station=\(branch.id)")
        #expect(page.status == 200 && page.contains("<option value=\"\(deputy.code)\""))
        let entered = try officer.send(
            ["text": "来问低保", "to": "\(deputy.code)"], in: page, to: "/desk/intake", formWith: "id=\"text\"")
        #expect(entered.status == 303, "\(entered)")
        #expect(try desk.site.ledger.cases(of: branch.id).map(\.to) == [deputy.code])
        // The next one is of the same station.
        let next = try officer.get(try #require(entered.field("Location")))
        #expect(next.contains("name=\"station\" value=\"\(branch.id)\""))
        #expect(try officer.get("/desk/intake").contains("name=\"station\" value=\"\(head.id)\""))
        for room in ["intake", "print", "people"] {
            let foreign = try officer.get("/desk/\(room)?station=XX99")
            #expect(foreign.status == 422 && foreign.contains("没有“XX99”"), "\(room)")
        }
    }

    @Test func aHeadStationsOfficerPrintsForABranchAndItsPeople() throws {
        let officer = try desk.browser(.station(head.id))
        let page = try officer.get("/desk/print?station=\(branch.id)")
        #expect(page.contains("station=\(branch.id)&amp;layout=wall") && page.contains("id=\"station\""))
        let wall = try officer.get("/desk/print?station=\(branch.id)&layout=wall&paper=A3")
        #expect(wall.contains(branch.name) && wall.contains(deputy.name))
        let people = try officer.get("/desk/people?station=\(branch.id)")
        #expect(people.contains("<bdi>\(deputy.name)") && people.contains("id=\"station\""))
        let whose = Scope.deputy(deputy.code).description
        let made = try officer.send(
            ["slip": whose], in: people, to: "/desk/people", formWith: "name=\"slip\"")
        #expect(made.status == 303, "\(made)")
        let slips = try officer.get(try #require(made.field("Location")))
        #expect(slips.status == 200 && slips.contains(deputy.name))
        // A branch's own officer has no choice, and no other's.
        let own = try desk.browser(.station(branch.id))
        for room in ["intake", "print", "people"] {
            #expect(try !own.get("/desk/\(room)").contains("id=\"station\""), "\(room)")
            #expect(try own.get("/desk/\(room)?station=\(head.id)").status == 422, "\(room)")
        }
    }

    @Test func aReportOfNoStationHasAllBelowAndSaysSo() throws {
        _ = try desk.message("路灯不亮", to: deputy.code)
        let officer = try desk.browser(.station(head.id))
        let period = "from=2025-12-01&to=2025-12-31"
        for query in ["\(period)&station=&format=html", "\(period)&format=html&below=true"] {
            let page = try officer.get("/desk/report?\(query)")
            #expect(page.contains(branch.name) && page.contains("留言办理情况（连同下级站）"), "\(query)")
        }
        let own = try officer.get("/desk/report?\(period)&station=\(head.id)&format=html")
        #expect(own.status == 200 && !own.contains(branch.name) && !own.contains("连同下级站"))
        let norms = try officer.get("/desk/report?station=&format=norms&from=&to=")
        #expect(norms.contains("建站要求对照（连同下级站）") && norms.contains(branch.name))
        let ownNorms = try officer.get("/desk/report?station=\(head.id)&format=norms&from=&to=")
        #expect(ownNorms.contains("建站要求对照") && !ownNorms.contains("连同下级站"))
        let office = try desk.browser(.office).get("/desk/report?\(period)&station=&format=html")
        #expect(office.contains(branch.name) && !office.contains("连同下级站"))
    }

    // MARK: The list of cases

    private func numbers(_ page: String) -> Set<String> {
        Set(page.matches(of: /<b class="code">([^<]*)</).map { String($0.output.1) })
    }

    @Test func theListTakesAStationAndADeputy() throws {
        let mine = try desk.message("路灯不亮", to: deputy.code)
        let colleagues = try desk.message("水管坏了", to: colleague.code)
        let foreign = try desk.message("树倒了", to: stranger.code)
        let office = try desk.browser(.office)
        func list(_ query: String, _ browser: DeskBrowser) throws -> Set<String> {
            let page = try browser.get("/desk/cases?\(query)")
            #expect(page.status == 200, "\(query)")
            return numbers(page)
        }
        let (first, second, third) = ("\(mine)", "\(colleagues)", "\(foreign)")
        #expect(try list("", office) == [first, second, third])
        #expect(try list("station=\(branch.id)", office) == [first, second])
        #expect(try list("station=\(URIComponent.encoded(branch.name))", office) == [first, second])
        #expect(try list("deputy=\(deputy.code)", office) == [first])
        #expect(try list("station=\(branch.id)&deputy=\(colleague.code)", office) == [second])
        #expect(try list("deputy=\(deputy.code)", try desk.browser(station)) == [first])
        #expect(try office.get("/desk/cases").contains("id=\"station\""))
        #expect(try !desk.browser(station).get("/desk/cases").contains("id=\"station\""))
        #expect(try !desk.browser(scope).get("/desk/cases").contains("id=\"deputy\""))
    }

    @Test(arguments: [
        ("station=XX99", "没有找到这个联络站"), ("deputy=%E6%97%A0%E4%BA%BA", "没有找到这位代表"),
        ("since=2025-12-02&until=2025-12-01", "结束的日子不能早于开始的日子"), ("until=x", "日期应写成"),
        ("shelf=x", "没有查找"), ("group=x", "没有查找"), ("after=x", "没有查找"),
        ("overdue=1", "没有查找"), ("state=x", "没有查找"),
    ])
    func whatIsNotUnderstoodIsSaid(query: String, sentence: String) throws {
        _ = try desk.message("路灯不亮", to: deputy.code)
        let page = try desk.browser(.office).get("/desk/cases?\(query)")
        #expect(page.status == 422 && page.contains(sentence), "\(page)")
        #expect(numbers(page).isEmpty)
        for word in ["参数", "since", "until", "grep"] {
            #expect(!page.contains("\(word) ") || !page.contains("参数"), "\(word)")
        }
    }

    @Test func aLongSearchIsRefusedInPlainWords() throws {
        let long = URIComponent.encoded(String(repeating: "灯", count: 100))
        let page = try desk.browser(station).get("/desk/cases?q=\(long)")
        #expect(page.status == 422 && page.contains("要找的词太长") && !page.contains("grep"))
    }

    // MARK: Today's groups

    @Test func whatTodayCountsTheListHas() throws {
        var all: [CaseNumber] = []
        for index in 0..<9 { all.append(try desk.message("第\(index)件", to: deputy.code)) }
        // Answered, or closed; then the citizen is dissatisfied. One is closed for long, one was only added to.
        for (index, number) in all.prefix(8).enumerated() {
            let body: Event.Body = index % 2 == 0 ? .replied : .closed(.explained)
            try act(number, body)
            if index < 7 { try act(number, .rated(.known(.dissatisfied), solved: nil)) }
        }
        try act(all[8], .appended(digest: Digest(value: 7)))
        let officer = try desk.browser(station)
        let today = try officer.get("/desk")
        #expect(today.contains("答复后群众有补充或不满意 <b>7</b> 件") && today.contains("还有 1 件"))
        let list = try officer.get("/desk/cases?group=said")
        #expect(today.contains("href=\"/desk/cases?group=said\""))
        let said = Set(all.prefix(7).map(\.description))
        #expect(numbers(list) == said)
        // The mark stands on the same, wherever they are listed.
        let whole = try officer.get("/desk/cases")
        let marked = whole.components(between: "<li><a href=\"/desk/cases/", and: "</a>")
            .filter { $0.contains("答复后群众有补充或不满意") }.map { String($0.prefix { $0 != "\"" }) }
        #expect(Set(marked) == said)
        #expect(whole.contains("群众又补充了"))
        #expect(numbers(try officer.get("/desk/cases?group=new")) == [all[8].description])
        #expect(numbers(try officer.get("/desk/cases?group=open")).isEmpty)
    }

    private func act(_ number: CaseNumber, _ body: Event.Body) throws {
        _ = try desk.site.ledger.perform(
            .action(CaseAction(number: number, body: body)), station: number.station)
    }
}
