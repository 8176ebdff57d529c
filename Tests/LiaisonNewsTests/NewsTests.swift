import LiaisonCodes
import LiaisonLedger
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonNews
@testable import LiaisonRoster

/// What is news, to whom, and what becomes of it when things change in between.
@Suite struct NewsTests {
    private let fixture: NewsFixture

    init() throws {
        fixture = try NewsFixture()
        try fixture.program()
    }

    /// Kind, addressee and case of each piece that was handed on, but for digests and reception days.
    private func told() throws -> [String] {
        try fixture.handed().compactMap { line in
            let json = try JSON(parsing: Array(line.utf8))
            let kind = json["kind"]?.text ?? ""
            if kind == "daily" || kind == "reception" { return nil }
            let to = json["to"]?.text ?? ""
            return "\(kind) \(try name(to)) \(json["case"]?.text ?? "-")"
        }
    }

    private func name(_ code: String) throws -> String {
        try #require(fixture.roster.state(of: try Code(parsing: code))?.holder.name)
    }

    @Test func theDeputyWithAContactIsToldAndTheOfficerOtherwise() throws {
        try fixture.reach("甲")
        let first = try fixture.message(to: fixture.code("甲"))
        let second = try fixture.message(to: fixture.code("乙"))
        let shared = try fixture.message(to: fixture.code(of: fixture.station))
        #expect(try fixture.once().waiting == 0)
        #expect(Set(try told()) == ["new 甲 \(first)", "new 总站 \(second)", "new 总站 \(shared)"])
    }

