import Glibc
import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// A fold of ten lines: it counts what is counted, up to a limit, and knows nothing else.
struct Tally: RecordFold {
    var counts: [RecordNumber: Int] = [:]
    init(station: StationID) {}
    func refusal(of record: Record) -> RecordRefusal? {
        counts[record.number, default: 0] >= 3 ? RecordRefusal("full", ["limit": "3"]) : nil
    }
    mutating func take(_ record: Record, _ order: LineOrder) -> Bool {
        if record.kind == "counted" { counts[record.number, default: 0] += 1 }
        return record.kind == "counted"
    }
    mutating func takeBack(_ number: RecordNumber, _ order: LineOrder) { counts[number, default: 1] -= 1 }
}

@Suite struct RecordTests {
    let directory: String
    static let station = LedgerFixture.station
    static let day = BeijingTime(LedgerFixture.noon).date
    static let number = RecordNumber(.entry, station: station, date: day, value: 7)

    init() throws { directory = try Files.makeTemporaryDirectory(named: "liaison-records") }

    private func open(
        now: Timestamp = LedgerFixture.noon, records: any RecordFold.Type = Tally.self
    ) throws -> Ledger {
        try Ledger(
            directory: DataDirectory(at: directory), secret: [UInt8](repeating: 7, count: 32),
            records: records,
            clock: .fixed(now), committers: 2)
    }

    private func draft(
        _ key: UInt64, _ kind: String = "counted", subject: RecordDraft.Subject = .known(Self.number),
        text: String? = nil
    ) -> RecordDraft {
        RecordDraft(
            kind, subject, by: Actor(role: "office"), key: Digest(value: UInt128(key)),
            facts: .members(["on": "2025-12-24"]),
            words: text.map { [JSON.Member("text", .string($0))] } ?? [])
    }

    private func count(_ ledger: Ledger, _ number: RecordNumber = Self.number) throws -> Int {
        (try ledger.recordFold(of: Self.station) as? Tally)?.counts[number] ?? -1
    }

    private func remove() { do { try Files.removeTree(directory) } catch { Issue.record(error) } }

    @Test func aRecordIsFoldedAndFoundAgainByTheNextProcess() throws {
        defer { remove() }
        let ledger = try open()
        let new = try ledger.record(
            [draft(1, subject: .new(.entry, on: Self.day), text: "走访两户")], at: Self.station)
        #expect(new.map(\.isNew) == [true])
        let number = try #require(new.first?.number)
        #expect(number.description.hasPrefix("SS00-L251224-"))
        #expect(try count(ledger, number) == 1)
        ledger.stop()
        // Once from the cache that the first has left, once from the segments alone.
        for _ in 0..<2 {
            let next = try open()
            #expect(try count(next, number) == 1)
            let entries = try #require(try next.records([number], of: Self.station)[number])
            #expect(entries.map(\.record.words) == [[JSON.Member("text", "走访两户")]])
            #expect(entries.map(\.record.facts) == [.members(["on": "2025-12-24"])])
            #expect(entries.map { $0.record.actor?.role } == ["office"])
            next.stop()
            if try Files.status("\(directory)/cache") != nil { try Files.removeTree("\(directory)/cache") }
        }
    }

    @Test func theSameActThroughTwoServersIsOne() throws {
        defer { remove() }
        let (first, second) = (try open(), try open(now: Timestamp(milliseconds: 1_766_552_400_000)))
        defer {
            first.stop()
            second.stop()
        }
        let subject = RecordDraft.Subject.new(.notice, on: Self.day)
        let one = try first.record([draft(9, subject: subject, text: "公告")], at: Self.station)
        let other = try second.record([draft(9, subject: subject, text: "公告")], at: Self.station)
        #expect(one.map(\.number) == other.map(\.number))
        #expect(other.map(\.isNew) == [false])
        let number = try #require(one.first?.number)
        #expect(try count(second, number) == 1)
        #expect(try first.records([number], of: Self.station)[number]?.count == 1)
    }

