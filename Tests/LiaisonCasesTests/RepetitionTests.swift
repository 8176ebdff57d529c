import Glibc
import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// The same form through a second server while the first may still take its line back.
@Suite struct RepetitionTests {
    let fixture: LedgerFixture
    /// The server that is asked again.
    let second: Ledger

    init() throws {
        fixture = try LedgerFixture()
        // Both have a segment of their own by now.
        try fixture.ledger.submit("在先", nonce: "n0")
        second = try LedgerFixture.open(fixture.directory)
        try second.submit("又一件", nonce: "n1")
    }

    private var first: String { "\(fixture.inbox)/2025-12-0001.jsonl" }

    private func length(_ path: String) throws -> Int { try #require(try Files.status(path)).size }

    /// Has the second server see what the first has just written.
    private func look(for number: CaseNumber) throws {
        let journal = second.journal(of: LedgerFixture.station)
        #expect(try journal.withFreshFold(maximumAge: 0) { $0.fold.index(of: number) } != nil)
    }

    /// What the first server does when its sync has failed.
    private func takeBack(to length: Int) throws { try #require(truncate(first, off_t(length)) == 0) }

    @Test func aRepeatedMessageStandsWhenItsFirstWriterTakesItBack() throws {
        let durable = try length(first)
        let number = try fixture.ledger.submit("路灯坏了", nonce: "n2")
        try look(for: number)
        let again = try second.perform(
            .submission(submission("路灯坏了", nonce: "n2")), station: LedgerFixture.station)
        #expect(again == Commitment(caseNumber: number, isNew: false))
        fixture.ledger.stop()
        try takeBack(to: durable)
        try look(for: number)
        #expect(try second.caseFile(number)?.message?.event.personal?.text == "路灯坏了")
        let later = try LedgerFixture.open(fixture.directory)
        defer { later.stop() }
        #expect(try later.caseFile(number)?.message?.event.personal?.text == "路灯坏了")
        #expect(try later.cases(of: LedgerFixture.station).count == 3)
        #expect(try later.verify().findings.isEmpty)
        second.stop()
    }

    @Test func aRepeatedMessageIsOneMessageAndIsWrittenOnceByEach() throws {
        let number = try fixture.ledger.submit("路灯坏了", nonce: "n2")
        try look(for: number)
        #expect(try second.submit("路灯坏了", nonce: "n2") == number)
        let lengths = try [length(first), length("\(fixture.inbox)/2025-12-0002.jsonl")]
        for ledger in [fixture.ledger, second] {
            #expect(try ledger.submit("路灯坏了", nonce: "n2") == number)
            #expect(try ledger.caseFile(number)?.entries.count == 1)
        }
        #expect(try [length(first), length("\(fixture.inbox)/2025-12-0002.jsonl")] == lengths)
        let page = try second.events(
            after: EventCursor(), of: [LedgerFixture.station], limit: 10, where: { _ in true })
        #expect(page.entries.filter { $0.event.caseNumber == number }.count == 1)
        #expect(try second.verify().cases == 3)
        second.stop()
    }

    /// One of the two stores is copied beside the other's segment, whichever came first.
    @Test(arguments: [false, true])
    func wordsThatWereChangedBetweenTwoServersAreAllThere(isReversed: Bool) throws {
        let texts = ["路灯坏了", "路灯坏了，还有井盖"]
        let others = try texts.map { text in
            let other = try LedgerFixture(
                now: LedgerFixture.noon.adding(milliseconds: text.count == 4 ? 0 : 1))
            try other.ledger.submit(text, nonce: "n2")
            return other
        }
        let names = ["2025-12-0008", "2025-12-0009"]
        for (other, name) in zip(isReversed ? others.reversed() : others, names) {
            try Files.create("\(fixture.inbox)/\(name).jsonl", with: try other.segment(1))
            // Read one after the other.
            #expect(
                try second.journal(of: LedgerFixture.station).withFreshFold(maximumAge: 0) {
                    $0.fold.cases.count
                }
                    == 3)
        }
        let number = try #require(try others[0].ledger.cases(of: LedgerFixture.station).first?.number)
        for ledger in [second, try LedgerFixture.open(fixture.directory)] {
            let file = try #require(try ledger.caseFile(number))
            #expect(file.entries.map(\.event.personal?.text) == texts)
            #expect(file.entries.map(\.event.body.kind.word) == ["received", "appended"])
            let page = try ledger.events(
                after: EventCursor(), of: [LedgerFixture.station], limit: 10, where: { _ in true })
            #expect(Set(page.entries.compactMap(\.event.personal?.text)).isSuperset(of: texts))
            // Both are known: sent once more, neither is added again.
            for text in texts { #expect(try ledger.submit(text, nonce: "n2") == number) }
            #expect(try ledger.caseFile(number)?.entries.count == 2)
            ledger.stop()
        }
    }

    @Test func aMessageOfItsOwnIsAnsweredForWithoutTheDisk() throws {
        let number = try second.submit("路灯坏了", nonce: "n2")
        try fixture.ledger.act(number, .replied, text: "修好了")
        try look(for: number)
        let before = try Files.status(fixture.inbox)
        #expect(try second.submit("路灯坏了", nonce: "n2") == number)
        // A probe would have come and gone.
        #expect(try Files.status(fixture.inbox)?.modifiedNanoseconds == before?.modifiedNanoseconds)
        second.stop()
    }

    /// The act that is asked for again, of a citizen or a deputy.
    private func again(_ number: CaseNumber, isCitizen: Bool) -> Proposal {
        let mark = Digest(value: 77)
        return .action(
            CaseAction(
                number: number, body: isCitizen ? .appended(digest: mark) : .replied,
                actor: isCitizen ? nil : Actor(role: "office"), key: isCitizen ? nil : mark,
                personal: Event.Personal(text: "还没修")))
    }

    @Test(arguments: [true, false])
    func whatIsAddedAgainStandsWhenItsFirstWriterTakesItBack(isCitizen: Bool) throws {
        let number = try second.submit("路灯坏了", nonce: "n2")
        let durable = try length(first)
        for (ledger, isNew) in [(fixture.ledger, true), (second, false), (second, false)] {
            let answered = try ledger.perform(
                again(number, isCitizen: isCitizen), station: LedgerFixture.station)
            #expect(answered == Commitment(caseNumber: number, isNew: isNew))
        }
        let later = try LedgerFixture.open(fixture.directory)
        for ledger in [fixture.ledger, second, later] {
            try ledger.journal(of: LedgerFixture.station).withFreshFold(maximumAge: 0) { _ in }
            let texts = try ledger.caseFile(number)?.entries.map(\.event.personal?.text)
            #expect(texts == ["路灯坏了", "还没修"])
            let page = try ledger.events(
                after: EventCursor(), of: [LedgerFixture.station], limit: 10, where: { _ in true })
            #expect(page.entries.filter { $0.event.personal?.text == "还没修" }.count == 1)
        }
        fixture.ledger.stop()
        try takeBack(to: durable)
        for ledger in [second, later] {
            try ledger.journal(of: LedgerFixture.station).withFreshFold(maximumAge: 0) { _ in }
            let texts = try ledger.caseFile(number)?.entries.map(\.event.personal?.text)
            #expect(texts == ["路灯坏了", "还没修"])
            ledger.stop()
        }
    }

    @Test func whatIsAddedAgainIsWrittenOnceByEach() throws {
        let number = try second.submit("路灯坏了", nonce: "n2")
        for ledger in [fixture.ledger, second] {
            _ = try ledger.perform(again(number, isCitizen: true), station: LedgerFixture.station)
        }
        let lengths = try [length(first), length("\(fixture.inbox)/2025-12-0002.jsonl")]
        for ledger in [fixture.ledger, second] {
            _ = try ledger.perform(again(number, isCitizen: true), station: LedgerFixture.station)
        }
        #expect(try [length(first), length("\(fixture.inbox)/2025-12-0002.jsonl")] == lengths)
        second.stop()
    }

    /// A reader gets what two servers have stored both from the one they read first, and never from the other.
    @Test(arguments: [true, false])
    func whatWasReadIsGivenNoMoreFromAnotherLine(isCitizen: Bool) throws {
        let number = try second.submit("路灯坏了", nonce: "n2")
        _ = try fixture.ledger.perform(again(number, isCitizen: isCitizen), station: LedgerFixture.station)
        func page(_ cursor: EventCursor) throws -> EventPage {
            try second.journal(of: LedgerFixture.station).withFreshFold(maximumAge: 0) { _ in }
            return try second.events(after: cursor, of: [LedgerFixture.station], limit: 10) { _ in true }
        }
        let before = try page(EventCursor())
        #expect(before.entries.count == 4)
        _ = try second.perform(again(number, isCitizen: isCitizen), station: LedgerFixture.station)
        let after = try page(before.cursor)
        #expect(after.entries.isEmpty)
        #expect(after.cursor != before.cursor)
        try second.submit("又", nonce: "n5")
        #expect(try page(after.cursor).entries.map(\.event.personal?.text) == ["又"])
        second.stop()
    }

    /// One server knew that it was adding words, the other took them for the message.
    @Test func addedWordsAndASecondMessageOfTheSameFormAreOne() throws {
        let number = try second.submit("路灯坏了", nonce: "n2")
        try second.submit("路灯坏了，还有井盖", nonce: "n2")
        let other = try LedgerFixture(now: LedgerFixture.noon.adding(milliseconds: 1))
        try other.ledger.submit("路灯坏了，还有井盖", nonce: "n2")
        try Files.create("\(fixture.inbox)/2025-12-0009.jsonl", with: try other.segment(1))
        for ledger in [second, try LedgerFixture.open(fixture.directory)] {
            try ledger.journal(of: LedgerFixture.station).withFreshFold(maximumAge: 0) { _ in }
            let file = try #require(try ledger.caseFile(number))
            #expect(file.entries.map(\.event.personal?.text) == ["路灯坏了", "路灯坏了，还有井盖"])
            #expect(file.entries.map(\.event.body.kind.word) == ["received", "appended"])
            ledger.stop()
        }
    }

    @Test func addedWordsAreNotAcknowledgedOnceTheyAreTakenBack() throws {
        let number = try fixture.ledger.submit("路灯坏了", nonce: "n2")
        #expect(try second.submit("路灯坏了", nonce: "n2") == number)
        let durable = try length(first)
        try fixture.ledger.submit("还没修", nonce: "n2")
        // The second server has seen the line; then it goes.
        try look(for: number)
        let journal = second.journal(of: LedgerFixture.station)
        let others = [try #require(journal.withKnown { $0.lines.segments.firstIndex { !$0.isOwn } })]
        try journal.secure(segmentsAt: Set(others))
        try takeBack(to: durable)
        #expect(throws: SystemError("fdatasync", first, code: .stale)) {
            try journal.secure(segmentsAt: Set(others))
        }
        try Files.remove(first)
        #expect(throws: SystemError.self) { try journal.secure(segmentsAt: Set(others)) }
        second.stop()
    }

    @Test func anErasureThatItsWriterTakesBackTakesNoWordOut() throws {
        let number = try fixture.ledger.submit("路灯坏了", nonce: "n2")
        let durable = try length(first)
        // The first server has stored it and comes no further: a file stands where the photos should be.
        let photos = "\(fixture.directory)/stations/SS00/photos"
        try Files.create(photos, with: [])
        #expect(throws: LedgerError.self) { try fixture.ledger.act(number, .erased(reason: nil)) }
        try Files.remove(photos)
        let journal = second.journal(of: LedgerFixture.station)
        #expect(try journal.withFreshFold(maximumAge: 0) { $0.fold.erasures.due.count } == 1)
        fixture.ledger.stop()
        try takeBack(to: durable)
        #expect(second.journal.decider.finishErasures(in: journal).map(\.key) == [.ofCase(number)])
        try journal.withFreshFold(maximumAge: 0) { _ in }
        #expect(try second.caseFile(number)?.message?.event.personal?.text == "路灯坏了")
        #expect(second.journal.decider.finishErasures(in: journal).isEmpty)
        second.stop()
    }

    @Test func aCopyThatCouldNotBeStoredIsForgotten() throws {
        var inbox = Inbox.empty(LedgerFixture.station)
        for number in 1...2 {
            var segment = SegmentIndex(name: SegmentName(month: 202_512, number: number))
            for line in 0...1 { segment.addLine(from: line, to: line + 1) }
            inbox.lines.add(segment)
        }
        let message = try #require(try InboxMergeTests.events().first)
        inbox.fold.absorb(message, at: LinePlace(segment: 0, line: 1), in: inbox.lines)
        inbox.begin()
        inbox.fold.absorb(message, at: LinePlace(segment: 1, line: 1), in: inbox.lines)
        #expect(inbox.fold.repeated == [0])
        _ = inbox.settle(keeping: false, isAbandoned: false)
        #expect(inbox.fold.repeated == [])
        #expect(inbox.fold.places(ofCase: 0) == [LinePlace(segment: 0, line: 1)])
    }
}
