import Glibc
import LiaisonCodes
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// Two servers write, one of them with a clock that is months behind; a third one reads.
@Suite struct SegmentSweepTests {
    private static let stations = (0..<5).map { literal(StationID("R\($0)")) }
    private let directory: String
    private let slow: Ledger
    private let reader: Ledger

    init() throws {
        directory = try Files.makeTemporaryDirectory(named: "liaison-sweep")
        slow = try LedgerFixture.open(directory)
        let later = LedgerFixture.noon.adding(milliseconds: 100 * 86_400_000)
        let current = try LedgerFixture.open(directory, now: later)
        for station in Self.stations {
            try Self.submit("n1", to: station, through: slow)
            try Self.submit("n2", to: station, through: current)
            try Self.ageOldSegment("\(directory)/stations/\(station)/inbox/2025-12-0001.jsonl")
        }
        current.stop()
        reader = try LedgerFixture.open(directory, now: later)
        reader.load()
    }

    private static func submit(_ nonce: String, to station: StationID, through ledger: Ledger) throws {
        let submission = Submission(
            station: station, to: try Code(parsing: "0000000"), channel: .scan, topic: nil,
            personal: Event.Personal(text: "路灯坏了"), nonce: Array(nonce.utf8))
        _ = try ledger.perform(.submission(submission), station: station)
    }

    /// As if nothing had been written to it for a week.
    private static func ageOldSegment(_ path: String) throws {
        let modified = literal(try Files.status(path)).modifiedNanoseconds / 1_000_000_000
        let time = timespec(tv_sec: Int(modified) - 7 * 86_400, tv_nsec: 0)
        try retryingOnInterrupt("utimensat") { utimensat(AT_FDCWD, path, [time, time], 0) }
    }

    /// How many stations' latest message the reader knows.
    private func informedStations() throws -> Int {
        try Self.stations.count { try reader.cases(of: $0).count == 3 }
    }

    private func end() throws {
        slow.stop()
        reader.stop()
        try Files.removeTree(directory)
    }

    @Test(arguments: [(1, [5]), (3, [2, 4, 5]), (7, [1, 2, 3, 4, 5, 5, 5])])
    func findsLateLinesOfOldSegmentsInARound(turns: Int, expected: [Int]) throws {
        var sweep = SegmentSweep(of: reader, turns: turns)
        // A whole round that finds nothing comes before.
        for _ in 0..<turns { sweep.takeTurn() }
        for station in Self.stations { try Self.submit("n3", to: station, through: slow) }
        #expect(try informedStations() == 0)
        var informed: [Int] = []
        for _ in 0..<turns {
            sweep.takeTurn()
            informed.append(try informedStations())
        }
        #expect(informed == expected)
        try end()
    }

    @Test func leavesTheLookToTheNextReaderWhileABatchIsOpen() throws {
        let journal = reader.journal(of: Self.stations[0])
        journal.state.withLock { $0.known.begin() }
        try Self.submit("n3", to: Self.stations[0], through: slow)
        var sweep = SegmentSweep(of: reader, turns: 1)
        sweep.takeTurn()
        #expect(try reader.cases(of: Self.stations[0]).count == 2)
        journal.state.withLock { _ = $0.known.settle(keeping: false, isAbandoned: false) }
        #expect(try reader.cases(of: Self.stations[0]).count == 3)
        try end()
    }
}
