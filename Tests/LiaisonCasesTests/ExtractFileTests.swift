import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// A ledger that starts from stored extracts is the ledger that starts from the segments.
@Suite struct ExtractFileTests {
    let fixture: LedgerFixture

    init() throws { fixture = try LedgerFixture() }

    private var path: String { "\(fixture.directory)/cache/SS00" }

    /// What a starting process knows of the station, from whatever is there.
    private func start() throws -> Inbox {
        var inbox = Inbox.empty(LedgerFixture.station)
        var view = DirectoryView()
        try inbox.readNewLines(
            in: InboxDirectory(of: LedgerFixture.station, in: fixture.data),
            extracts: ExtractFile(of: LedgerFixture.station, in: fixture.data),
            view: &view)
        return inbox
    }

    /// What it knows without the cache.
    private func startFromSegments() throws -> Inbox {
        var inbox = Inbox.empty(LedgerFixture.station)
        var view = DirectoryView()
        try inbox.readNewLines(
            in: InboxDirectory(of: LedgerFixture.station, in: fixture.data),
            extracts: ExtractFile(of: LedgerFixture.station, in: DataDirectory(at: "/nonexistent")),
            view: &view)
        return inbox
    }

    private func expectSame(_ first: Inbox, _ second: Inbox, _ comment: Comment = "") {
        let both = [first, second].map { inbox in
            (
                inbox.fold.cases, inbox.fold.cases.indices.map { inbox.fold.places(ofCase: $0) },
                inbox.lines.segments.map(\.name),
                inbox.lines.segments.map(\.lineStarts), inbox.caseIndices,
                inbox.lines.segments.map(\.headHash)
            )
        }
        #expect(both[0] == both[1], comment)
        #expect(first.lines.segments.map(\.witness) == second.lines.segments.map(\.witness), comment)
        #expect(first.lines.segments.map(\.end) == second.lines.segments.map(\.end), comment)
        #expect(first.lines.damagedLines == second.lines.damagedLines, comment)
    }

    /// Several servers, months and restarts, storing their extracts now and then.
    private func fill(seed: UInt64, rounds: Int = 60) throws {
        var generator = Seeded(state: seed)
        var servers = try (0..<3).map { _ in try LedgerFixture.open(fixture.directory) }
        defer { for server in servers { server.stop() } }
        var numbers: [CaseNumber] = []
        for round in 0..<rounds {
            let server = Int.random(in: 0..<3, using: &generator)
            let number = numbers.randomElement(using: &generator)
            switch (Int.random(in: 0..<9, using: &generator), number) {
            case (0, _): servers[server].journal.saveExtracts()
            case (1, _):
                servers[server].stop()
                let later = LedgerFixture.noon.adding(milliseconds: Int64(round) * 86_400_000)
                servers[server] = try LedgerFixture.open(fixture.directory, now: later)
            case (2..<6, let number?):
                let body = ExtractTests.bodies.dropFirst().randomElement(using: &generator) ?? .asked
                do throws(LedgerError) {
                    try servers[server].act(number, body, text: "办理情况 \(round)")
                } catch {
                    guard case .refused = error else { throw error }
                }
            default:
                numbers.append(try servers[server].submit("留言 \(round)", nonce: "n\(round)", name: "张三"))
            }
        }
    }

    @Test(arguments: 0..<12) func startsAsFromTheSegments(seed: UInt64) throws {
        try fill(seed: seed)
        expectSame(try start(), try startFromSegments())
        // Once more when everything is stored, and when something has come since.
        let last = try LedgerFixture.open(fixture.directory)
        _ = try last.cases(of: LedgerFixture.station)
        last.journal.saveExtracts()
        #expect(try start().lines.unsavedExtracts == 0)
        expectSame(try start(), try startFromSegments())
        try last.submit("后来的", nonce: "later")
        last.stop()
        #expect(try start().lines.unsavedExtracts > 0)
        expectSame(try start(), try startFromSegments())
        try Files.remove(path)
        expectSame(try start(), try startFromSegments())
    }

