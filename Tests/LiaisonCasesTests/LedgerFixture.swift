import Glibc
import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// A ledger in a directory of its own that goes when the fixture goes.
final class LedgerFixture {
    static let station = literal(StationID("SS00"))
    static let code = literal(try? Code(parsing: "0000000"))
    static let noon = Timestamp(milliseconds: 1_766_548_800_000)
    let directory: String
    let ledger: Ledger

    init(now: Timestamp = noon) throws {
        directory = try Files.makeTemporaryDirectory(named: "liaison-ledger")
        ledger = try Self.open(directory, now: now)
    }

    deinit {
        ledger.stop()
        do { try Files.removeTree(directory) } catch { Issue.record(error) }
    }

    /// Another process's view of the same store.
    static func open(_ directory: String, now: Timestamp = noon) throws -> Ledger {
        try Ledger(
            directory: DataDirectory(at: directory), secret: [UInt8](repeating: 7, count: 32),
            clock: .fixed(now), committers: 4)
    }

    var data: DataDirectory { DataDirectory(at: directory) }
    var inbox: String { "\(directory)/stations/SS00/inbox" }

    func segment(_ number: Int) throws -> [UInt8] { try Files.read("\(inbox)/2025-12-000\(number).jsonl") }
}

func submission(_ text: String, nonce: String, name: String? = nil) throws -> Submission {
    Submission(
        station: LedgerFixture.station, to: try Code(parsing: "0000000"), channel: .scan, topic: "道路交通",
        personal: Event.Personal(text: text, name: name), nonce: Array(nonce.utf8))
}

extension Ledger {
    @discardableResult
    func submit(_ text: String, nonce: String, name: String? = nil) throws -> CaseNumber {
        try perform(.submission(submission(text, nonce: nonce, name: name)), station: LedgerFixture.station)
            .caseNumber
    }

    func act(_ number: CaseNumber, _ body: Event.Body, text: String? = nil) throws(LedgerError) {
        let action = CaseAction(
            number: number, body: body, actor: Actor(role: "office"),
            personal: text.map { Event.Personal(text: $0) })
        _ = try perform(.action(action), station: number.station)
    }
}

/// Waits, at most 20 s, for what another thread brings about.
func waitUntil(_ condition: () throws -> Bool) throws {
    let end = monotonicNanoseconds() + 20_000_000_000
    while try !condition() {
        try #require(monotonicNanoseconds() < end, "it never came true")
        sched_yield()
    }
}

extension FoldedStation where Folded == CaseFold {
    /// A station of which nothing has been read.
    static func empty(
        _ station: StationID, records: any RecordFold.Type = NoRecords.self
    ) -> FoldedStation {
        FoldedStation(station, CaseFold(station: station, records: records), isCached: true)
    }
}
