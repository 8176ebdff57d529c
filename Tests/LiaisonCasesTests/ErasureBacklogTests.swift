import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// Which words must go: what any case still has of them once it is erased, in whatever order that becomes known.
@Suite struct ErasureBacklogTests {
    @Test(arguments: [0, 63, 64, 200])
    func aCaseIsDueOnceItIsErasedAndHasWords(index: Int) {
        var backlog = ErasureBacklog()
        backlog.note(index, hasWords: true, isErased: false)
        #expect(backlog.due == [])
        backlog.note(index, hasWords: false, isErased: true)
        #expect(backlog.due == [index] && backlog.take() == [index] && backlog.due == [])
        // Words that arrive from now on make it due anew.
        backlog.note(index, hasWords: false, isErased: true)
        #expect(backlog.due == [])
        backlog.note(index, hasWords: true, isErased: true)
        #expect(backlog.take() == [index])
    }

    @Test func aCaseWithoutWordsIsNeverDueUnlessItIsToBeLookedAtAgain() {
        var backlog = ErasureBacklog()
        backlog.note(70, hasWords: false, isErased: true)
        backlog.note(3, hasWords: true, isErased: false)
        backlog.note(4, hasWords: false, isErased: true)
        #expect(backlog.due == [])
        // Beyond the cases of which anything is known.
        for index in [4, 64, 128] { backlog.repeat(index) }
        #expect(backlog.take() == [4, 64, 128])
        backlog.note(3, hasWords: false, isErased: true)
        #expect(backlog.take() == [3])
    }

    @Test func whatABatchBroughtIsTakenBack() {
        var backlog = ErasureBacklog()
        for index in [1, 2, 3] { backlog.repeat(index) }
        backlog.rollBack { $0 != 2 }
        #expect(backlog.take() == [1, 3])
    }

    /// An erasure that could not be stored leaves the words of its case, of one that came with it, and of nobody else.
    @Test func anErasureThatIsTakenBackIsDueNoLonger() throws {
        var inbox = Inbox.empty(LedgerFixture.station)
        var segment = SegmentIndex(name: SegmentName(month: 202_512, number: 1))
        for line in 0...6 { segment.addLine(from: line, to: line + 1) }
        inbox.lines.add(segment)
        var line = 0
        func absorb(_ value: UInt64, _ body: Event.Body?) throws {
            line += 1
            let receipt = Event.Receipt(
                to: try Code(parsing: "0000000"), channel: .scan, topic: nil,
                nonce: Digest(value: UInt128(value)), query: Digest(value: 2),
                digest: Digest(value: UInt128(value)))
            let event = Event(
                at: Timestamp(milliseconds: Int64(line) * 1000),
                caseNumber: CaseNumber(
                    station: LedgerFixture.station, date: CivilDate(daysSince1970: 20_000), value: value),
                body: body ?? .received(receipt))
            inbox.fold.absorb(
                event, at: LinePlace(segment: 0, line: line), hasWords: body == nil, in: inbox.lines)
        }
        for value in [1, 2] as [UInt64] { try absorb(value, nil) }
        try absorb(1, .erased(reason: nil))
        inbox.fold.begin()
        try absorb(2, .erased(reason: nil))
        try absorb(3, nil)
        try absorb(3, .erased(reason: nil))
        #expect(inbox.fold.erasures.due == [0, 1, 2])
        inbox.fold.takeBack()
        #expect(inbox.fold.erasures.due == [0] && inbox.fold.cases.map(\.isErased) == [true, false])
    }
}
