import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import Synchronization
import TestSupport
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

@Suite struct CommitRoundTests {
    private static let stations = (0..<40).map { literal(StationID("R\($0)")) }

    private final class SyncCounter: LedgerObserver {
        private let state = Mutex((syncs: 0, events: 0))
        var figures: (syncs: Int, events: Int) { state.withLock { $0 } }

        func ledgerSynced(events: Int, nanoseconds: UInt64) {
            state.withLock { $0 = ($0.syncs + 1, $0.events + events) }
        }
        func ledgerCommitted(events: Int, bytes: Int, nanoseconds: UInt64) {}
        func ledgerFailed(_ error: SystemError) {}
    }

    private func message(_ index: Int, _ station: StationID) throws -> Proposal {
        .submission(
            Submission(
                station: station, to: try Code(parsing: "0000000"), channel: .scan, topic: nil,
                personal: Event.Personal(text: "第\(index)条"), nonce: Array("\(station)-\(index)".utf8)))
    }

    @Test func manyStationsShareSyncsAndLoseNothing() throws {
        let directory = try Files.makeTemporaryDirectory(named: "liaison-ledger")
        let syncs = SyncCounter()
        let ledger = try Ledger(
            directory: DataDirectory(at: directory), secret: [UInt8](repeating: 7, count: 32),
            clock: .fixed(LedgerFixture.noon),
            observer: syncs)
        // Afterwards every segment is open: nobody has to commit by itself.
        for station in Self.stations { _ = try ledger.perform(try message(0, station), station: station) }
        let answers = CommitCounter()
        let done = Gate()
        let count = Self.stations.count * 10
        let arrived = answers.expect(count, done)
        for index in 1...10 {
            for station in Self.stations {
                ledger.propose(try message(index, station), station: station) { arrived($0) }
            }
        }
        done.wait()
        ledger.stop()
        let report = try ledger.verify()
        #expect(report.cases == count + Self.stations.count)
        #expect(report.findings.isEmpty)
        #expect(answers.numbers.count == count)
        #expect(syncs.figures.events == count + Self.stations.count)
        // How many share one depends on the disk; that some do doesn't.
        #expect(syncs.figures.syncs < syncs.figures.events)
        try Files.removeTree(directory)
    }

    @Test func aFileSystemIsSyncedAsAWholeOnlyWhereThatReachesTheDisk() throws {
        let directory = try Files.makeTemporaryDirectory(named: "liaison-sync")
        let file = try FileDescriptor(opening: directory, flags: 0)
        let expected = try file.isOnLocalFileSystem()
        let device = try file.status().device
        var isSynced = false
        if let here = try FileSystemSync(at: directory) {
            #expect(here.device == device)
            try here.run()
            isSynced = true
        }
        #expect(isSynced == expected)
        if let elsewhere = try FileSystemSync(at: "/proc") {
            Issue.record("no disk is behind /proc, device \(elsewhere.device)")
        }
        try Files.removeTree(directory)
    }
}
