import Glibc
import LiaisonCases
import LiaisonJournal
import LiaisonSystem

/// A backup in a directory: `data/` as the data directory has it, and `manifest.json`, which is replaced last.
///
/// Of a segment that has only grown, only the new bytes are written; one in which something was erased is written
/// anew. An interruption leaves the manifest of before, and for each of its files at least what that one names. What the
/// data directory has in the place of a file that the backup keeps stands in `damaged/`, as of the last backup.
package struct DirectoryTarget: BackupTarget {
    package let previous: Manifest
    private let path: String
    private let lock: BackupLock
    private var tree: SyncedTree
    /// What was set aside this time.
    private var damaged: Set<BackupPath> = []

    /// The directory beside the files for what wasn't fit to become one.
    static let damagedDirectory = "damaged"
    private static let lockName = ".lock"

    /// Opens a directory for a backup.
    ///
    /// - Parameters:
    ///   - path: One that is absent, empty or holds a backup already.
    ///   - directory: The data directory, outside of which it must lie.
    /// - Throws: ``BackupError``.
    package init(_ path: String, outside directory: String) throws(BackupError) {
        let manifestPath = "\(path)/\(Manifest.name)"
        // Before anything is made there, and again when its own links can be resolved.
        if Self.isInside(Files.parent(of: path), directory) { throw .foreignTarget(path: path) }
        let names = try BackupError.wrapping { () throws(SystemError) in
            try Files.makeDirectory(path, mode: 0o700)
            return try Files.names(in: path)
        }
        if Self.isInside(path, directory) { throw .foreignTarget(path: path) }
        let begun = Manifest(made: Timestamp(milliseconds: 0))
        let stored = try BackupError.wrapping { () throws(SystemError) in
            names.contains(Manifest.name) ? try Files.read(manifestPath) : nil
        }
        if let stored, !Self.isBarelyBegun(stored, begun) {
            guard let manifest = Manifest(stored) else { throw .noManifest(path: manifestPath) }
            previous = manifest
        } else if names.allSatisfy({ $0 == Manifest.name || $0 == Self.lockName }),
            stored != nil || names.isEmpty
        {
            previous = begun
            // From here on the directory is a backup, be it one without any file yet.
            try BackupError.wrapping { () throws(SystemError) in
                if stored != nil { try Files.remove(manifestPath) }
                try Files.create(manifestPath, with: begun.bytes, mode: 0o600)
            }
        } else {
            throw .foreignTarget(path: path)
        }
        self.path = path
        lock = try BackupLock(at: "\(path)/\(Self.lockName)")
        tree = try BackupError.wrapping { () throws(SystemError) in
            try SyncedTree(at: "\(path)/\(Manifest.dataDirectory)")
        }
    }

    /// Whether a manifest is what a kill or a power cut leaves of the very first one: its name, and perhaps some of its bytes.
    private static func isBarelyBegun(_ stored: [UInt8], _ begun: Manifest) -> Bool {
        let bytes = begun.bytes
        return stored.count < bytes.count && bytes.starts(with: stored)
            || stored.count <= bytes.count && stored.allSatisfy { $0 == 0 }
    }

    package mutating func copy(
        segment path: BackupPath, of file: borrowing FileDescriptor, length: Int, before: Manifest.File?,
        isErased: (LineOutline) throws(SystemError) -> Bool, _ note: (LineOutline) -> Void
    ) throws(SystemError) -> CopiedFile {
        let status = try file.status()
        if let before, let lines = before.lines, let head = before.head.flatMap({ LineHash($0) }),
            try tree.holds(before)
        {
            if before.length == length, before.modified == status.modifiedNanoseconds {
                return CopiedFile(file: before)
            }
            if length < before.length {
                return CopiedFile(file: before, fault: status.size == 0 ? .emptied : .cutShort)
            }
            var hash = SHA256()
            try file.forEachPiece(of: 0..<before.length) { piece throws(SystemError) in hash.update(piece) }
            let prefix = hash
            if Hex.string(prefix.finish()) == before.hash {
                var part = SegmentPart(behind: LineChain(lines: lines, head: head))
                try tree.append(to: path, behind: before.length) { copy throws(SystemError) in
                    try part.copy(file, before.length..<length, to: copy, &hash, note)
                }
                return copied(
                    path, status, length, hash, part, bytes: length - before.length, before.unsound)
            }
            // Something was erased, or it isn't the same segment any more: its lines tell.
            let known = try SegmentPart(of: file, 0..<before.length)
            guard known.unsound == nil, known.chain.lines == lines, known.chain.head == head else {
                return CopiedFile(file: before, fault: .changed, line: known.unsound ?? lines)
            }
            let copy = try SegmentPart(of: tree.open(path), 0..<before.length)
            let gone = Set(copy.wordless.map(\.number))
            for (number, line) in known.wordless where !gone.contains(number) {
                if try isErased(line) { continue }
                return CopiedFile(file: before, fault: .wordsGone, line: number)
            }
        }
        var hash = SHA256()
        var part = SegmentPart(behind: LineChain())
        try tree.write(to: path, mode: status.permissions) { copy throws(SystemError) in
            try part.copy(file, 0..<length, to: copy, &hash, note)
        }
        return copied(path, status, length, hash, part, bytes: length)
    }

    package mutating func copy(
        _ path: BackupPath, of file: borrowing FileDescriptor, before: Manifest.File?
    ) throws(SystemError) -> CopiedFile {
        let status = try file.status()
        if let before, before.length == status.size, before.modified == status.modifiedNanoseconds,
            before.mode == status.permissions, try tree.holds(before)
        {
            return CopiedFile(file: before)
        }
        var hash = SHA256()
        try tree.write(file, status.size, mode: status.permissions, to: path, &hash)
        return CopiedFile(
            file: Manifest.File(
                path: path, length: status.size, mode: status.permissions, hash: Hex.string(hash.finish()),
                modified: status.modifiedNanoseconds), bytes: status.size, isNew: before == nil)
    }

    /// Side by side: what takes the time is to read lines, and no file is two stations'.
    package mutating func copy(
        stations: [String: SegmentEnds], by backup: inout Backup
    ) throws(BackupError) -> [String: SegmentEnds] {
        let start = Share(backup: backup.share, target: self)
        let all = try BackupError.wrapping { () throws(SystemError) in
            try ParallelFold.over(stations.sorted { $0.key < $1.key }, from: start) { share, station in
                share.copy(station.key, station.value)
            } merging: {
                $0.add($1)
            }
        }
        if let failure = all.failure { throw failure }
        backup.add(all.backup)
        tree.add(all.target.tree)
        damaged.formUnion(all.target.damaged)
        return all.ends
    }

    /// What one thread copies.
    private struct Share: Sendable {
        var backup: Backup
        var target: DirectoryTarget
        var ends: [String: SegmentEnds] = [:]
        var failure: BackupError?

        mutating func copy(_ station: String, _ known: SegmentEnds) {
            if failure != nil { return }
            do throws(BackupError) {
                ends[station] = try backup.copy(station: station, known, to: &target)
            } catch {
                failure = error
            }
        }

        mutating func add(_ other: Share) {
            backup.add(other.backup)
            target.tree.add(other.target.tree)
            target.damaged.formUnion(other.target.damaged)
            ends.merge(other.ends) { first, _ in first }
            failure = failure ?? other.failure
        }
    }

    package func holds(_ file: Manifest.File) throws(SystemError) -> Bool { try tree.holds(file) }

    package func open(_ path: BackupPath) throws(SystemError) -> FileDescriptor { try tree.open(path) }

    package mutating func setAside(
        _ path: BackupPath, of file: borrowing FileDescriptor
    ) throws(SystemError) {
        let status = try file.status()
        let place = "\(self.path)/\(Self.damagedDirectory)/\(path)"
        try Files.makeDirectory(Files.parent(of: place), mode: 0o700)
        try Files.remove(place)
        do throws(SystemError) {
            let copy = try FileDescriptor(
                opening: place, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
            var hash = SHA256()
            try file.copy(0..<status.size, to: copy, &hash)
            try copy.sync()
            try copy.close()
        } catch {
            throw error.about(place)
        }
        damaged.insert(path)
    }

    package mutating func finish(_ manifest: Manifest) throws(BackupError) {
        let bytes = manifest.bytes
        try BackupError.wrapping { () throws(SystemError) in
            try tree.settle()
            try Files.replace("\(path)/\(Manifest.name)", with: bytes, mode: 0o600)
            try Self.removeStrangers(below: tree.root) { manifest.files[$0] == nil }
            try Self.removeStrangers(below: "\(path)/\(Self.damagedDirectory)") { !damaged.contains($0) }
        }
    }

    /// Removes what isn't to be there: photos that were erased, and what an interruption left.
    private static func removeStrangers(
        below root: String, in folder: String = "", _ isStranger: (BackupPath) -> Bool
    ) throws(SystemError) {
        guard try Files.status(root, following: false) != nil else { return }
        for name in try Files.names(in: folder.isEmpty ? root : "\(root)/\(folder)") {
            let inner = folder.isEmpty ? name : "\(folder)/\(name)"
            if try Files.status("\(root)/\(inner)", following: false)?.isDirectory == true {
                try removeStrangers(below: root, in: inner, isStranger)
            } else if BackupPath(inner).map(isStranger) ?? true {
                try Files.remove("\(root)/\(inner)")
            }
        }
    }

    private func copied(
        _ path: BackupPath, _ status: FileStatus, _ length: Int, _ hash: SHA256, _ part: SegmentPart,
        bytes: Int, _ unsound: Int? = nil
    ) -> CopiedFile {
        CopiedFile(
            file: Manifest.File(
                path: path, length: length, mode: status.permissions, hash: Hex.string(hash.finish()),
                lines: part.chain.lines, head: part.head, unsound: unsound ?? part.unsound,
                modified: status.modifiedNanoseconds), bytes: bytes)
    }

    /// Whether a directory lies in another: a backup in there would copy itself.
    private static func isInside(_ path: String, _ directory: String) -> Bool {
        guard let inner = realpath(path, nil) else { return false }
        defer { free(inner) }
        guard let outer = realpath(directory, nil) else { return false }
        defer { free(outer) }
        return "\(String(cString: inner))/".hasPrefix("\(String(cString: outer))/")
    }
}

/// Keeps two backups out of one directory; it ends with its owner.
private final class BackupLock: Sendable {
    private let lock: FileLock

    init(at path: String) throws(BackupError) {
        lock = try BackupError.wrapping { () throws(SystemError) in try FileLock(at: path, waiting: false) }
    }
}
