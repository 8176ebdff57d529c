import LiaisonCodes
import LiaisonPhotos
import LiaisonStore
import LiaisonSystem
import Synchronization
import TestSupport
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// What the stream gives to whom a case comes, and to whom it leaves.
@Suite struct MovingCaseStreamTests {
    private let fixture: LedgerFixture
    private let deputy = literal(try? Code(parsing: "100000Y"))
    private let other = literal(try? Code(parsing: "200000X"))
    private let shared = literal(try? Code(parsing: "0000000"))

    init() throws { fixture = try LedgerFixture() }

    private func page(
        _ cursor: EventCursor, to code: Code, limit: Int = 100,
        of stations: [StationID] = [LedgerFixture.station]
    ) throws -> EventPage {
        try fixture.ledger.events(after: cursor, of: stations, limit: limit) { $0.to == code }
    }

    private func kinds(_ page: EventPage) -> [String] { page.entries.map(\.event.body.kind.word) }

    @Test func aTransferBringsAllOfTheCaseToTheNewHolder() throws {
        let number = try fixture.ledger.submit("一", nonce: "n1")
        try fixture.ledger.act(number, .acknowledged(.simple))
        // Both have read past the lines already.
        let before = try page(EventCursor(), to: deputy)
        #expect(before.entries.isEmpty)
        try fixture.ledger.act(number, .transferred(to: deputy, station: number.station))
        let news = try page(before.cursor, to: deputy)
        #expect(kinds(news) == ["received", "acknowledged", "transferred"])
        #expect(try page(news.cursor, to: deputy).entries.isEmpty)
    }

    @Test func theFormerHolderSeesTheTransferAndNothingAfterIt() throws {
        let number = try fixture.ledger.submit("一", nonce: "n1")
        let first = try page(EventCursor(), to: shared)
        #expect(kinds(first) == ["received"])
        try fixture.ledger.act(number, .transferred(to: deputy, station: number.station))
        try fixture.ledger.act(number, .replied, text: "好")
        let second = try page(first.cursor, to: shared)
        #expect(kinds(second) == ["transferred"])
        #expect(try page(second.cursor, to: shared).entries.isEmpty)
        // One who only comes now gets what was theirs to see.
        #expect(kinds(try page(EventCursor(), to: shared)) == ["received", "transferred"])
        #expect(kinds(try page(EventCursor(), to: deputy)) == ["received", "transferred", "replied"])
    }

    @Test func whatHappenedWhileItWasAwayComesWithItsReturn() throws {
        let number = try fixture.ledger.submit("一", nonce: "n1")
        try fixture.ledger.act(number, .transferred(to: deputy, station: number.station))
        let gone = try page(EventCursor(), to: shared)
        try fixture.ledger.act(number, .asked, text: "哪里？")
        let away = try page(gone.cursor, to: shared)
        #expect(away.entries.isEmpty)
        try fixture.ledger.act(number, .transferred(to: shared, station: number.station))
        #expect(kinds(try page(away.cursor, to: shared)) == ["asked", "transferred"])
    }

    @Test func aClaimBringsTheCaseToTheDeputy() throws {
        let number = try fixture.ledger.submit("一", nonce: "n1")
        let before = try page(EventCursor(), to: deputy)
        try fixture.ledger.act(number, .claimed(by: deputy))
        #expect(kinds(try page(before.cursor, to: deputy)) == ["received", "claimed"])
    }

    @Test func aPointerTellsTheOtherStationOfTheCase() throws {
        let target = literal(StationID("SS01"))
        let number = try fixture.ledger.submit("一", nonce: "n1")
        for isNew in [true, false] {
            let commitment = try fixture.ledger.perform(.referral(number), station: target)
            #expect(commitment == Commitment(caseNumber: number, isNew: isNew))
        }
        try fixture.ledger.act(number, .transferred(to: other, station: target))
        #expect(try fixture.ledger.referrals(of: target) == [number])
        #expect(try fixture.ledger.cases(of: target).isEmpty)
        let fresh = try LedgerFixture.open(fixture.directory)
        defer { fresh.stop() }
        #expect(try fresh.referrals(of: target) == [number])
        #expect(try fresh.verify().findings.isEmpty)
        let stations = [target, LedgerFixture.station]
        let news = try page(EventCursor(), to: other, of: stations)
        #expect(kinds(news) == ["received", "transferred"])
        #expect(try page(news.cursor, to: other, of: stations).entries.isEmpty)
    }

