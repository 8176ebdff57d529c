import LiaisonCodes
import LiaisonInstallation
import LiaisonText
import LiaisonWording
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// Votes (满意度民主测评), what became of a matter, and who was there, in the forms of the registers. It is 24 December 2025.
@Suite struct DeskBallotTests: DeskSuite {
    let cast: DeskCast
    private let amended = "name=\"kind\" value=\"amended\""

    init() throws { cast = try DeskCast() }

    /// Everything that the form has a field for, well written.
    private var whole: [(String, String)] {
        [
            ("duty", "visit"), ("on", "2025-12-20"), ("deputies", "\(deputy.code)"), ("people", "49"),
            ("title", "述职 <b>"), ("text", "到会 49 人，\n当场测评"), ("reference", "建议 12 号"), ("guests", "镇长 & 书记"),
            ("votes", "45/3/1"), ("result", "转为建议"),
        ]
    }

    /// What of it a page has no more in its form.
    private func lost(_ fields: [(String, String)], _ page: String) -> [String] {
        fields.filter { name, value in
            let escaped = value.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(
                ">", with: "&gt;")
            let held =
                switch name {
                case "text": ">\n\(escaped)</textarea>"
                case "duty": "value=\"\(value)\" selected"
                case "deputies": "value=\"\(value)\" checked"
                default: "value=\"\(escaped)\""
                }
            return !page.contains(held)
        }.map(\.0)
    }

    private func number(_ added: String) throws -> String {
        String(try #require(added.field("Location")?.split(separator: "=").last, "\(added)"))
    }

    private func entry(_ number: String) throws -> JSON {
        try desk.records().entry(RecordNumber(parsing: number))
    }

    // MARK: Entering

    @Test func aVoteAndWhatBecameOfItAreEnteredOnceAndShown() throws {
        let officer = try desk.browser(station)
        let hidden = try officer.get("/desk/log").hiddenFields(ofFormWith: "name=\"duty\"")
        var numbers: Set<String> = []
        for server in [0, 1] {
            officer.server = server
            let typed = whole.map { $0.0 == "votes" ? ($0.0, "４５、３、１") : $0 }
            numbers.insert(try number(try officer.post("/desk/log", hidden + typed)))
        }
        let known = try #require(numbers.first)
        #expect(try numbers.count == 1 && entries().count == 1)
        let json = try entry(known)
        #expect(
            json["votes"] == ["satisfied": .integer(45), "fair": .integer(3), "dissatisfied": .integer(1)])
        #expect(json["result"]?.text == "转为建议" && json["settled"]?.text == "2025-12-24")
        #expect(json["guests"]?.text == "镇长 & 书记")
        let page = try officer.get("/desk/log/\(known)")
        #expect(page.contains("民主测评<dd><bdi>45/3/1") && page.contains("镇长 &amp; 书记"))
        #expect(page.contains("转为建议（") && page.contains("写明）"))
        let english = try officer.get("/desk/log/\(known)?lang=en")
        #expect(english.contains("45/3/1") && english.contains("<html lang=\"en\">"))
    }

    @Test func withoutAVoteNothingIsSaidOfOne() throws {
        let officer = try desk.browser(station)
        let hidden = try officer.get("/desk/log").hiddenFields(ofFormWith: "name=\"duty\"")
        let blank = whole.map { ["votes", "result", "guests"].contains($0.0) ? ($0.0, " ") : $0 }
        let known = try number(try officer.post("/desk/log", hidden + blank))
        let json = try entry(known)
        #expect(json["votes"] == .null && json["result"] == .null && json["settled"] == .null)
        #expect(json["guests"] == .null)
        #expect(try !officer.get("/desk/log/\(known)").contains("民主测评<dd>"))
    }

    static let wrong: [(name: String, value: String, sentence: String)] =
        ["45/3", "45/3/1/0", "四十五/三/一", "45/-3/1", "1000001/0/0", "满意", "45//1"].map {
            ("votes", $0, "测评票数要写满意、基本满意、不满意三个数")
        } + [
            ("result", String(repeating: "字", count: RecordDesk.titleLimit + 1), "太长了：最多 200 个字")
        ]

