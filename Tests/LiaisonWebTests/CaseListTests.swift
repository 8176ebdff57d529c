import LiaisonCases
import LiaisonCodes
@testable import LiaisonDesk
import LiaisonInstallation
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonWeb

/// The API's lists: pages, what narrows them, and what is refused.
@Suite struct CaseListTests {
    private let web: WebFixture

    init() throws { web = try WebFixture() }

    private func get(_ path: String, _ token: Token, language: String = "en") throws -> String {
        try web.exchange(
            "GET /api/v1/\(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Language: \(language)\r\n"
                + "Authorization: Bearer \(token.text)\r\n\r\n")
    }

    private func json(_ answer: String) throws -> JSON {
        let body = try #require(answer.split(separator: "\r\n\r\n", maxSplits: 1).last)
        return try JSON(parsing: Array(body.utf8))
    }

    private func numbers(_ answer: String) throws -> [String] {
        try #require(try json(answer).elements).compactMap { $0["case"]?.text }
    }

    /// Enters messages, some to each of several codes, and gives their numbers.
    @discardableResult
    private func submit(_ texts: [String], to code: Code? = nil) throws -> [CaseNumber] {
        var numbers: [CaseNumber] = []
        let code = code ?? web.deputy
        let station = try #require(web.site.current.roster.state(of: code)?.holder.station)
        for text in texts {
            let submission = Submission(
                station: station, to: code, channel: .scan, topic: text.contains("路灯") ? "道路交通" : nil,
                personal: Event.Personal(text: text, name: text.contains("名") ? "欧阳" : nil),
                nonce: RandomBytes.make(count: 16))
            numbers.append(
                try web.site.ledger.perform(.submission(submission), station: station).caseNumber)
        }
        return numbers
    }

    /// All pages, as a client follows them.
    private func pages(_ path: String, _ token: Token) throws -> [[String]] {
        var pages: [[String]] = []
        var target = path
        while pages.count < 200 {
            let answer = try get(target, token)
            try #require(answer.hasPrefix("HTTP/1.1 200"), "\(answer)")
            pages.append(try numbers(answer))
            guard let link = answer.field("Link") else { return pages }
            let query = link.dropFirst().prefix { $0 != ">" }
            #expect(link.hasSuffix(">; rel=\"next\""))
            target = "\(path.prefix { $0 != "?" })\(query)"
        }
        return pages
    }

    @Test func comeInPagesThatFollowEachOther() throws {
        let all = Set(try submit((0..<25).map { "第\($0)条" }).map(\.description))
        let pages = try pages("cases?limit=10", web.officeToken())
        #expect(pages.map(\.count) == [10, 10, 5])
        #expect(Set(pages.joined()) == all)
        // All of one moment: the numbers decide, the same way on every server.
        #expect(Array(pages.joined()) == all.sorted(by: >))
    }

    @Test func areMergedFromManyStations() throws {
        var all: [String] = []
        for station in web.site.current.roster.stations {
            all += try submit(["一", "二", "三"], to: station.code).map(\.description)
        }
        let office = try pages("cases?limit=4", web.officeToken())
        #expect(Array(office.joined()) == all.sorted(by: >))
        let stations = web.site.current.roster.stations
        let (head, branch) = (try #require(stations.first), try #require(stations.last))
        try #require(branch.parent == head.id)
        func own(_ station: StationID) -> [String] {
            all.filter { $0.hasPrefix("\(station)-") }.sorted(by: >)
        }
        let branchs = try pages("cases?limit=2", web.token(.station(branch.id)))
        #expect(Array(branchs.joined()) == own(branch.id))
        // A head station's officers have those of its branches too, and may look at their own alone.
        let token = try web.token(.station(head.id))
        #expect(Array(try pages("cases?limit=2", token).joined()) == all.sorted(by: >))
        #expect(Array(try pages("cases?limit=2&station=\(head.id)", token).joined()) == own(head.id))
        #expect(
            Array(try pages("cases?limit=2&station=\(head.id)&below=true", token).joined())
                == all.sorted(by: >))
    }

    @Test func endWithAFullPage() throws {
        try submit(["一", "二"])
        #expect(try pages("cases?limit=2", web.officeToken()).map(\.count) == [2])
        #expect(try pages("cases?limit=100000", web.officeToken()).map(\.count) == [2])
    }