    @Test func doesNotUseAFileWithAnyByteChanged() throws {
        for index in 0..<3 { try fixture.ledger.submit("留言 \(index)", nonce: "n\(index)") }
        fixture.ledger.journal.saveExtracts()
        let expected = try startFromSegments()
        let bytes = try Files.read(path)
        #expect(try start().lines.unsavedExtracts == 0)
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 1 << UInt8(index % 8)
            try Files.replace(path, with: damaged)
            let inbox = try start()
            #expect(inbox.lines.unsavedExtracts > 0, "byte \(index)")
            expectSame(inbox, expected, "byte \(index)")
        }
        for length in [0, 7, 15, 16, bytes.count - 1] {
            try Files.replace(path, with: Array(bytes.prefix(length)))
            expectSame(try start(), expected, "first \(length) bytes")
        }
    }

    @Test func beginsAnewWhereARightChecksumStandsOverNoLines() throws {
        for index in 0..<3 { try fixture.ledger.submit("留言 \(index)", nonce: "n\(index)") }
        fixture.ledger.journal.saveExtracts()
        let expected = try startFromSegments()
        let file = ExtractFile(of: LedgerFixture.station, in: fixture.data)
        let stored = try #require(file.read().values.first?.first)
        let wrongs: [[UInt8]] = [
            Array(stored.bytes.dropLast()), stored.bytes + [0xFF], Array(stored.bytes.prefix(40)), [],
        ]
        for bytes in wrongs {
            let wrong = SegmentExtract(
                name: stored.name, range: stored.range, lineCount: stored.lineCount,
                lastLength: stored.lastLength, headHash: stored.headHash, bytes: bytes)
            try file.add([wrong])
            expectSame(try start(), expected, "\(bytes.count) bytes")
        }
    }

    @Test func doesNotUseExtractsOfAnotherSegmentOfThatName() throws {
        try fixture.ledger.submit("一", nonce: "n1")
        fixture.ledger.journal.saveExtracts()
        let other = try LedgerFixture()
        for index in 0..<3 { try other.ledger.submit("别的 \(index)", nonce: "m\(index)") }
        try Files.replace("\(fixture.inbox)/2025-12-0001.jsonl", with: try other.segment(1))
        #expect(try start().fold.cases.count == 3)
        // A process that had to read the segment stores its extract in the place of the useless one.
        let reader = try LedgerFixture.open(fixture.directory)
        defer { reader.stop() }
        _ = try reader.cases(of: LedgerFixture.station)
        reader.journal.saveExtracts()
        #expect(try start().lines.unsavedExtracts == 0)
        expectSame(try start(), try startFromSegments())
    }

    @Test func holdsNothingThatAPersonTyped() throws {
        try fixture.ledger.submit("路灯坏了", nonce: "n1", name: "张三")
        fixture.ledger.journal.saveExtracts()
        let content = String(decoding: try Files.read(path), as: UTF8.self)
        #expect(content.contains("道路交通"))
        #expect(!content.contains("路灯"))
        #expect(!content.contains("张三"))
    }

    @Test func findsTheTextsOfCasesThatItDidNotRead() throws {
        let number = try fixture.ledger.submit("路灯坏了", nonce: "n1")
        fixture.ledger.journal.saveExtracts()
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        #expect(try other.caseFile(number)?.message?.event.personal?.text == "路灯坏了")
        #expect(try other.submit("路灯坏了", nonce: "n1") == number)
    }

    @Test func servesWhereNoCacheCanBeWritten() throws {
        try Files.create("\(fixture.directory)/cache", with: [])
        let number = try fixture.ledger.submit("一", nonce: "n1")
        fixture.ledger.journal.saveExtracts()
        #expect(try fixture.ledger.caseFile(number) != nil)
        #expect(try start().fold.cases.count == 1)
    }
}

extension FoldedStation where Folded == CaseFold {
    /// The case of each line of each segment.
    fileprivate var caseIndices: [[Int?]] {
        lines.segments.indices.map { segment in
            (0..<lines.segments[segment].lineCount).map { line in
                fold.caseLines.caseIndex(of: LinePlace(segment: segment, line: line))
            }
        }
    }
}