    @Test func nothingOfTheCitizensIsInIt() throws {
        try fixture.reach("甲", at: "robot-7")
        let number = try fixture.message(to: fixture.code("甲"))
        try fixture.add(number, "电线也断了")
        try fixture.once()
        let all = try fixture.handed().joined()
        for word in ["路灯", "电线", "张三", "138"] { #expect(!all.contains(word)) }
        let line = try #require(try fixture.handed().first { $0.contains("\"new\"") })
        let json = try JSON(parsing: Array(line.utf8))
        #expect(json["channel"]?.text == "test")
        #expect(json["address"]?.text == "robot-7")
        #expect(json["link"]?.text == "https://llz.example.gov.cn/desk/cases/\(number)")
        #expect(json["due"]?.text == "2026-12-30")
        #expect(json["id"]?.text?.count == 32)
        // The file that waits, and the one laid by, never have the address.
        try fixture.program("exit 1")
        try fixture.add(number, "又断了")
        try fixture.once()
        for name in try Files.names(in: "\(fixture.notify)/queue") {
            let stored = String(
                decoding: try Files.read("\(fixture.notify)/queue/\(name)"), as: UTF8.self)
            #expect(!stored.contains("robot-7"))
        }
    }

    @Test func eachIsToldOnce() throws {
        try fixture.reach("甲")
        let number = try fixture.message(to: fixture.code("甲"))
        try fixture.once()
        try fixture.once()
        #expect(try told() == ["new 甲 \(number)"])
        try fixture.add(number, "补充")
        try fixture.once()
        #expect(try told() == ["new 甲 \(number)", "added 甲 \(number)"])
    }

    @Test func whatWasHandedOnStandsInTheCaseAndChangesNothing() throws {
        try fixture.reach("甲")
        let number = try fixture.message(to: fixture.code("甲"))
        let before = try fixture.value(number)
        let pages = try fixture.ledger.events(
            after: EventCursor(), of: [fixture.station], limit: 100, where: { _ in true })
        try fixture.once()
        let after = try fixture.value(number)
        #expect(after.state == before.state)
        #expect(after.terms == before.terms)
        #expect(after.notices.first != nil)
        let file = try #require(try fixture.ledger.caseFile(number, where: { _ in true }))
        let told = Event.Notification(news: .known(.new), to: try fixture.code("甲"), channel: "test")
        #expect(file.entries.map(\.event.body).last == .notified(told))
        #expect(file.entries.last?.event.personal == nil)
        // It is no news to anybody who pulls.
        let page = try fixture.ledger.events(
            after: pages.cursor, of: [fixture.station], limit: 100, where: { _ in true })
        #expect(page.entries.isEmpty)
        #expect(!page.hasMore)
    }

    @Test func beingToldIsNoActOfStaff() throws {
        try fixture.reach("甲")
        let number = try fixture.message(to: fixture.code("甲"))
        for index in 0..<CaseAdditions.limit { try fixture.add(number, "补充 \(index)") }
        try fixture.once()
        #expect(try fixture.value(number).notices.first != nil)
        #expect(throws: LedgerError.refused(.additionsFull)) { try fixture.add(number, "再补充") }
    }

    @Test func whoLeftBetweenEventAndNewsHearsNothing() throws {
        try fixture.reach("甲")
        let number = try fixture.message(to: fixture.code("甲"))
        try fixture.program("exit 1")
        try fixture.once()
        try fixture.keep(only: ["乙", "丙"])
        try fixture.program()
        fixture.pass(hours: 1)
        #expect(try fixture.once().waiting == 0)
        #expect(try told() == ["new 总站 \(number)"])
        // What stands in the ledger names whom it reached.
        let file = try #require(try fixture.ledger.caseFile(number, where: { _ in true }))
        #expect(file.entries.last?.event.body.facts.to == (try fixture.code(of: fixture.station)))
    }

    @Test func aReissuedCodeTakesNoContactAlong() throws {
        try fixture.reach("甲")
        let old = try fixture.code("甲")
        let number = try fixture.message(to: old)
        var roster = fixture.roster
        _ = try roster.reissue(old, reason: "", at: fixture.now)
        fixture.roster = roster
        try fixture.once()
        #expect(try told() == ["new 总站 \(number)"])
    }

    @Test func anotherPersonUnderTheSameNumberHasNoContactOfTheFormer() throws {
        try fixture.reach("甲")
        let number = try fixture.message(to: fixture.code("甲"))
        let file = "编号,姓名,站点编号,层级,小组,职务\r\nD1,丁,SS00,县,,\r\nD2,乙,SS00,县,,\r\nD3,丙,SS01,县,,\r\n"
        fixture.pass(hours: 1)
        let tables = [try RosterFile(Array(file.utf8), named: "x.csv")]
        let imported = try RosterImport(tables, failures: [], into: fixture.roster)
        var roster = fixture.roster
        roster.apply(
            fixture.roster.difference(
                applying: imported, prune: false, at: fixture.now.adding(milliseconds: 1)))
        fixture.roster = roster
        try fixture.once()
        #expect(try told() == ["new 总站 \(number)"])
    }

    @Test func aTransferredCaseIsNewsToWhoHasItNow() throws {
        try fixture.reach("甲")
        try fixture.reach("丙")
        let number = try fixture.message(to: fixture.code("甲"))
        try fixture.act(number, .transferred(to: try fixture.code("丙"), station: fixture.branch))
        try fixture.once()
        // One piece for one case and addressee: it leads to all of it.
        #expect(try told() == ["new 丙 \(number)"])
        let other = try fixture.message(to: fixture.code("甲"))
        try fixture.once()
        try fixture.act(other, .transferred(to: try fixture.code("丙"), station: fixture.branch))
        try fixture.once()
        #expect(try told().suffix(2) == ["new 甲 \(other)", "transferred 丙 \(other)"])
    }

    @Test func whatIsErasedOrClosedBeforeItIsToldIsNotTold() throws {
        try fixture.reach("甲")
        try fixture.program("exit 1")
        let erased = try fixture.message(to: fixture.code("甲"))
        let closed = try fixture.message(to: fixture.code("甲"))
        let added = try fixture.message(to: fixture.code("甲"))
        try fixture.once()
        try fixture.act(erased, .erased(reason: nil))
        try fixture.act(closed, .closed(.resolved))
        try fixture.act(added, .closed(.resolved))
        try fixture.program()
        fixture.pass(hours: 1)
        try fixture.once()
        #expect(try told().isEmpty)
        // What the citizen adds to a closed matter is told.
        try fixture.add(added, "还没有好")
        try fixture.once()
        #expect(try told() == ["added 甲 \(added)"])
    }

    @Test func whatOneEnteredOneselfIsNoNews() throws {
        try fixture.reach("甲")
        let code = try fixture.code("甲")
        var submission = Submission(
            station: fixture.station, to: code, channel: .walkIn, topic: nil,
            personal: Event.Personal(text: "来访"), nonce: RandomBytes.make(count: 16))
        submission.actor = Actor(role: "deputy \(code)")
        _ = try fixture.ledger.perform(.submission(submission), station: fixture.station)
        submission.nonce = RandomBytes.make(count: 16)
        submission.actor = Actor(role: "station \(fixture.station)", onBehalfOf: nil)
        let officers = try fixture.ledger.perform(.submission(submission), station: fixture.station)
        try fixture.once()
        #expect(try told() == ["new 甲 \(officers.caseNumber)"])
    }

    @Test func whatWaitsInQuarantineIsNewsOnceItIsReleased() throws {
        try fixture.reach("甲")
        var submission = Submission(
            station: fixture.station, to: try fixture.code("甲"), channel: .scan, topic: nil,
            personal: Event.Personal(text: "广告"), nonce: RandomBytes.make(count: 16))
        submission.suspicion = .trap
        let number = try fixture.ledger.perform(.submission(submission), station: fixture.station).caseNumber
        try fixture.once()
        #expect(try told().isEmpty)
        try fixture.act(number, .released)
        try fixture.once()
        #expect(try told() == ["new 甲 \(number)"])
    }

    @Test func twoDaysInVainAndTheOfficerIsTold() throws {
        try fixture.reach("甲")
        let number = try fixture.message(to: fixture.code("甲"))
        try fixture.act(number, .acknowledged(.simple))
        try fixture.once()
        for _ in 0..<3 {
            fixture.pass(days: 1)
            try fixture.once()
        }
        // On the day itself the new message says that it is due; it is late on the days after.
        #expect(
            try told() == [
                "new 甲 \(number)", "overdue 甲 \(number)", "overdue 总站 \(number)", "overdue 总站 \(number)",
            ])
        // Whoever does something about it is told again themselves.
        try fixture.act(number, .assigned(until: nil), by: "deputy \(try fixture.code("甲"))")
        fixture.pass(days: 1)
        try fixture.once()
        #expect(try told().last == "overdue 甲 \(number)")
        // Answered: nobody hears of it any more.
        try fixture.act(number, .replied)
        fixture.pass(days: 1)
        try fixture.once()
        #expect(try told().count == 5)
    }

