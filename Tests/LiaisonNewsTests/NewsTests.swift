import LiaisonCases
import LiaisonCodes
import LiaisonJournal
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

    private func told() throws -> [String] { try fixture.told() }

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
}
