import LiaisonCases
import LiaisonRecords
import LiaisonSystem

extension Doctor {
    /// Whether a newer release has written here what this one keeps without knowing it: nothing is wrong with that.
    mutating func checkVersions() {
        do throws(SystemError) {
            let ledger = try Ledger(
                directory: directory, secret: [], records: RecordBook.self, committers: 1)
            defer { ledger.stop() }
            for station in try ledger.stations() { _ = try ledger.cases(of: station) }
            let lines = ledger.newerLines()
            if lines > 0 {
                add(Finding("versions", .warning, "doctor.versions.newer", ["lines": "\(lines)"]))
            } else {
                add(Finding("versions", .ok, "doctor.versions.good"))
            }
        } catch {
            add(
                Finding(
                    "versions", .warning, "doctor.versions.unknown", ["path": directory.path], cause: error))
        }
    }
}