    @Test(arguments: wrong)
    func whatIsWrongIsNamedBesideItsFieldAndAllThatWasTypedStays(
        name: String, value: String, sentence: String
    ) throws {
        let officer = try desk.browser(station)
        let hidden = try officer.get("/desk/log").hiddenFields(ofFormWith: "name=\"duty\"")
        let typed = whole.map { $0.0 == name ? (name, value) : $0 }
        let answer = try officer.post("/desk/log", hidden + typed)
        #expect(answer.status == 422 && answer.contains(sentence), "\(answer)")
        #expect(answer.contains("id=\"\(name)-problem\""))
        #expect(lost(typed, answer) == [])
        // What is folded away otherwise stands open.
        #expect(answer.contains("<details open><summary>\(Assets.pages(.chinese)("desk.log.more"))"))
        #expect(try entries().isEmpty)
        // Put right on that very page, it goes through, once.
        let again = answer.hiddenFields(ofFormWith: "name=\"duty\"") + whole
        for server in [0, 1] {
            officer.server = server
            #expect(try officer.post("/desk/log", again).status == 303)
        }
        #expect(try entries().map { $0["votes"]?["satisfied"]?.integer } == [45])
    }

    // MARK: Later

    @Test func whatBecameOfItIsWrittenDownLaterAndTakenBack() throws {
        let deputys = try pending("述职")
        let path = "/desk/log/\(deputys)"
        let own = try desk.browser(scope)
        func listed() throws -> Bool { try own.get("/desk/log?unsettled=true").contains(deputys) }
        #expect(try listed())
        func amend(_ changes: KeyValuePairs<String, String>) throws -> String {
            let fields: KeyValuePairs = ["duty": "visit", "on": "2025-12-20", "people": "1", "title": "述职"]
            let typed = fields.map { ($0.key, $0.value) } + changes.map { ($0.key, $0.value) }
            return try own.post(path, try own.get(path).hiddenFields(ofFormWith: amended) + typed)
        }
        #expect(try amend(["votes": "45/3/1", "result": "已换井盖"]).status == 303)
        let told = try entry(deputys)
        #expect(told["votes"]?["fair"]?.integer == 3 && told["settled"]?.text == "2025-12-24")
        #expect(try !listed())
        // The form shows what there is; sent as it is, nothing is amended.
        let page = try own.get(path)
        #expect(page.contains("value=\"45/3/1\"") && page.contains("value=\"已换井盖\""))
        #expect(try amend(["votes": "45/3/1", "result": "已换井盖"]).status == 422)
        // Emptied, both go.
        #expect(try amend(["votes": "", "result": " "]).status == 303)
        let emptied = try entry(deputys)
        #expect(emptied["votes"] == .null && emptied["result"] == .null && emptied["settled"] == .null)
        #expect(try listed())
    }

    @Test(arguments: wrong)
    func anAmendmentThatIsWrongChangesNothingAndKeepsItsWords(
        name: String, value: String, sentence: String
    ) throws {
        let officer = try desk.browser(station)
        let hidden = try officer.get("/desk/log").hiddenFields(ofFormWith: "name=\"duty\"")
        let known = try number(try officer.post("/desk/log", hidden + whole))
        let path = "/desk/log/\(known)"
        let before = try entry(known)
        let typed = whole.map { field in
            switch field.0 {
            case name: (name, value)
            case "title": ("title", "改过的标题 <i>")
            case "people": ("people", "50")
            default: field
            }
        }
        let form = try officer.get(path).hiddenFields(ofFormWith: amended)
        let answer = try officer.post(path, form + typed)
        #expect(answer.status == 422 && answer.contains(sentence), "\(answer)")
        #expect(answer.contains("id=\"\(name)-amended-problem\""))
        #expect(lost(typed, answer) == [])
        #expect(try entry(known) == before)
        let right = typed.map { $0.0 == name ? (name, name == "votes" ? "46/3/1" : "已采纳") : $0 }
        let done = try officer.post(path, answer.hiddenFields(ofFormWith: amended) + right)
        #expect(done.status == 303, "\(done)")
        let after = try entry(known)
        #expect(after["title"]?.text == "改过的标题 <i>" && after["people"]?.integer == 50)
        #expect(after[name] != before[name])
    }

    @Test func whatIsntTheirsNobodySettles() throws {
        let deputys = try pending("述职")
        let path = "/desk/log/\(deputys)"
        let hidden = try desk.browser(scope).get(path).hiddenFields(ofFormWith: amended)
        for other in [Scope.deputy(colleague.code), .station(stranger.station)] {
            let browser = try desk.browser(other)
            let csrf = try browser.get("/desk/out").hidden("csrf") ?? ""
            let forged =
                hidden.filter { $0.0 != "csrf" } + [("csrf", csrf), ("title", "述职"), ("result", "办好了")]
            let answer = try browser.post(path, forged)
            #expect(answer.status == 404 && answer.contains("办好了"), "\(answer)")
        }
        #expect(try entry(deputys)["settled"] == .null)
    }
}
