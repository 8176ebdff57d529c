import Foundation
import LiaisonText
import Testing

/// Every verb over the network, with each kind of token, and once more as after a lost answer.
@Suite struct StaffVerbEndToEndTests {
    let installation: Installation
    let server: RunningServer

    init() throws {
        installation = try Installation()
        server = try RunningServer(installation.data)
    }

    private func deputy() throws -> String { try installation.code("deputy", station: "SS07") }

    /// Whose token acts.
    enum Role: String, CaseIterable {
        case deputy, station, office
    }

    private func staff(_ role: Role) throws -> Staff {
        switch role {
        case .deputy: try Staff(installation, server, "--deputy", deputy())
        case .station: try Staff(installation, server, "--station", "SS07")
        case .office: try Staff(installation, server, "--office")
        }
    }

    /// A letter to the deputy, entered by the station's officer.
    private func letter() throws -> String {
        let officer = try staff(.station)
        let file = "\(installation.scratch.path)/letter.txt"
        try "路灯坏了\n".write(toFile: file, atomically: true, encoding: .utf8)
        let words = ["intake", "--station", "SS07", "--to", try deputy(), "--channel", "paper"]
        let result = try officer.run(words + ["--file", file, "--json"])
        return try #require(try result.json()["case"]?.text, "\(result.talk)")
    }

    /// A date that any deadline may be moved to: after all of them, and less than a year ahead.
    private static let inThreeHundredDays: String = {
        let day = Date().addingTimeInterval(300 * 86_400)
        return day.formatted(.iso8601.year().month().day())
    }()

    @Test(arguments: Role.allCases)
    func doesEachVerbOnceHoweverOftenItIsSent(role: Role) throws {
        let number = try letter()
        let staff = try staff(role)
        let file = "\(installation.scratch.path)/text-\(role).txt"
        try "已安排\n更换\n".write(toFile: file, atomically: true, encoding: .utf8)
        let deeds: [(words: [String], kind: String)] = [
            (["ack", number, "--grade", "ordinary"], "acknowledged"),
            (["ask", number, "--file", file], "asked"),
            (["reply", number, "--file", file], "replied"),
            (["reopen", number, "--reason", "又坏了"], "reopened"),
            (["extend", number, "--until", Self.inThreeHundredDays, "--reason", "等配件"], "extended"),
            (["close", number, "--outcome", "resolved", "--file", file], "closed"),
            (["reopen", number, "--reason", "仍不亮"], "reopened"),
            (["transfer", number, "--to", "SS01", "--reason", "属于清溪"], "transferred"),
        ]
        for (index, deed) in deeds.enumerated() {
            let words = deed.words + ["--idempotency-key", "\(role)-\(index)", "--json"]
            let first = try staff.run(words)
            try #require(first.status == 0, "\(deed.words): \(first.talk)")
            let event = try first.json()
            #expect(event["kind"]?.text == deed.kind)
            if deed.words.contains("--file") { #expect(event["text"]?.text == "已安排\n更换") }
            let again = try staff.run(words)
            #expect(again.status == 0, "\(deed.words): \(again.talk)")
            #expect(again.output == first.output, "\(deed.words)")
        }
        #expect(try self.staff(.office).course(of: number) == ["received"] + deeds.map(\.kind))
    }

    @Test(arguments: Role.allCases)
    func claimsFromTheSharedInbox(role: Role) throws {
        let officer = try staff(.station)
        let number = try #require(
            try officer.json("intake", "--station", "SS07", "--text", "井盖松动")["case"]?.text)
        let code = try deputy()
        let words = ["claim", number, "--idempotency-key", "k", "--json"]
        let all = role == .deputy ? words : words + ["--for", code]
        let claimant = try staff(role)
        let first = try claimant.run(all)
        try #require(first.status == 0, "\(first.talk)")
        #expect(try first.json()["to"]?.text == code)
        #expect(try claimant.run(all).output == first.output)
        #expect(try officer.course(of: number) == ["received", "claimed"])
    }

    @Test func anOfficersActForADeputyIsRecordedAsSuch() throws {
        let number = try letter()
        let officer = try staff(.station)
        let result = try officer.run(["reply", number, "--for", deputy(), "--text", "好", "--json"])
        #expect(try result.json()["by"]?.text == "Liaison officer, 党群社会事业代表联络站 (for Deputy 谢晨云)")
        let other = try installation.code("deputy", station: "SS01")
        let foreign = try officer.run(["reply", number, "--for", other, "--text", "好"])
        #expect(foreign.status == 1)
        #expect(
            foreign.talk.contains("It takes the code or name of a deputy in office at that station"),
            "\(foreign.talk)")
    }

    @Test func anEntrySentAgainIsOneCase() throws {
        let officer = try staff(.station)
        let words = ["intake", "--station", "SS07", "--text", "井盖", "--idempotency-key", "k", "--json"]
        let first = try officer.run(words)
        #expect(first.status == 0, "\(first.talk)")
        #expect(try officer.run(words).output == first.output)
        #expect(try officer.json("inbox", "list").elements?.count == 1)
    }

    @Test func aLettersClockRunsFromTheDayItCame() throws {
        let officer = try staff(.station)
        func enter(_ date: String) throws -> Program.Result {
            try officer.run(["intake", "--station", "SS07", "--text", "来信", "--received-at", date, "--json"])
        }
        let day = Self.day(-3)
        let entered = try enter(day).json()
        let number = try #require(entered["case"]?.text)
        let shown = try officer.json("inbox", "show", number)
        #expect(shown["received"]?.text?.hasPrefix("\(day)T00:00:00") == true)
        let query = try #require(entered["query_code"]?.text)
        let receipt = try Browser(port: server.port).get("/r/\(number)/\(query)?lang=en").body
        #expect(receipt.contains("entered later"))
        for wrong in [Self.day(1), Self.day(-400)] {
            let refused = try enter(wrong)
            #expect(refused.status == 1)
            #expect(refused.talk.contains("The day it came is missing or wrong"), "\(refused.talk)")
        }
    }

    @Test func aPaperFormsReceiptIsOnThePageUnderItsPrintedNumber() throws {
        let officer = try Staff(installation, server, "--station", "SS00")
        let form = "SS00-251223-00007"
        let words = ["intake", "--station", "SS00", "--form", form, "--text", "路灯"]
        let entered = try officer.run(words + ["--json"]).json()
        #expect(entered["case"]?.text == form)
        let query = try #require(entered["query_code"]?.text)
        let browser = Browser(port: server.port)
        let page = try browser.get("/r/\(form)/\(query)")
        #expect(page.status == 200)
        #expect(page.body.contains("SS00-<wbr>251223-<wbr>00007"))
        #expect(page.body.contains("路灯"))
        // Somebody else's sheet under that number: nothing of it goes to the first one's receipt.
        let other = try officer.run(words.dropLast() + ["别人的事"])
        #expect(other.status == 1 && other.talk.contains("belongs to another message"), "\(other.talk)")
        #expect(try !browser.get("/r/\(form)/\(query)").body.contains("别人的事"))
        #expect(try officer.json("inbox", "list").elements?.count == 1)
    }

    /// A day of Beijing's calendar, so many days from today.
    private static func day(_ offset: Int) -> String {
        let formatter = DateFormatter()
        formatter.calendar = Calendar(identifier: .gregorian)
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 8 * 3600)
        formatter.dateFormat = "yyyy-MM-dd"
        return formatter.string(from: Date(timeIntervalSinceNow: Double(offset) * 86_400))
    }
}
