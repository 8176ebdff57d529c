import Glibc
import LiaisonCases
import LiaisonDesk
import LiaisonInstallation
import LiaisonJournal
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonWeb

extension Doctor {
    /// Who may read and write what is stored.
    mutating func checkPermissions() {
        let before = findings.count
        do throws(SystemError) {
            let owner = try Files.status(directory.path)?.owner
            let entries: [DataDirectory.Entry] = [
                .configuration, .secret, .tokens, .calendar, .roster, .stations, .spool, .cache,
            ]
            for path in [directory.path] + entries.map(directory.path(of:)) {
                try checkMode(of: path, owner: owner)
            }
            for id in try directory.stations() {
                let station = directory.directory(of: id)
                for path in [station.path] + StationDirectory.Entry.allCases.map(station.path(of:)) {
                    try checkMode(of: path, owner: owner)
                }
            }
        } catch {
            add(
                Finding(
                    "permissions", .problem, "doctor.permissions.unknown", ["path": directory.path],
                    cause: error))
        }
        if findings.count == before { add(Finding("permissions", .ok, "doctor.permissions.good")) }
    }

    private mutating func checkMode(of path: String, owner: UInt32?) throws(SystemError) {
        // Settings may be kept elsewhere; of the store no link is followed.
        let isStore =
            path == directory.path(of: .spool) || path.hasPrefix(directory.path(of: .stations))
        guard let status = try Files.status(path, following: !isStore) else { return }
        if status.isSymbolicLink {
            add(Finding("permissions", .problem, "doctor.permissions.link", ["path": path]))
            return
        }
        if path == directory.path(of: .secret) && status.permissions & 0o077 != 0 {
            add(Finding("permissions", .problem, "doctor.permissions.secret", ["path": path]))
        } else if status.permissions & 0o002 != 0 {
            add(Finding("permissions", .problem, "doctor.permissions.writable", ["path": path]))
        } else if path == directory.path(of: .tokens) && status.permissions & 0o007 != 0 {
            add(Finding("permissions", .problem, "doctor.permissions.secret", ["path": path]))
        } else if path == directory.path && status.permissions & 0o005 != 0 {
            add(Finding("permissions", .problem, "doctor.permissions.readable", ["path": path]))
        } else if status.permissions & 0o005 != 0 {
            // Nobody comes so far as long as the data directory itself is closed.
            add(Finding("permissions", .warning, "doctor.permissions.readable", ["path": path]))
        }
        if let owner, status.owner != owner {
            let values = ["path": path, "owner": "\(owner)", "directory": directory.path]
            add(Finding("permissions", .problem, "doctor.permissions.owner", values))
        }
    }

    /// Stations and deputies, and somebody who may pull.
    mutating func checkRoster() {
        guard let roster else { return }
        add(InstallationDamage.of(roster, in: directory), to: "roster")
        let values = [
            "stations": "\(roster.stations.count)", "deputies": "\(roster.deputies.count)",
            "path": directory.path,
        ]
        if roster.stations.isEmpty {
            add(Finding("roster", .warning, "doctor.roster.empty", values))
        } else {
            add(Finding("roster", .ok, "doctor.roster.good", values))
        }
        do throws(InstallationError) {
            let file = try TokenFile(of: directory)
            add(InstallationDamage.of(file, in: directory), to: "tokens")
            if !file.isCounted {
                let path = ["path": directory.path(of: .tokens)]
                add(Finding("tokens", .warning, "doctor.tokens.uncounted", path))
            }
            let tokens = file.records.map { record in
                (record, TokenStanding(record, roster: roster, at: context.clock.now))
            }
            let valid = tokens.count { if case .open = $0.1 { true } else { false } }
            if valid == 0 {
                add(Finding("tokens", .warning, "doctor.tokens.none", values))
            } else {
                add(Finding("tokens", .ok, "doctor.tokens.good", ["count": "\(valid)"]))
            }
            let dead = tokens.compactMap { record, standing -> String? in
                guard case .closed(let closure) = standing else { return nil }
                switch closure {
                case .revoked, .expired: return nil
                case .retired, .givenToAnother, .codeRevoked, .codeReissued, .stationClosed, .unknownHolder:
                    let why = context.wording("token.closed.\(closure.word)")
                    return "\(record.id) (\(record.scope), \(why))"
                }
            }
            if !dead.isEmpty {
                let names = dead.prefix(10).joined(separator: ", ") + (dead.count > 10 ? ", ..." : "")
                add(
                    Finding("tokens", .ok, "doctor.tokens.dead", ["count": "\(dead.count)", "tokens": names]))
            }
        } catch {
            let sentence = CommandFailure(error).sentence(context.wording)
            add(Finding("tokens", .problem, "doctor.unreadable", ["what": sentence]))
        }
    }