    @Test func aRefusalWritesNothingNotEvenWhatCameWithIt() throws {
        defer { remove() }
        let ledger = try open()
        defer { ledger.stop() }
        _ = try ledger.record([draft(1), draft(2)], at: Self.station)
        let before = try Files.read("\(directory)/stations/SS00/inbox/2025-12-0001.jsonl")
        #expect(throws: LedgerError.recordRefused(1, RecordRefusal("full", ["limit": "3"]))) {
            try ledger.record([draft(3), draft(4)], at: Self.station)
        }
        #expect(try Files.read("\(directory)/stations/SS00/inbox/2025-12-0001.jsonl") == before)
        #expect(try count(ledger) == 2)
        #expect(
            try ledger.record([draft(1), draft(2), draft(3)], at: Self.station).map(\.isNew) == [
                false, false, true,
            ])
    }

    @Test func whatCouldNotBeStoredIsTakenBack() {
        var inbox = Inbox.empty(Self.station, records: Tally.self)
        let record = Record(
            at: LedgerFixture.noon, kind: "counted", number: Self.number, key: Digest(value: 1))
        inbox.lines.add(SegmentIndex(name: SegmentName(month: 202512, number: 1)))
        inbox.lines.segments[0].addLine(from: 0, to: 10)
        inbox.begin()
        let isKnown = inbox.fold.absorb(
            record, at: LinePlace(segment: 0, line: 0), hasWords: true, in: inbox.lines)
        #expect(isKnown)
        #expect((inbox.fold.records.fold as? Tally)?.counts[Self.number] == 1)
        _ = inbox.settle(keeping: false, isAbandoned: false)
        #expect((inbox.fold.records.fold as? Tally)?.counts[Self.number] == 0)
        #expect(inbox.fold.records.known(Digest(value: 1)) == nil)
        #expect(!inbox.fold.records.has(Self.number))
    }

    /// A fold that remembers what it has, as it counts.
    private struct Course: RecordFold {
        var lines: [LineOrder] = []
        init(station: StationID) {}
        func refusal(of record: Record) -> RecordRefusal? { nil }
        mutating func take(_ record: Record, _ order: LineOrder) -> Bool {
            lines = (lines + [order]).sorted()
            return true
        }
        mutating func takeBack(_ number: RecordNumber, _ order: LineOrder) {
            lines.removeAll { $0 == order }
        }
    }

    /// Approved through two servers at once, rejected in between: two readers come to the same.
    @Test func whatTwoServersStoredCountsWhereItStandsFirstWhicheverIsReadFirst() {
        let lines = [(1, 1), (2, 2), (3, 1)].enumerated().map { index, line in
            let (second, key) = line
            let record = Record(
                at: LedgerFixture.noon.adding(milliseconds: Int64(second) * 1000), kind: "k",
                number: Self.number, key: Digest(value: UInt128(key)))
            let name = SegmentName(month: 202_512, number: index + 1)
            return (record, LineOrder(at: record.at, segment: name, line: 0), index)
        }
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            var index = RecordIndex(station: Self.station, Course.self)
            for line in order.map({ lines[$0] }) {
                let place = LinePlace(segment: line.2, line: 0)
                _ = index.take(line.0, at: place, line.1, hasWords: false, inBatch: false)
            }
            #expect((index.fold as? Course)?.lines == [lines[0].1, lines[1].1], "\(order)")
        }
    }

    @Test func casesAndRecordsShareOneChain() throws {
        defer { remove() }
        let ledger = try open()
        let message = try ledger.submit("路灯不亮", nonce: "n1")
        _ = try ledger.record([draft(1, text: "登记")], at: Self.station)
        try ledger.act(message, .replied, text: "已修")
        let result = try ledger.verify()
        ledger.stop()
        #expect(result.findings.isEmpty)
        #expect(result.lines == 4)
        #expect(result.newerLines == 0)
    }

    @Test func erasedWordsGoAndTheChainHolds() throws {
        defer { remove() }
        let ledger = try open()
        _ = try ledger.record([draft(1, text: "张三的电话13800000000")], at: Self.station)
        _ = try ledger.record([draft(2, Record.erasure)], at: Self.station)
        let bytes = try Files.read("\(directory)/stations/SS00/inbox/2025-12-0001.jsonl")
        #expect(!String(decoding: bytes, as: UTF8.self).contains("13800000000"))
        let entries = try ledger.records([Self.number], of: Self.station)[Self.number] ?? []
        #expect(entries.map(\.isErased) == [true, false])
        #expect(try count(ledger) == 1)
        #expect(throws: LedgerError.recordRefused(0, RecordRefusal("erased"))) {
            try ledger.record([draft(3, text: "补记")], at: Self.station)
        }
        #expect(try ledger.verify().findings.isEmpty)
        #expect(try ledger.verify().wordsLeft.isEmpty)
        ledger.stop()
    }

    @Test func anErasureOfWhatIsNotThereIsRefused() throws {
        defer { remove() }
        let ledger = try open()
        defer { ledger.stop() }
        #expect(throws: LedgerError.absent) {
            try ledger.record([draft(1, Record.erasure)], at: Self.station)
        }
    }

    @Test func whatAFoldDoesNotKnowIsKeptAsNewer() throws {
        defer { remove() }
        let ledger = try open()
        _ = try ledger.record([draft(1)], at: Self.station)
        #expect(ledger.newerLines() == 0)
        ledger.stop()
        let older = try open(records: NoRecords.self)
        defer { older.stop() }
        _ = try older.cases(of: Self.station)
        #expect(older.newerLines() == 1)
        #expect(throws: LedgerError.recordRefused(0, RecordRefusal("unknown"))) {
            try older.record([draft(2)], at: Self.station)
        }
    }
}

@Suite struct RecordNumberTests {
    @Test(arguments: ["SS00-L261129-", "SS-1-N261129-", "A-R260101-"]) func numbersReadBack(_ prefix: String)
        throws
    {
        for value: UInt64 in [0, 1, 923_520] {
            let parts = prefix.split(separator: "-")
            let series = RecordNumber.Series(letter: try #require(parts[parts.count - 1].utf8.first))
            let station = try #require(StationID(parts.dropLast().joined(separator: "-")))
            let date = try #require(
                CivilDate(
                    iso8601:
                        "20\(parts[parts.count - 1].dropFirst(1).prefix(2))-\(parts[parts.count - 1].dropFirst(3).prefix(2))-\(parts[parts.count - 1].dropFirst(5))"
                        .utf8))
            let number = RecordNumber(series, station: station, date: date, value: value)
            #expect(number.description.hasPrefix(prefix))
            #expect(try RecordNumber(parsing: number.description) == number)
            #expect(try RecordNumber(parsing: number.description.lowercased()) == number)
        }
    }

    @Test func aMistypedNumberIsNone() throws {
        let number = RecordNumber(
            .entry, station: LedgerFixture.station, date: RecordTests.day, value: 12_345)
        let text = number.description
        #expect(throws: CodeError.wrongCheck) {
            try RecordNumber(parsing: text.replacing("-L", with: "-N"))
        }
        #expect(throws: CodeError.wrongLength(found: 6, expected: 7)) {
            try RecordNumber(parsing: text.replacing("-L", with: "-"))
        }
    }
}