    @Test func aTransferThatASlowClockWritesIntoThePastLosesNothing() throws {
        let receipt = Event.Receipt(
            to: shared, channel: .scan, topic: nil, nonce: Digest(value: 1), query: Digest(value: 2),
            digest: Digest(value: 3))
        let station = LedgerFixture.station
        let bodies: [Event.Body] = [
            .received(receipt), .transferred(to: deputy, station: station), .replied,
        ]
        let entries = bodies.enumerated().map { index, body in
            let at = LedgerFixture.noon.adding(milliseconds: Int64(index) * 1000)
            let event = Event(at: at, caseNumber: InboxMergeTests.number, body: body)
            return LedgerEntry(
                id: "\(index)", event: event, hash: "", isErased: false, numberOnLine: event.caseNumber,
                order: LineOrder(at: at, segment: SegmentName(month: 202_512, number: 1), line: index))
        }
        // The reply was read, and not the reader's to see, before the transfer turned up.
        let news = CaseCourse.news(entries, where: { $0.to == deputy }) { $0.id == "1" ? .now : .before }
        #expect(news.map(\.id) == ["0", "1", "2"])
    }

    /// A message and its answer through two servers at once, later handed on; a page ends between what one of them stored.
    @Test func whatTwoServersStoredComesOnceWhereverAPageEnds() throws {
        let receipt = Event.Receipt(
            to: shared, channel: .walkIn, topic: nil, nonce: Digest(value: 1), query: Digest(value: 2),
            digest: Digest(value: 3))
        let bodies: [Event.Body] = [
            .received(receipt), .replied, .received(receipt), .replied,
            .transferred(to: deputy, station: LedgerFixture.station),
        ]
        let entries = bodies.enumerated().map { index, body in
            let at = LedgerFixture.noon.adding(milliseconds: Int64(index) * 1000)
            var event = Event(at: at, caseNumber: InboxMergeTests.number, body: body)
            if case .replied = body { event.key = Digest(value: 9) }
            let name = SegmentName(month: 202_512, number: index == 2 || index == 3 ? 1 : 2)
            return LedgerEntry(
                id: "\(index)", event: event, hash: "", isErased: false, numberOnLine: event.caseNumber,
                order: LineOrder(at: at, segment: name, line: index))
        }
        var holder = shared
        func page(_ readings: [CaseCourse.Reading]) -> [String] {
            let reading = { (entry: LedgerEntry) in readings[Int(entry.id) ?? 0] }
            return CaseCourse.news(
                CaseCourse.once(entries, reading), where: { $0.to == holder }, reading: reading
            ).map(\.event.body.kind.word)
        }
        let first = page([.later, .later, .now, .later, .later])
        let second = page([.later, .later, .before, .now, .later])
        let third = page([.now, .now, .before, .before, .now])
        #expect(first == ["received"] && second == ["replied"] && third == ["transferred"])
        // The act was read before its message, while nobody thought of a transfer; the transfer came with the message.
        #expect(page([.now, .before, .now, .later, .now]) == ["received", "transferred"])
        // The new holder gets all of it with the transfer, and nothing before.
        holder = deputy
        let readings: [CaseCourse.Reading] = [.later, .later, .now, .later, .later]
        #expect(page(readings).isEmpty)
        #expect(page([.now, .now, .before, .before, .now]) == ["received", "replied", "transferred"])
    }

