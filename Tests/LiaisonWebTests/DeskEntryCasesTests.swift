import LiaisonCodes
import LiaisonInstallation
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// Entries of the registers that belong to several cases. Today is 24 December 2025.
@Suite struct DeskEntryCasesTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    private func entry(_ number: String) throws -> JSON {
        try desk.records().entry(RecordNumber(parsing: number))
    }

    private func messages(_ count: Int) throws -> [String] {
        try (0..<count).map { "\(try desk.message("留言\($0)", to: deputy.code))" }
    }

    /// What an officer enters of some cases, as they are typed.
    private func enter(_ cases: String, _ officer: DeskBrowser, people: String = "1") throws -> String {
        try add(
            officer,
            [
                "duty": "visit", "on": "2025-12-20", "deputies": "\(deputy.code)", "title": "一起看现场",
                "people": people, "case": cases,
            ])
    }

    private func number(_ added: String) throws -> String {
        String(try #require(added.field("Location")?.split(separator: "=").last, "\(added)"))
    }

    @Test func severalAreTypedInOneFieldAndEachCaseShowsTheEntry() throws {
        let cases = try messages(3)
        let officer = try desk.browser(station)
        // As people type them, one twice.
        let bare = cases[1].lowercased().filter { $0 != "-" }
        let known = try number(try enter("\(cases[0])， \(bare)；\(cases[0])、", officer))
        let json = try entry(known)
        #expect(json["case"]?.text == cases[0])
        #expect(json["cases"] == .array([.string(cases[0]), .string(cases[1])]))
        let page = try officer.get("/desk/log/\(known)")
        for index in 0..<3 {
            #expect(page.contains("href=\"/desk/cases/\(cases[index])\"") == (index < 2))
            let own = try officer.get("/desk/cases/\(cases[index])")
            #expect(own.contains("href=\"/desk/log/\(known)\"") == (index < 2))
            #expect(own.contains("台账里的记录") == (index < 2))
        }
        #expect(page.contains("value=\"\(cases[0])、\(cases[1])\""))
        // A deputy who isn't named has no part in it.
        let others = try desk.browser(.deputy(colleague.code)).get("/desk/cases/\(cases[0])")
        #expect(!others.contains(known))
    }

    @Test func registersThatCannotBeReadAreNotTakenForEmptyOnes() throws {
        let number = try messages(1)[0]
        let officer = try desk.browser(station)
        #expect(!(try officer.get("/desk/cases/\(number)")).contains("台账有读不出来的地方"))
        let inbox = "\(desk.directory.path)/stations/\(deputy.station)/inbox"
        try Files.makeDirectory("\(inbox)/2025-12-0009.jsonl")
        let page = try officer.get("/desk/cases/\(number)")
        #expect(page.hasPrefix("HTTP/1.1 200"))
        #expect(page.contains("留言0"))
        #expect(page.contains("台账有读不出来的地方"))
    }

    @Test func theyArePutRightAndTakenAway() throws {
        let cases = try messages(3)
        let officer = try desk.browser(station)
        let known = try number(try enter(cases[0], officer))
        #expect(try entry(known)["cases"] == .array([.string(cases[0])]))
        let path = "/desk/log/\(known)"
        func amend(_ typed: String) throws -> String {
            try officer.send(
                [
                    "duty": "visit", "on": "2025-12-20", "deputies": "\(deputy.code)", "title": "一起看现场",
                    "people": "1", "case": typed,
                ], in: officer.get(path), to: path, formWith: "name=\"kind\" value=\"amended\"")
        }
        #expect(try amend("\(cases[1])、\(cases[2])").status == 303)
        #expect(try entry(known)["cases"] == .array([.string(cases[1]), .string(cases[2])]))
        #expect(try !officer.get("/desk/cases/\(cases[0])").contains(known))
        #expect(try officer.get("/desk/cases/\(cases[2])").contains(known))
        #expect(try amend("").status == 303)
        #expect(try entry(known)["case"] == .null && entry(known)["cases"] == .array([]))
        #expect(try !officer.get("/desk/cases/\(cases[2])").contains(known))
        #expect(try amend("").status == 422)
    }

    @Test func oneThatIsntThereOrIsAnothersIsNamedAndAllStays() throws {
        let cases = try messages(1)
        let foreign = "\(try desk.message("别站的", to: stranger.code))"
        let officer = try desk.browser(station)
        for wrong in [foreign, "SS00-251224-00000", "不知道"] {
            let typed = "\(cases[0])、\(wrong)"
            let answer = try enter(typed, officer, people: "7")
            #expect(answer.status == 422 && answer.contains("没有“\(wrong)”这个受理编号"), "\(answer)")
            #expect(answer.contains("value=\"\(typed)\"") && answer.contains("value=\"7\""))
        }
        let many = try enter(String(repeating: "\(cases[0])、", count: 40), officer)
        #expect(many.status == 422 && many.contains("最多 400 个字"))
        #expect(try entries().isEmpty)
    }

    @Test func aTableHasThemInOneCellAndTakesThemBack() throws {
        let cases = try messages(2)
        let officer = try desk.browser(station)
        _ = try number(try enter("\(cases[0])、\(cases[1])", officer))
        let table = try officer.get("/desk/log?format=csv")
        #expect(table.contains(",\(cases[0])、\(cases[1]),"), "\(table)")
        let rows = "日期,任务,代表,受理编号\n2025-12-21,visit,\(deputy.name),\(cases[0])、\(cases[1])\n"
        let file = Array(rows.utf8)
        for isNew in [1, 0] {
            let done = try desk.records(station).importEntries(file, named: "a.csv", station: nil)
            #expect(done["new"]?.integer == isNew)
        }
        let imported = try #require(try entries().first)
        #expect(imported["cases"] == .array([.string(cases[0]), .string(cases[1])]))
        let bad = Array(rows.replacing(cases[1], with: "SS00-251224-00000").utf8)
        #expect(throws: CaseActionError.self) {
            try desk.records(station).importEntries(bad, named: "a.csv", station: nil)
        }
    }

    @Test func programsSendAListAndReadTheFirstWhereTheyAlwaysDid() throws {
        let cases = try messages(2)
        func add(_ members: KeyValuePairs<String, JSON>, key: String) throws -> JSON {
            let common: [JSON.Member] = [
                .init("station", .string("\(deputy.station)")), .init("duty", "visit"),
                .init("on", "2025-12-20"), .init("deputies", .codes([deputy.code])),
            ]
            return try desk.records().addEntry(
                .object(common + members.map { JSON.Member($0.key, $0.value) }), key: key)
        }
        let list = JSON.array(cases.map { .string($0) })
        let all = try add(["cases": list], key: "a")
        #expect(all["case"]?.text == cases[0] && all["cases"] == list)
        #expect(try add(["case": .string(cases[1])], key: "b")["cases"] == .array([.string(cases[1])]))
        #expect(try add([:], key: "c")["cases"] == .array([]))
        for wrong in [JSON.array([.integer(1)]), .array(["x"]), .integer(1)] {
            #expect(throws: CaseActionError.self) { try add(["cases": wrong], key: "d") }
        }
    }
}
