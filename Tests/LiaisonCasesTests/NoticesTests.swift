import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// That somebody was told of a case: what it leaves as it was, and what it counts.
@Suite struct NoticesTests {
    private static let told = Event.Body.notified(
        Event.Notification(news: .known(.overdue), to: LedgerFixture.code, channel: "wecom"))

    @Test func lineAndExtractKeepIt() throws {
        for channel in ["wecom", nil] {
            let told = Event.Notification(news: .known(.new), to: LedgerFixture.code, channel: channel)
            let event = ExtractTests.event(.notified(told))
            var bytes: [UInt8] = []
            _ = LedgerLine.append(
                .event(event), words: nil, sequence: 1, previous: .none,
                to: &bytes)
            let line = try LedgerLine(decoding: bytes.dropLast(), withPersonal: true)
            #expect(line.content == .event(event))
            #expect(!line.isNewer)
        }
    }

    @Test func aKindOfANewerReleaseIsKept() throws {
        let told = Event.Notification(news: .newer("birthday"), to: LedgerFixture.code, channel: nil)
        var bytes: [UInt8] = []
        _ = LedgerLine.append(
            .event(ExtractTests.event(.notified(told))), words: nil, sequence: 1,
            previous: .none, to: &bytes)
        let line = try LedgerLine(decoding: bytes.dropLast(), withPersonal: true)
        #expect(line.isNewer)
        #expect(line.content == .event(ExtractTests.event(.notified(told))))
    }

    @Test(arguments: [
        [Event.Body.acknowledged(.simple)], [.asked], [.replied], [.closed(.resolved)],
        [.extended(until: CivilDate(daysSince1970: 40))],
    ])
    func itChangesNeitherStateNorDates(before: [Event.Body]) throws {
        let events = before.enumerated().map { (Int64($0.offset) + 1, $0.element) }
        let plain = try CaseMilestonesTests.folded(events)
        let value = try CaseMilestonesTests.folded(events + [(3, Self.told), (4, Self.told)])
        #expect(value.state == plain.state)
        #expect(value.terms == plain.terms)
        #expect(value.milestones == plain.milestones)
        #expect(value.askedAt == plain.askedAt)
        #expect(value.hasMoved == plain.hasMoved)
        #expect(value.refusal(of: .rated(.fair)) == plain.refusal(of: .rated(.fair)))
        #expect(value.notices.first != nil)
    }

    @Test func daysInVainAreCountedUntilSomebodyActs() throws {
        // Twice on one day is once.
        let value = try CaseMilestonesTests.folded([
            (1, Self.told), (1, Self.told), (2, Self.told), (3, Self.told),
        ])
        #expect(value.notices.unanswered == 3)
        let acted = try CaseMilestonesTests.folded([
            (1, Self.told), (2, Self.told), (3, .acknowledged(.simple)), (4, Self.told),
        ])
        #expect(acted.notices.unanswered == 1)
        let moved = try CaseMilestonesTests.folded([
            (1, Self.told), (2, Self.told),
            (3, .transferred(to: LedgerFixture.code, station: LedgerFixture.station)),
        ])
        #expect(moved.notices.unanswered == 0)
        // What the citizen adds is no act of staff.
        let added = try CaseMilestonesTests.folded([
            (1, Self.told), (2, .appended(digest: Digest(value: 9))), (3, Self.told),
        ])
        #expect(added.notices.unanswered == 2)
    }

    @Test func theCountOfDaysEndsWhereItCannotGrow() throws {
        let value = try CaseMilestonesTests.folded((1...300).map { ($0, Self.told) })
        #expect(value.notices.unanswered == 255)
    }

    @Test func nobodyIsToldOfWhatIsErased() throws {
        let value = try CaseMilestonesTests.folded([(1, .erased(reason: nil))])
        #expect(value.refusal(of: Self.told) == .erased)
    }

    @Test func itIsInTheCaseAndInNoStreamAndTwiceIsOnce() throws {
        let fixture = try LedgerFixture()
        let number = try fixture.ledger.submit("路灯坏了", nonce: "n1")
        for _ in 0..<2 {
            let action = CaseAction(
                number: number, body: Self.told, actor: Actor(role: "office"), key: Digest(value: 5))
            _ = try fixture.ledger.perform(.action(action), station: number.station)
        }
        // A case that changed hands is read as a course, which leaves it out too.
        try fixture.ledger.act(number, .transferred(to: Code.random(), station: LedgerFixture.station))
        let file = try #require(try fixture.ledger.caseFile(number))
        #expect(file.entries.map(\.event.body.kind.word) == ["received", "notified", "transferred"])
        let page = try fixture.ledger.events(
            after: EventCursor(), of: [LedgerFixture.station], limit: 10, where: { _ in true })
        #expect(page.entries.map(\.event.body.kind.word) == ["received", "transferred"])
        #expect(try fixture.ledger.verify().findings.isEmpty)
    }
}