    /// The secret, and what tells it from another.
    mutating func checkSecret() {
        do throws(InstallationError) {
            _ = try directory.secret()
            let isChecked = try directory.hasSecretCheck()
            let values = ["path": directory.path(of: .secret)]
            add(
                isChecked
                    ? Finding("secret", .ok, "doctor.secret.good")
                    : Finding("secret", .warning, "doctor.secret.unchecked", values))
        } catch {
            let sentence = CommandFailure(error).sentence(context.wording)
            add(Finding("secret", .problem, "doctor.unreadable", ["what": sentence]))
        }
    }

    /// Whether every segment can be opened and starts as one; what stands in them `verify` reads.
    mutating func checkSegments() {
        var count = 0
        var bytes = 0
        do throws(SystemError) {
            for path in try segments() {
                do throws(SystemError) {
                    let file = try FileDescriptor(opening: path, flags: O_RDONLY | O_NOFOLLOW)
                    var first: [UInt8] = [0]
                    let length = try file.read(into: &first, from: 0, at: 0)
                    if length == 1 && first != Array("{".utf8) {
                        add(Finding("segments", .problem, "doctor.segments.foreign", ["path": path]))
                    }
                    bytes += try file.status().size
                    count += 1
                } catch {
                    add(
                        Finding(
                            "segments", .problem, "doctor.segments.unreadable", ["path": path], cause: error))
                }
            }
        } catch {
            add(
                Finding(
                    "segments", .problem, "doctor.segments.unreadable", ["path": directory.path], cause: error
                ))
        }
        checkLines()
        let values = ["count": "\(count)", "size": "\(bytes >> 20)"]
        add(Finding("segments", .ok, "doctor.segments.good", values))
    }

    /// Whether every line that the service needs can be read, and none is missing that another has seen.
    private mutating func checkLines() {
        do throws(SystemError) {
            let named = Set(findings.compactMap { $0.values["path"] })
            for damage in try Ledger.damage(in: directory) {
                // A file that can't be opened has been named.
                if case .system = damage.problem, named.contains(damage.place.path) { continue }
                let values = [
                    "place": damage.place.text, "problem": damage.problem.sentence(context.wording),
                ]
                add(Finding("segments", .problem, "doctor.segments.damaged", values))
            }
        } catch {
            let values = ["path": directory.path]
            add(Finding("segments", .problem, "doctor.segments.unreadable", values, cause: error))
        }
    }

    /// The newest change of a segment, in milliseconds since 1970.
    func newestSegment() -> Int64? {
        let paths = (try? segments()) ?? []
        let times = paths.compactMap { try? Files.status($0)?.modifiedNanoseconds }
        return times.max().map { $0 / 1_000_000 }
    }

    private func segments() throws(SystemError) -> [String] {
        var paths: [String] = []
        for station in try directory.stations() {
            let inbox = InboxDirectory(of: station, in: directory)
            paths += try inbox.segmentNames().map(inbox.path(of:))
        }
        return paths
    }
}
