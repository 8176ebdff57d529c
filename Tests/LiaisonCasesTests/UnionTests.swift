import LiaisonCodes
import LiaisonPhotos
import LiaisonSystem
import Synchronization
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// What servers show is a function of the union of the lines: not of the order in which each has come to see them.
@Suite struct UnionTests {
    let fixture: LedgerFixture
    /// What two servers have written that didn't see each other's.
    private let segments: [[UInt8]]
    private static let texts = ["路灯坏了", "路灯和井盖都坏了"]

    init() throws {
        fixture = try LedgerFixture()
        segments = try Self.texts.indices.map { index in
            let apart = try LedgerFixture()
            for message in 0..<11 { try apart.ledger.submit("\(message)", nonce: "\(index)-\(message)") }
            try apart.ledger.submit(Self.texts[index], nonce: "both")
            try apart.ledger.submit("同样的话", nonce: "same")
            return try apart.segment(1)
        }
    }

    private func path(_ index: Int) -> String { "\(fixture.inbox)/2025-12-000\(index + 1).jsonl" }

    private func put(_ index: Int) throws {
        try Files.makeDirectory("\(fixture.directory)/stations")
        try Files.makeDirectory("\(fixture.directory)/stations/SS00")
        try Files.makeDirectory(fixture.inbox)
        try Files.replace(path(index), with: segments[index])
    }

    /// What a server shows that has come to see the segments in that order.
    private func shown(_ order: [Int]) throws -> [String] {
        for index in segments.indices where try Files.status(path(index)) != nil {
            try Files.remove(path(index))
        }
        let ledger = try LedgerFixture.open(fixture.directory)
        defer { ledger.stop() }
        let journal = ledger.journal(of: LedgerFixture.station)
        for index in order {
            try put(index)
            try journal.sweep()
        }
        let cases = try ledger.cases(of: LedgerFixture.station)
        let messages = try ledger.messages(of: cases.map(\.number)).map {
            "\($0.event.caseNumber) \($0.event.personal?.text ?? "")"
        }
        let files = try cases.map(\.number).sorted().map { number in
            let entries = try ledger.caseFile(number)?.entries ?? []
            return entries.map { "\($0.id) \($0.event.body.kind.word)" }.joined(separator: ", ")
        }
        let page = try ledger.events(
            after: EventCursor(), of: [LedgerFixture.station], limit: 99, where: { _ in true })
        let places = page.entries.map { "\($0.id) \($0.event.body.kind.word)" }
        #expect(places.count == 25)
        // All at the same moment: in the order of segments and lines.
        let sorted = page.entries.sorted { $0.order < $1.order }
        #expect(page.entries.map(\.id) == sorted.map(\.id))
        return messages.sorted() + files + places
    }

    @Test func listsLabelsAndOrderAreTheSameHoweverTheLinesCame() throws {
        let expected = try shown([0, 1])
        #expect(expected.contains { $0.hasSuffix(" \(Self.texts[0])") })
        #expect(!expected.contains { $0.hasSuffix(" \(Self.texts[1])") })
        #expect(try shown([1, 0]) == expected)
    }

    /// The reader has the words from one server, and the next page from another that has seen them elsewhere only.
    @Test func noWordsComeTwiceFromServersThatKnowDifferentLines() throws {
        try put(1)
        let first = try LedgerFixture.open(fixture.directory)
        defer { first.stop() }
        let page = try first.events(
            after: EventCursor(), of: [LedgerFixture.station], limit: 99, where: { _ in true })
        #expect(page.entries.filter { $0.event.personal?.text == "同样的话" }.count == 1)
        try Files.remove(path(1))
        try put(0)
        let second = try LedgerFixture.open(fixture.directory)
        defer { second.stop() }
        let journal = second.journal(of: LedgerFixture.station)
        // A batch keeps it from looking at what is there by now.
        try journal.withFreshFold(maximumAge: 0) { $0.begin() }
        try put(1)
        let texts = Mutex<[String]?>(nil)
        let cursor = page.cursor
        let reader = try Thread(named: "reader") {
            let next = try? second.events(
                after: cursor, of: [LedgerFixture.station], limit: 99, where: { _ in true })
            texts.withLock { $0 = next?.entries.compactMap { $0.event.personal?.text } ?? [] }
        }
        try waitUntil { journal.state.withLock { !$0.seekers.isEmpty } || texts.withLock { $0 != nil } }
        journal.settle(keeping: true)
        reader.join()
        let next = try #require(texts.withLock { $0 })
        #expect(!next.contains("同样的话"))
        #expect(next.contains(Self.texts[0]))
    }

    /// A form with a photo, sent through two servers with other words the second time.
    @Test func aPhotoThatTwoServersTookIsListedOnce() throws {
        let photo = Photo(
            format: .jpeg, byteCount: 9, width: 1, height: 1, hash: [UInt8](repeating: 5, count: 32))
        var distinct = DistinctEntries()
        let entries = Self.texts.enumerated().map { index, _ in
            let receipt = Event.Receipt(
                to: LedgerFixture.code, channel: .scan, topic: nil, nonce: Digest(value: 1),
                query: Digest(value: 2),
                digest: Digest(value: UInt128(3 + index)))
            var event = Event(
                at: LedgerFixture.noon, caseNumber: InboxMergeTests.number, body: .received(receipt))
            event.photos = [photo]
            return LedgerEntry(
                id: "\(index)", event: event, hash: "", isErased: false, numberOnLine: event.caseNumber,
                order: LineOrder(
                    at: event.at, segment: SegmentName(month: 202_512, number: index + 1), line: 1))
        }
        let shown = entries.compactMap { distinct.entry($0) }
        #expect(shown.map(\.event.body.kind.word) == ["received", "appended"])
        #expect(shown.map(\.event.photos.count) == [1, 0])
    }
}