    @Test func whatIsDueIsToldThreeDaysBeforeAndOnce() throws {
        try fixture.reach("甲")
        let number = try fixture.message(to: fixture.code("甲"))
        try fixture.once()
        fixture.pass(days: 26)
        try fixture.once()
        #expect(try told() == ["new 甲 \(number)"])
        for _ in 0..<3 {
            fixture.pass(days: 1)
            try fixture.once()
            try fixture.once()
        }
        #expect(try told() == ["new 甲 \(number)", "due 甲 \(number)"])
    }

    @Test func aReceptionDayIsToldThreeDaysBeforeUnlessItIsCancelled() throws {
        // 总站 receives people on the 3rd.
        try fixture.once()
        let lines = try fixture.handed().map { try JSON(parsing: Array($0.utf8)) }
        #expect(lines.map { $0["kind"]?.text } == ["reception"])
        #expect(lines.first?["due"]?.text == "2026-12-03")
        #expect(lines.first?["to"]?.text == (try fixture.code(of: fixture.station).description))
        fixture.pass(days: 1)
        try fixture.once()
        #expect(try fixture.handed().count == 1)
    }

    @Test func aWeekOfSilenceIsToldTogether() throws {
        try fixture.reach("甲")
        for index in 0..<40 { try fixture.message(to: fixture.code("甲"), text: "第\(index)条") }
        for index in 0..<40 { try fixture.message(to: fixture.code("乙"), text: "第\(index)条") }
        fixture.pass(days: 7)
        let summary = try fixture.once()
        #expect(summary.waiting == 0)
        let lines = try fixture.handed().map { try JSON(parsing: Array($0.utf8)) }
        let daily = lines.filter { $0["kind"]?.text == "daily" }
        #expect(daily.count == 2)
        #expect(daily.allSatisfy { $0["count"]?.integer == 40 })
        #expect(lines.count <= 4)
        // Each of the cases says that it was told.
        let cases = try fixture.ledger.cases(of: fixture.station)
        #expect(cases.count == 80)
        #expect(cases.allSatisfy { $0.notices.first != nil })
        try fixture.once()
        #expect(try fixture.handed().count == lines.count)
    }

    @Test func whatWasDealtWithMeanwhileIsNoNews() throws {
        try fixture.reach("甲")
        let answered = try fixture.message(to: fixture.code("甲"))
        let added = try fixture.message(to: fixture.code("甲"))
        try fixture.once()
        try fixture.add(added, "电线也断了")
        try fixture.act(added, .replied)
        try fixture.act(answered, .replied)
        fixture.pass(days: 3)
        try fixture.once()
        #expect(try told() == ["new 甲 \(answered)", "new 甲 \(added)"])
        // Only what came after the answer is.
        try fixture.add(added, "还没有亮")
        try fixture.once()
        #expect(try told().last == "added 甲 \(added)")
    }

    @Test func aSingleOldMessageIsToldInTheDaysDigest() throws {
        try fixture.reach("甲")
        let number = try fixture.message(to: fixture.code("甲"))
        fixture.pass(days: 2)
        try fixture.once()
        #expect(try told().isEmpty)
        #expect(try fixture.handed().contains { $0.contains("\"daily\"") })
        #expect(try fixture.value(number).notices.first != nil)
        let file = try #require(try fixture.ledger.caseFile(number, where: { _ in true }))
        #expect(file.entries.last?.event.body.facts.news == .known(.new))
    }

    @Test func aFloodInAnHourIsToldTogetherToo() throws {
        try fixture.reach("甲")
        for index in 0..<60 { try fixture.message(to: fixture.code("甲"), text: "第\(index)条") }
        try fixture.once()
        let kinds = try told()
        #expect(kinds.count == NewsSelection.limit)
        #expect(try fixture.ledger.cases(of: fixture.station).allSatisfy { $0.notices.first != nil })
    }
}