    /// A form sent again at a server that didn't have its photo yet.
    @Test func aPhotoThatComesLaterBringsNoWordsOnceMore() throws {
        let photo = Photo(
            format: .png, byteCount: 9, width: 1, height: 1, hash: [UInt8](repeating: 7, count: 32))
        func addition(_ photos: [Photo]) -> LedgerEntry {
            var event = Event(
                at: LedgerFixture.noon, caseNumber: InboxMergeTests.number,
                body: .appended(digest: Digest(value: 5)))
            event.personal = Event.Personal(text: "路灯")
            event.photos = photos
            return LedgerEntry(
                id: "\(photos.count)", event: event, hash: "", isErased: false,
                numberOnLine: event.caseNumber,
                order: LineOrder(at: event.at, segment: SegmentName(month: 202_512, number: 1), line: 0))
        }
        var distinct = DistinctEntries()
        let (first, later) = (distinct.entry(addition([])), distinct.entry(addition([photo])))
        let again = distinct.entry(addition([photo]))
        #expect(first?.event.personal?.text == "路灯")
        #expect(later?.event.photos == [photo] && later?.event.personal == nil && again == nil)
    }

    /// What a reader knows in the end: everything up to the last line that found or made them the holder.
    private static func known(_ entries: [LedgerEntry], to code: Code) -> ArraySlice<LedgerEntry> {
        var (holder, end) = (nil as Code?, 0)
        for (index, entry) in entries.enumerated() {
            let before = holder
            if case .received(let receipt) = entry.event.body { holder = receipt.to }
            if case .transferred(let next, _) = entry.event.body { holder = next }
            if before == code || holder == code { end = index + 1 }
        }
        return entries[..<end]
    }

    /// Acts of two servers, pulls of three readers, all at random.
    @Test(arguments: 0..<12)
    func losesNothingAndRepeatsNothingHoweverCasesMove(seed: Int) throws {
        var generator = Seeded(state: UInt64(seed))
        let directory = fixture.directory
        let ticker = Ticker()
        let clock = WallClock { ticker.next() }
        let ledgers = try (0..<2).map { _ in
            try Ledger(
                directory: DataDirectory(at: directory), secret: [UInt8](repeating: 7, count: 32),
                clock: clock, committers: 1)
        }
        defer { for ledger in ledgers { ledger.stop() } }
        let codes = [shared, deputy, other]
        var numbers: [CaseNumber] = []
        var cursors = [EventCursor](repeating: EventCursor(), count: 3)
        var delivered = [[String]](repeating: [], count: 3)

        func pull(_ reader: Int, limit: Int) throws {
            while true {
                let fresh = try LedgerFixture.open(directory)
                defer { fresh.stop() }
                let page = try fresh.events(
                    after: cursors[reader], of: [LedgerFixture.station], limit: limit
                ) { $0.to == codes[reader] }
                delivered[reader] += page.entries.map(\.id)
                cursors[reader] = page.cursor
                if !page.hasMore { return }
            }
        }

        for step in 0..<40 {
            let ledger = ledgers[Int.random(in: 0..<2, using: &generator)]
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: numbers.append(try ledger.submit("第\(step)件", nonce: "n\(seed)-\(step)"))
            case 1, 2, 3:
                guard let number = numbers.randomElement(using: &generator),
                    let code = codes.randomElement(using: &generator)
                else { continue }
                do throws(LedgerError) {
                    try ledger.act(number, .transferred(to: code, station: number.station))
                } catch {
                    #expect(error == .refused(.alreadyThere))
                }
            case 4:
                guard let number = numbers.randomElement(using: &generator) else { continue }
                try ledger.act(number, .replied, text: "答复\(step)")
            default:
                try pull(
                    Int.random(in: 0..<3, using: &generator), limit: Int.random(in: 1...4, using: &generator))
            }
        }
        for reader in codes.indices {
            try pull(reader, limit: 3)
            let expected = try numbers.flatMap { number in
                let entries = try #require(try fixture.ledger.caseFile(number)).entries
                return Self.known(entries, to: codes[reader]).map(\.id)
            }
            #expect(delivered[reader].sorted() == expected.sorted())
        }
    }
}

/// A clock that never shows the same moment twice.
private final class Ticker: Sendable {
    private let count = Atomic<Int64>(0)

    func next() -> Timestamp {
        LedgerFixture.noon.adding(milliseconds: count.add(1, ordering: .relaxed).newValue)
    }
}
