import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonStore
import LiaisonSystem

/// The copying of what stands beside the ledger: photos, settings, secret, tokens, roster and what else there is.
extension Backup {
    /// Copies all but the stations, and says what must be there and isn't.
    mutating func copyOthers(to target: inout some BackupTarget) throws(BackupError) {
        var irregular: [BackupFinding] = []
        let others = try BackupError.wrapping { () throws(SystemError) in
            try source.others { irregular.append($0) }
        }
        for path in others where includesSecret || StoredKind(path) != .secret {
            try copy(path, to: &target)
        }
        report.findings += irregular
        for path in target.previous.files.keys.sorted()
        where path.station == nil && manifest.files[path] == nil && !path.isPassing {
            if StoredKind(path) == .secret, !includesSecret {
                // Left out as asked, but not before the data directory is known to have it.
                if try isSecretSafe(in: target) { continue }
            }
            _ = try keep(path, .gone, in: &target)
        }
        for kind in [StoredKind.secret, .roster] { noteIfLacking(kind) }
        checkCodes(in: target)
    }

    private mutating func noteIfLacking(_ kind: StoredKind) {
        if kind == .secret, !includesSecret { return }
        // Before the first import there is no roster, and no station either.
        if kind == .roster, !manifest.files.keys.contains(where: \.isSegment) { return }
        if manifest.files.keys.contains(where: { StoredKind($0) == kind }) { return }
        let entry: DataDirectory.Entry = kind == .secret ? .secret : .rosterFile
        let place = source.directory.path(of: entry)
        if report.findings.contains(where: { $0.path == place }) { return }
        note(BackupPath(entry), .lacking(.essential))
    }

    private func isSecretSafe(in target: some BackupTarget) throws(BackupError) -> Bool {
        try BackupError.wrapping { () throws(SystemError) in
            let path = BackupPath(.secret)
            guard let live = try content(of: path, from: { () throws(SystemError) in try source.open(path) }),
                let copy = try content(of: path, from: { () throws(SystemError) in try target.open(path) })
            else { return false }
            return DataDirectory.secret(in: live) == DataDirectory.secret(in: copy)
        }
    }

    /// Copies a file whole, unless what the backup has of it is better.
    mutating func copy(_ path: BackupPath, to target: inout some BackupTarget) throws(BackupError) {
        do throws(SystemError) {
            let file = try source.open(path)
            let status = try file.status()
            guard status.isRegularFile else {
                note(path, .irregular)
                return
            }
            let before = target.previous.files[path]
            let kind = StoredKind(path)
            if case .photo(let hash) = kind {
                try copy(photo: path, named: hash, file, status, before, to: &target)
                return
            }
            var fault: (BackupFinding.Fault, line: Int)?
            if status.size <= StoredKind.limit {
                let live = try file.readToEnd(limit: StoredKind.limit)
                if kind == .roster, !live.isEmpty {
                    (roster, fault) = StoredKind.roster(in: live, path.description)
                } else {
                    fault = kind.fault(in: live, path: path.description)
                }
                if fault == nil, kind == .secret, try source.isUnlikeCheck(live) { fault = (.unlikeCheck, 0) }
                if let before, try target.holds(before),
                    let copy = try content(
                        of: path, from: { () throws(SystemError) in try target.open(path) }),
                    kind.fault(in: copy, path: path.description) == nil
                {
                    let lost = fault ?? kind.loss(in: live, since: copy).map { ($0, 0) }
                    if let lost {
                        manifest.files[path] = before
                        note(path, .kept(lost.0), line: lost.line)
                        try target.setAside(path, of: file)
                        return
                    }
                }
            }
            add(try target.copy(path, of: file, before: before))
            if let fault { note(path, .taken(fault.0), line: fault.line) }
        } catch {
            // Erased in the meantime, or replaced between two looks at the directory.
            if error.code == .noSuchFile { return }
            note(path, .system(error))
            if let before = target.previous.files[path] { manifest.files[path] = before }
        }
    }

    /// Copies a photo, whose name says what it holds.
    private mutating func copy(
        photo path: BackupPath, named hash: String, _ file: borrowing FileDescriptor, _ status: FileStatus,
        _ before: Manifest.File?, to target: inout some BackupTarget
    ) throws(SystemError) {
        if let before, before.hash.hasPrefix(hash), try target.holds(before) {
            let isAsBefore = before.length == status.size && before.modified == status.modifiedNanoseconds
            if !isAsBefore, try !file.hash(of: 0..<status.size).hasPrefix(hash) {
                manifest.files[path] = before
                note(path, .kept(status.size == 0 ? .emptied : .foreignContent))
                try target.setAside(path, of: file)
                return
            }
        }
        let copied = try target.copy(path, of: file, before: before)
        add(copied)
        if !copied.file.hash.hasPrefix(hash) {
            note(path, .taken(status.size == 0 ? .emptied : .foreignContent))
        }
    }

    /// Looks whether the roster has the codes that the ledger's lines name: an older roster hasn't.
    private mutating func checkCodes(in target: some BackupTarget) {
        let path = BackupPath(.rosterFile)
        guard manifest.files[path] != nil, let roster else { return }
        let named = namedCodes.union(target.previous.unknownCodes.compactMap { try? Code(parsing: $0) })
        let unknown = named.filter { !roster.hasIssued($0) }.map(\.description).sorted()
        manifest.unknownCodes = Set(unknown)
        if let first = unknown.first { note(path, .taken(.lacksCode(first))) }
    }

    /// The bytes of a file; nothing where there is none, or more than is looked at.
    private func content(
        of path: BackupPath, from open: () throws(SystemError) -> FileDescriptor
    ) throws(SystemError) -> [UInt8]? {
        do throws(SystemError) {
            let file = try open()
            let size = try file.status().size
            return size <= StoredKind.limit ? try file.readToEnd(limit: StoredKind.limit) : nil
        } catch {
            if error.code == .noSuchFile { return nil }
            throw error
        }
    }
}