    @Test func areNarrowedWhereTheDataIs() throws {
        let lamp = try #require(try submit(["路灯不亮", "Bus STOP", "姓名在此"]).first)
        let token = try web.officeToken()
        _ = try web.site.ledger.perform(
            .action(
                CaseAction(
                    number: lamp, body: .replied, actor: Actor(role: "office"),
                    personal: Event.Personal(text: "已换灯泡"))), station: lamp.station)
        func count(_ query: String) throws -> Int {
            let found = try numbers(try get("cases?\(query)", token))
            return found.count
        }
        #expect(try count("state=replied") == 1)
        #expect(try count("state=received") == 2)
        #expect(try count("topic=\(URIComponent.encoded("道路交通"))") == 1)
        #expect(try count("grep=bus+stop") == 1)
        #expect(try count("grep=\(URIComponent.encoded("灯泡"))") == 1)
        #expect(try count("grep=\(URIComponent.encoded("欧阳"))") == 1)
        #expect(try count("grep=\(URIComponent.encoded("没有"))") == 0)
        #expect(try count("since=2025-12-24&until=2025-12-24") == 3)
        #expect(try count("since=2025-12-25") == 0)
        #expect(try count("until=2025-12-23") == 0)
        #expect(try count("overdue=true") == 0)
        #expect(try count("ending=\(lamp.description.suffix(5).lowercased())") == 1)
        #expect(try count("ending=\(lamp.description.filter { $0 != "-" })") == 1)
    }

