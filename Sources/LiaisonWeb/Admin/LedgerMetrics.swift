import LiaisonCases
import LiaisonHTTP
import LiaisonJournal
import LiaisonSystem

/// Counts what the ledger does, for the metrics page.
package final class LedgerMetrics: LedgerObserver {
    private let batches = Histogram(bounds: [1, 2, 4, 8, 16, 32, 64, 128, 256])
    private let commits = Histogram.durations()
    private let syncs = Histogram.durations()
    private let bytes = Counter()
    private let failures = Counter()
    private let damage = Counter()

    package init() {}

    package func ledgerCommitted(events: Int, bytes: Int, nanoseconds: UInt64) {
        guard events > 0 else { return }
        commits.observe(Int(nanoseconds))
        self.bytes.add(bytes)
    }

    package func ledgerSynced(events: Int, nanoseconds: UInt64) {
        batches.observe(events)
        syncs.observe(Int(nanoseconds))
    }

    package func ledgerFailed(_ error: SystemError) { failures.add() }

    package func ledgerFound(_ damage: Verification.Finding) { self.damage.add() }

    /// Appends all families.
    func write(to text: inout MetricsText) {
        text.family(
            "liaison_ledger_batch_events", type: "histogram",
            help: "Events that shared one sync to stable storage.")
        text.histogram("liaison_ledger_batch_events", batches)
        text.family(
            "liaison_ledger_commit_duration_seconds", type: "histogram",
            help: "Time from deciding a station's batch to having it on stable storage.")
        text.histogram("liaison_ledger_commit_duration_seconds", commits)
        text.family(
            "liaison_ledger_sync_duration_seconds", type: "histogram",
            help: "Time of one sync to stable storage, part of the commits that share it.")
        text.histogram("liaison_ledger_sync_duration_seconds", syncs)
        text.counter("liaison_ledger_written_bytes_total", bytes, help: "Bytes appended to segments.")
        text.counter(
            "liaison_ledger_damage_total", damage, help: "Damaged files and lines met while reading.")
        text.counter("liaison_ledger_failures_total", failures, help: "Batches that could not be stored.")
    }
}
