import LiaisonSystem

extension Doctor {
    /// The data directory that the package's units are for.
    private static let packaged = "/var/lib/liaison"

    /// Whether the nightly backup that the package brings, and the weekly proof of it, were asked for. Of another directory
    /// than the package's nobody knows here who backs it up.
    mutating func checkBackup() {
        guard directory.path == Self.packaged else { return }
        for finding in Self.backupFindings(below: "") { add(finding) }
    }

    /// What systemd has of the timers.
    ///
    /// - Parameter root: What stands before `/etc` and `/lib`.
    /// - Returns: A finding for each that the package has brought; nothing without the package.
    static func backupFindings(below root: String) -> [Finding] {
        var findings: [Finding] = []
        for (timer, on, off) in [
            ("liaison-backup.timer", "doctor.backup.on", "doctor.backup.off"),
            ("liaison-backup-check.timer", "doctor.backup-check.on", "doctor.backup-check.off"),
        ] {
            let level: Finding.Level
            do throws(SystemError) {
                guard try isThere(timer, below: root) else { continue }
                let wanted = "\(root)/etc/systemd/system/timers.target.wants/\(timer)"
                level = try Files.status(wanted, following: false) == nil ? .warning : .ok
            } catch {
                findings.append(
                    Finding("backup", .warning, "doctor.backup.unknown", ["timer": timer], cause: error))
                continue
            }
            findings.append(Finding("backup", level, level == .ok ? on : off, ["timer": timer]))
        }
        return findings
    }

    private static func isThere(_ unit: String, below root: String) throws(SystemError) -> Bool {
        for home in ["/etc/systemd/system", "/lib/systemd/system", "/usr/lib/systemd/system"]
        where try Files.status("\(root)\(home)/\(unit)") != nil { return true }
        return false
    }
}
