import LiaisonCodes
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonJournal

@Suite struct EventCursorTests {
    static let station = literal(StationID("SS00"))
    static let first = SegmentName(month: 202_611, number: 1)
    static let second = SegmentName(month: 202_611, number: 2)
    static let old = SegmentName(month: 202_310, number: 300)

    /// Positions as unlike as they come, and the bytes that each has for ever.
    static let texts: [([UInt8], [String: StationPosition])] = [
        (
            [2, 82, 4 | 1, 0x03] + Array("SS00".utf8) + [2, 2, 4, 5],
            ["SS00": StationPosition(base: first, lines: [first: 2, second: 5])]
        ),
        (
            [2, 82, 1, 0x03] + Array("SS09".utf8) + [2, 1, 2 | 1, 2, 2, 1, 0x20] + Array("9".utf8) + [2, 3],
            [
                "SS09": StationPosition(base: first), "SS10": StationPosition(base: first, lines: [first: 2]),
                "SS9": StationPosition(base: first, lines: [first: 3]),
            ]
        ),
        (
            [2, 82, 8 | 1, 0x00, 0x41, 0xD9, 4, 37, 0x90, 0x4E, 2, 2, 4, 0],
            ["A": StationPosition(base: old, lines: [old: 10_000, first: 2, second: 0])]
        ),
    ]

    @Test(arguments: texts) func isWrittenAndReadBack(bytes: [UInt8], positions: [String: StationPosition])
        throws
    {
        var cursor = EventCursor()
        for (station, position) in positions { cursor.positions[literal(StationID(station))] = position }
        #expect(cursor.text == Base64URL.encode(bytes))
        #expect(EventCursor(cursor.text) == cursor)
    }

    @Test func readsTheFirstVersion() throws {
        // 0x01, "SS00", two segments: month 82 (2026-11), numbers 1 and 2, lines 3 and 300.
        let text = Base64URL.encode([1, 4] + Array("SS00".utf8) + [2, 82, 1, 3, 82, 2, 0xAC, 2])
        #expect(
            EventCursor(text)?.positions == [
                Self.station: StationPosition(lines: [Self.first: 3, Self.second: 300])
            ])
    }

    /// A station twice, a number cut short, a base of which nothing was read, a successor of nothing, a far month.
    static let refused: [[UInt8]] = [
        [3], [2], [1, 4, 83, 83], [2, 82, 0, 0, 65, 0, 0, 65], [2, 82, 0x80], [2, 82, 1, 0, 65, 2, 0],
        [2, 82, 2, 2, 1], [2, 82, 1, 0, 65, 3, 99, 1], [2, 82, 0xFC, 0, 65],
    ]

    @Test(arguments: refused.map { Base64URL.encode($0) } + ["x", "AQ=", "////"])
    func refusesWhatItNeverGave(text: String) { #expect(EventCursor(text) == nil) }

    /// A listing made while segments come may show a later one without the one before it.
    @Test func whatAnOpeningHasWitnessedIsNotReadUnlessItIsSeen() throws {
        func lines(_ names: [SegmentName]) -> StationLines {
            var lines = StationLines(of: Self.station, isCached: false)
            for name in names {
                var segment = SegmentIndex(name: name)
                if name == Self.second { segment.witness = [SegmentMark(name: Self.first, lines: 4)] }
                for line in 0..<6 { segment.addLine(from: line, to: line + 1) }
                segment.markDurable()
                lines.add(segment)
            }
            return lines
        }
        let (whole, partial) = (lines([Self.first, Self.second]), lines([Self.second]))
        let early = partial.position(of: StationReading(lines: [6]))
        #expect(try #require(whole.reading(at: early)).lines == [0, 6])
        // And what was read elsewhere stays read, though it isn't seen here for a moment.
        let all = whole.position(of: StationReading(lines: [6, 6]))
        #expect(!partial.knows(all) && whole.knows(all))
        let passed = partial.position(of: try #require(partial.reading(at: all)))
        #expect(try #require(whole.reading(at: passed)).lines == [6, 6])
    }

    @Test func aCitysCursorFitsIntoARequestLineWhateverTheYears() throws {
        let stations = ["FR", "KF", "LS", "NX", "TX", "WC", "YH", "YL", "CS"].flatMap { town in
            (1...62).compactMap { StationID("\(town)\($0 < 10 ? "00" : "0")\($0)") }
        }
        var lines = StationLines(of: Self.station, isCached: false)
        var finals: [SegmentMark] = []
        for month in 0..<36 {
            // Each opens its segment while those before it are being written.
            let names = (1...3).map { writer in
                SegmentName(month: (2024 + month / 12) * 100 + month % 12 + 1, number: writer)
            }
            let marks = names.map { SegmentMark(name: $0, lines: 50) }
            for writer in 0..<3 {
                var segment = SegmentIndex(name: names[writer])
                segment.witness = writer == 0 ? finals : Array(marks.prefix(writer))
                for line in 0..<(200 + writer) { segment.addLine(from: line, to: line + 1) }
                segment.markDurable()
                lines.add(segment)
            }
            finals = names.enumerated().map { SegmentMark(name: $1, lines: 200 + $0) }
        }
        let reading = StationReading(lines: lines.segments.map(\.durableLines))
        let position = lines.position(of: reading)
        #expect(position.base == SegmentName(month: 202_612, number: 3))
        #expect(position.lines.count == 3)
        #expect(lines.reading(at: position) == reading)
        var cursor = EventCursor()
        for station in stations { cursor.positions[station] = position }
        #expect(stations.count == 558)
        #expect(cursor.text.utf8.count < 7_600)
        #expect(EventCursor(cursor.text) == cursor)
    }
}