    /// Most lines are told apart by their bytes; these need a look at what they say.
    @Test(arguments: [
        ("说\"好\"", 1), ("C:\\temp", 1), ("c:\\TEMP", 1), ("好\"。 第二", 0), ("13800001111", 1), ("0000", 2),
        ("digest", 0), ("Personally", 1), ("n", 1), ("，", 1),
    ])
    func areFoundByWordsHoweverTheyAreStored(words: String, count: Int) throws {
        let first = try #require(
            try submit(["他说\"好\"。\n第二行在 C:\\temp，", "Personally", "0000"]).first)
        let reply = CaseAction(
            number: first, body: .replied, actor: Actor(role: "office"),
            personal: Event.Personal(text: "请打电话", phone: "138-0000 1111"))
        _ = try web.site.ledger.perform(.action(reply), station: first.station)
        let found = try numbers(
            try get("cases?grep=\(URIComponent.encoded(words))", try web.officeToken()))
        #expect(found.count == count)
    }

    @Test func lookForATextInBoundedPages() throws {
        // More cases than one page reads: it says where the next one goes on, with nothing found.
        let needles = ["针", "第二根针"]
        let station = try #require(web.site.current.roster.stations.first)
        let wanted = try submit(needles, to: station.code)
        try submit((0..<25).map { "草\($0)" }, to: station.code)
        var query = CaseQuery()
        query.text = "针"
        let listing = try CaseListing(
            query, for: CaseView(.office, of: web.site), of: web.site, searchBound: (most: 10, step: 5))
        var pages: [[ListedCase]] = []
        var position: ListPosition?
        repeat {
            let page = try listing.page(after: position, limit: 1)
            pages.append(page.items)
            position = page.next
        } while position != nil && pages.count < 30
        let found = pages.joined().map(\.number)
        #expect(found == wanted.sorted(by: >))
        // 27 cases at 10 a page, and a page ends where it has its one.
        #expect((3...5).contains(pages.count))
    }

    @Test(arguments: [
        ("state=open", "bad-parameter", "state"), ("topic=nonsense", "bad-parameter", "topic"),
        ("since=2025", "bad-parameter", "since"),
        ("since=2025-12-02&until=2025-12-01", "bad-parameter", "until"),
        ("overdue=perhaps", "bad-parameter", "overdue"), ("ending=a", "bad-parameter", "ending"),
        ("station=XX", "unknown-holder", "station"), ("deputy=XX", "unknown-holder", "deputy"),
    ])
    func refuseWhatCannotBeMeant(query: String, type: String, parameter: String) throws {
        let token = try web.officeToken()
        for path in ["cases", "claimable", "quarantine"] {
            let answer = try get("\(path)?\(query)", token)
            #expect(answer.hasPrefix("HTTP/1.1 400"))
            #expect(try json(answer)["type"]?.text == "/problems/\(type)")
            #expect(try json(answer)["parameter"]?.text == parameter)
        }
    }

    @Test func nameTheChoicesAndNearNames() throws {
        let token = try web.officeToken()
        let state = try json(get("cases?state=x", token))
        #expect(
            state["choices"]?.elements?.compactMap(\.text) == [
                "received", "acknowledged", "asked", "replied", "closed",
            ])
        let topics = try json(get("cases?topic=x", token))["choices"]?.elements?.compactMap(\.text)
        #expect(topics == web.site.current.topics)
        let station = try #require(web.site.current.roster.stations.first)
        let near = try json(
            get("cases?station=\(URIComponent.encoded(String(station.name.dropLast())))", token))
        let names = near["candidates"]?.elements?.compactMap(\.text) ?? []
        #expect(names.contains("\(station.id) \(station.name)"))
    }

    @Test func takeAStationByIdOrExactName() throws {
        let stations = web.site.current.roster.stations
        let (first, second) = (try #require(stations.first), try #require(stations.last))
        let own = try submit(["一"], to: first.code).map(\.description)
        try submit(["二"], to: second.code)
        let token = try web.officeToken()
        #expect(try numbers(get("cases?station=\("\(first.id)".lowercased())", token)) == own)
        #expect(try numbers(get("cases?station=\(URIComponent.encoded(first.name))", token)) == own)
    }

    @Test func keepToWhatTheTokenSees() throws {
        let stations = web.site.current.roster.stations
        let (first, second) = (try #require(stations.first), try #require(stations.last))
        try submit(["一"], to: first.code)
        let foreign = try get("cases?station=\(first.id)", web.token(.station(second.id)))
        #expect(foreign.hasPrefix("HTTP/1.1 403"))
        #expect(try json(foreign)["type"]?.text == "/problems/foreign-holder")
        // What a deputy of another station has stays out of an officer's list.
        try submit(["二"])
        let deputy = try get("cases?deputy=\(web.deputy)", web.token(.station(second.id)))
        let home = web.site.current.roster.state(of: web.deputy)?.holder.station
        #expect(try numbers(deputy).isEmpty == (home != second.id))
        #expect(try numbers(get("cases?deputy=\(web.deputy)", web.officeToken())).count == 1)
    }

    @Test func showADeputyOnlyTheHeadOfWhatMayBeClaimed() throws {
        let deputy = try #require(web.site.current.roster.deputies.first)
        let station = try #require(web.site.current.roster.station(deputy.station))
        try submit(["共用"], to: station.code)
        let asDeputy = try json(get("claimable", web.token(.deputy(deputy.code)))).elements ?? []
        let asOffice = try json(get("claimable?deputy=\(deputy.code)", web.officeToken())).elements ?? []
        #expect(asDeputy.count == 1 && asDeputy == asOffice)
        #expect(asDeputy.first?["excerpt"] == .null)
        let officers = try json(get("claimable", web.token(.station(station.id)))).elements ?? []
        #expect(officers.first?["excerpt"]?.text == "共用")
    }

    @Test(arguments: [
        ("一\n\n二\t 三", "一 二 三"),
        (String(repeating: "字", count: 60), String(repeating: "字", count: 60)),
        (String(repeating: "字", count: 61), String(repeating: "字", count: 59) + "…"),
        (String(repeating: "字", count: 58) + "  字", String(repeating: "字", count: 58) + " 字"),
        (String(repeating: "字", count: 59) + " 字", String(repeating: "字", count: 59) + "…"),
    ])
    func showTheFirstWordsOnOneLine(text: String, excerpt: String) throws {
        try submit([text])
        let listed = try json(get("cases", web.officeToken())).elements ?? []
        #expect(listed.first?["excerpt"]?.text == excerpt)
    }

    @Test(arguments: ["zh", "en"])
    func areTheSameInEveryLanguage(language: String) throws {
        let number = try #require(try submit(["一"]).first)
        _ = try web.site.ledger.perform(
            .action(
                CaseAction(
                    number: number, body: .replied, actor: Actor(role: "deputy \(web.deputy)"),
                    personal: Event.Personal(text: "好"))), station: number.station)
        let deputy = try #require(web.site.current.roster.deputies.first)
        let token = try web.officeToken()
        let item = try #require(try json(get("cases", token, language: language)).elements?.first)
        #expect(item["to_name"]?.text == deputy.name)
        #expect(item["to_kind"]?.text == "deputy")
        let detail = try json(get("cases/\(number)", token, language: language))
        let events = try #require(detail["events"]?.elements)
        #expect(events.map { $0["by_kind"]?.text } == ["citizen", "deputy"])
        #expect(events.map { $0["by"]?.text } == [nil, deputy.name])
        #expect(events.map { $0["by_code"]?.text } == [nil, "\(deputy.code)"])
        for member in ["text", "name", "phone", "photos", "unit", "solved", "rating", "outcome"] {
            #expect(detail[member] != nil, "\(member)")
        }
    }
}
