import Glibc
import LiaisonLedger
import LiaisonSystem

/// A backup in a directory: `data/` as the data directory has it, and `manifest.json`, which is replaced last.
///
/// Of a segment that has only grown, only the new bytes are written; one in which something was erased is written
/// anew. An interruption leaves the manifest of before, and for each of its files at least what that one names.
package struct DirectoryTarget: BackupTarget {
    package let previous: Manifest
    private let path: String
    private let lock: BackupLock
    private var directories: Set<String> = []

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
        if names.contains(Manifest.name) {
            let bytes = try BackupError.wrapping { () throws(SystemError) in try Files.read(manifestPath) }
            guard let manifest = Manifest(bytes) else { throw .noManifest(path: manifestPath) }
            previous = manifest
        } else if names.isEmpty {
            previous = Manifest(made: Timestamp(milliseconds: 0))
            // From here on the directory is a backup, be it one without any file yet.
            let bytes = previous.bytes
            try BackupError.wrapping { () throws(SystemError) in
                try Files.create(manifestPath, with: bytes, mode: 0o600)
            }
        } else {
            throw .foreignTarget(path: path)
        }
        self.path = path
        lock = try BackupLock(at: "\(path)/.lock")
    }

    package mutating func copy(
        segment path: BackupPath, of file: borrowing FileDescriptor, length: Int, before: Manifest.File?
    ) throws(SystemError) -> CopiedFile {
        let status = try file.status()
        let target = try place(path)
        let size = try Files.status(target, following: false)?.size
        if let before, let lines = before.lines, let head = before.head, size ?? 0 >= before.length {
            if before.length == length, before.modified == status.modifiedNanoseconds {
                return CopiedFile(file: before)
            }
            if length < before.length { return CopiedFile(file: before, problem: .vanished, line: lines) }
            var hash = SHA256()
            try file.forEachPiece(of: 0..<before.length) { piece throws(SystemError) in hash.update(piece) }
            let prefix = hash
            if Hex.string(prefix.finish()) == before.hash {
                let part = try SegmentPart(
                    of: file, from: before.length, to: length,
                    behind: LineChain(lines: lines, head: Array(head.utf8)))
                try append(file, before.length..<length, to: target, &hash)
                return copied(path, status, length, hash, part, bytes: length - before.length)
            }
            // Something was erased, or it isn't the same segment any more: its lines tell.
            let known = try SegmentPart(of: file, from: 0, to: before.length, behind: LineChain())
            guard known.unsound == nil, known.chain.lines == lines, known.head == head else {
                return CopiedFile(file: before, problem: .vanished, line: known.unsound ?? lines)
            }
        }
        let part = try SegmentPart(of: file, from: 0, to: length, behind: LineChain())
        var hash = SHA256()
        try write(file, length, mode: status.permissions, to: target, &hash)
        return copied(path, status, length, hash, part, bytes: length)
    }

    package mutating func copy(
        _ path: BackupPath, of file: borrowing FileDescriptor, before: Manifest.File?
    ) throws(SystemError) -> CopiedFile {
        let status = try file.status()
        let target = try place(path)
        let isThere = try Files.status(target, following: false)?.size == status.size
        if let before, isThere, before.length == status.size, before.modified == status.modifiedNanoseconds,
            before.mode == status.permissions
        {
            return CopiedFile(file: before)
        }
        var hash = SHA256()
        try write(file, status.size, mode: status.permissions, to: target, &hash)
        return CopiedFile(
            file: Manifest.File(
                path: path, length: status.size, mode: status.permissions, hash: Hex.string(hash.finish()),
                modified: status.modifiedNanoseconds), bytes: status.size, isNew: before == nil)
    }

    package mutating func finish(_ manifest: Manifest) throws(BackupError) {
        let bytes = manifest.bytes
        try BackupError.wrapping { () throws(SystemError) in
            for directory in directories { try Files.syncDirectory(directory) }
            try Files.replace("\(path)/\(Manifest.name)", with: bytes, mode: 0o600)
            try removeStrangers(in: "", manifest)
        }
    }

    /// Removes what the manifest doesn't name: photos that were erased, and what an interruption left.
    private func removeStrangers(in folder: String, _ manifest: Manifest) throws(SystemError) {
        let root = "\(path)/\(Manifest.dataDirectory)"
        for name in try Files.names(in: folder.isEmpty ? root : "\(root)/\(folder)") {
            let inner = folder.isEmpty ? name : "\(folder)/\(name)"
            if try Files.status("\(root)/\(inner)", following: false)?.isDirectory == true {
                try removeStrangers(in: inner, manifest)
            } else if BackupPath(inner).map({ manifest.files[$0] == nil }) ?? true {
                try Files.remove("\(root)/\(inner)")
            }
        }
    }

    /// The path of a file in the backup, its directories made.
    private mutating func place(_ path: BackupPath) throws(SystemError) -> String {
        let target = "\(self.path)/\(Manifest.dataDirectory)/\(path)"
        let directory = Files.parent(of: target)
        if directories.insert(directory).inserted { try Files.makeDirectory(directory) }
        return target
    }

    /// Writes the new end of a segment behind what the manifest of before names.
    private func append(
        _ file: borrowing FileDescriptor, _ range: Range<Int>, to target: String, _ hash: inout SHA256
    ) throws(SystemError) {
        do throws(SystemError) {
            let copy = try FileDescriptor(opening: target, flags: O_WRONLY | O_NOFOLLOW)
            let number = copy.rawValue
            try retryingOnInterrupt("ftruncate", target) { ftruncate(number, off_t(range.lowerBound)) }
            try file.copy(range, to: copy, &hash)
            try copy.sync()
            try copy.close()
        } catch {
            throw error.about(target)
        }
    }

    /// Writes a file anew, under another name first.
    private func write(
        _ file: borrowing FileDescriptor, _ length: Int, mode: UInt32, to target: String,
        _ hash: inout SHA256
    ) throws(SystemError) {
        let temporary = "\(target).\(RandomBytes.hex(count: 4)).tmp"
        do throws(SystemError) {
            let copy = try FileDescriptor(
                opening: temporary, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode_t(mode))
            try file.copy(0..<length, to: copy, &hash)
            try copy.sync()
            try copy.close()
            try retryingOnInterrupt("rename", target) { rename(temporary, target) }
        } catch {
            // The temporary file is of no use to anyone; that removing it may fail changes nothing.
            _ = unlink(temporary)
            throw error.about(target)
        }
    }

    private func copied(
        _ path: BackupPath, _ status: FileStatus, _ length: Int, _ hash: SHA256, _ part: SegmentPart,
        bytes: Int
    ) -> CopiedFile {
        CopiedFile(
            file: Manifest.File(
                path: path, length: length, mode: status.permissions, hash: Hex.string(hash.finish()),
                lines: part.chain.lines, head: part.head, modified: status.modifiedNanoseconds),
            bytes: bytes, problem: part.unsound == nil ? nil : .unsound, line: part.unsound ?? 0)
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
