import Glibc
import LiaisonCases
import LiaisonInstallation
import LiaisonJournal
import LiaisonStore
import LiaisonSystem

/// Puts a backup into an empty directory, and proves that it is whole before it makes that a data directory.
///
/// The settings make a directory a data directory: they come last. Until then `.liaison.conf.restoring` says that the
/// directory is a restore's own, and a restore that was interrupted is begun anew there. One rename ends both: it takes
/// that name away and gives the directory its settings.
package struct Restore {
    /// What a restore has done.
    package struct Report: Equatable, Sendable {
        package var files = 0
        package var bytes = 0
        /// When the backup was made.
        package var made = Timestamp(milliseconds: 0)
        /// Whether the secret is there: without it, nobody's query code opens a receipt.
        package var hasSecret = false
        /// Whether the backup was never finished: no manifest says what it should hold.
        package var isUnfinished = false
        /// Files that a later backup, which was interrupted, had brought behind the manifest's.
        package var unlisted = 0
        package var findings: [BackupFinding] = []
        /// What reading the restored ledger back has shown.
        package var verification = Verification()

        /// Whether all is there and as it was.
        package var isWhole: Bool {
            !isUnfinished && findings.isEmpty && verification.findings.isEmpty
        }
    }

    /// The file that makes a directory a data directory: it gets its name last.
    private static let settings = DataDirectory.Entry.configuration.rawValue
    private static let settingsAside = ".liaison.conf.restoring"
    private static let settingsArrived = ".liaison.conf.arrived"
    /// The most bytes of settings.
    private static let settingsLimit = 1 << 20

    private let target: String
    private let lock: RestoreLock
    private var tree: SyncedTree
    private var received: [BackupPath: ReceivedFile] = [:]
    private var settings: (bytes: [UInt8], mode: UInt32)?
    private var unlisted = 0

    /// A file as it arrived.
    private struct ReceivedFile {
        var length: Int
        /// The SHA-256 of as many bytes as the manifest names, where that is known beforehand, else of all.
        var hash: String
    }

    /// - Parameter target: A directory that is absent, empty, or what an interrupted restore has left.
    /// - Throws: ``BackupError/notEmpty(path:)``.
    package init(into target: String) throws(BackupError) {
        self.target = target
        let names = try BackupError.wrapping { () throws(SystemError) in
            try Files.makeDirectory(target)
            return try Files.names(in: target)
        }
        guard names.isEmpty || Self.areUnfinished(names) else { throw .notEmpty(path: target) }
        (lock, tree) = try BackupError.wrapping { () throws(SystemError) in
            let lock = try RestoreLock(at: "\(target)/\(Self.settingsAside)")
            // From here on a restore that is interrupted can be told from anything else.
            try Files.syncDirectory(target)
            for name in names where name != Self.settingsAside { try Files.removeTree("\(target)/\(name)") }
            return (lock, try SyncedTree(at: target))
        }
    }

    /// Whether a directory holds what a restore has left that was interrupted, and nothing that it can't have made.
    private static func areUnfinished(_ names: [String]) -> Bool {
        names.contains(settingsAside) && !names.contains(settings)
            && names.allSatisfy { $0 == settingsAside || $0 == settingsArrived || BackupPath($0) != nil }
    }

    /// Restores from a backup's directory.
    package mutating func run(fromDirectory source: String) throws(BackupError) -> Report {
        let manifest = try Manifest(ofBackup: source)
        let data = BackupSource(ofBackup: source)
        for file in manifest.sortedFiles {
            do throws(SystemError) {
                try copy(file, from: data.directory.path)
            } catch {
                // What is missing or unreadable is found out below.
                if error.code != .noSuchFile && error.code != .inputOutput { throw .system(error) }
            }
        }
        try BackupError.wrapping { () throws(SystemError) in
            try copyUnlisted(from: data, manifest)
        }
        return try finish(manifest)
    }

    private mutating func copyUnlisted(from data: BackupSource, _ manifest: Manifest) throws(SystemError) {
        for path in try data.unlisted(in: manifest) {
            let status = try data.open(path).status()
            let length = path.isSegment ? 0 : status.size
            try copy(
                Manifest.File(path: path, length: length, mode: status.permissions, hash: ""),
                from: data.directory.path)
            unlisted += 1
        }
    }

    /// Restores from a tar archive.
    ///
    /// - Parameters:
    ///   - file: The archive, at its beginning; a pipe will do.
    ///   - name: What to call it.
    /// - Returns: What was done.
    /// - Throws: ``BackupError``; what was written until then stays, and is no data directory.
    package mutating func run(
        fromArchive file: borrowing FileDescriptor, named name: String
    ) throws(BackupError) -> Report {
        var archive = TarReader()
        var manifest: Manifest?
        while let entry = try archive.nextOfBackup(in: file) {
            guard case .file(let path, let header) = entry else {
                if case .manifest(let bytes) = entry { manifest = Manifest(bytes) }
                continue
            }
            var hash = SHA256()
            if path.description == Self.settings {
                var bytes: [UInt8] = []
                while let piece = try archive.piece(of: file), bytes.count < Self.settingsLimit {
                    bytes += piece
                }
                hash.update(bytes)
                settings = (bytes, header.mode)
            } else {
                try unpack(file, &archive, to: path, mode: header.mode, &hash)
            }
            received[path] = ReceivedFile(length: header.length, hash: Hex.string(hash.finish()))
        }
        guard let manifest else { throw .noManifest(path: name) }
        return try finish(manifest)
    }

    /// Writes an archive's entry to its place.
    private mutating func unpack(
        _ file: borrowing FileDescriptor, _ archive: inout TarReader, to path: BackupPath, mode: UInt32,
        _ hash: inout SHA256
    ) throws(BackupError) {
        // What is wrong with the archive stops the restore as it is.
        var failure: BackupError?
        do throws(SystemError) {
            try tree.write(to: path, mode: mode) { (output: borrowing FileDescriptor) throws(SystemError) in
                var position = 0
                do throws(BackupError) {
                    while let piece = try archive.piece(of: file) {
                        hash.update(piece)
                        try BackupError.wrapping { () throws(SystemError) in
                            try output.writeAll(piece, at: position)
                        }
                        position += piece.count
                    }
                } catch {
                    failure = error
                    throw SystemError("read", code: .inputOutput)
                }
            }
        } catch {
            throw failure ?? .system(error)
        }
    }

    private mutating func copy(_ file: Manifest.File, from root: String) throws(SystemError) {
        let source = try FileDescriptor(opening: "\(root)/\(file.path)", flags: O_RDONLY | O_NOFOLLOW)
        let size = try source.status().size
        var length = min(file.length, size)
        // A backup that was interrupted may have more than its manifest says: whole lines are never left behind.
        if file.path.isSegment, size > file.length, let last = try SegmentFile.lastLine(of: source) {
            length = max(length, last.upperBound + 1)
        }
        if file.path.description == Self.settings {
            let bytes = try source.readToEnd(limit: Self.settingsLimit)
            settings = (Array(bytes.prefix(length)), file.mode)
        } else {
            var all = SHA256()
            try tree.write(source, length, mode: file.mode, to: file.path, &all)
        }
        let named = min(file.length, size)
        received[file.path] = ReceivedFile(length: length, hash: try source.hash(of: 0..<named))
    }

    /// Compares what arrived with the manifest, reads the ledger back, and names the settings.
    private mutating func finish(_ manifest: Manifest) throws(BackupError) -> Report {
        var report = Report()
        report.made = manifest.made
        report.isUnfinished = manifest.isUnfinished
        report.unlisted = unlisted
        try BackupError.wrapping { () throws(SystemError) in
            try Files.makeDirectory(DataDirectory(at: target).path(of: .stations))
            try tree.settle()
        }
        for file in manifest.sortedFiles {
            guard let arrived = received[file.path] else {
                report.findings.append(finding(file.path, .missing))
                continue
            }
            if arrived.length >= file.length, arrived.hash == file.hash { continue }
            let holds = try BackupError.wrapping { () throws(SystemError) in
                file.path.isSegment ? try file.hasSameLines(in: try tree.open(file.path)) : false
            }
            if !holds { report.findings.append(finding(file.path, .altered)) }
        }
        report.files = received.count
        report.bytes = received.values.reduce(0) { $0 + $1.length }
        report.hasSecret = received.keys.contains { StoredKind($0) == .secret }
        try BackupError.wrapping { () throws(SystemError) in
            for path in received.keys.sorted() where path.station == nil {
                if let fault = try fault(of: path) {
                    report.findings.append(finding(path, .taken(fault.0), line: fault.line))
                }
            }
            // The chains are checked without the secret.
            let ledger = try Ledger(directory: DataDirectory(at: target), secret: [], committers: 1)
            defer { ledger.stop() }
            report.verification = try ledger.verify()
            try nameSettings()
        }
        return report
    }

    /// Makes the directory a data directory. Without settings it stays a restore's own.
    private func nameSettings() throws(SystemError) {
        guard let settings else { return }
        let (arrived, aside) = ("\(target)/\(Self.settingsArrived)", "\(target)/\(Self.settingsAside)")
        let place = "\(target)/\(Self.settings)"
        try Files.create(arrived, with: settings.bytes, mode: mode_t(settings.mode & 0o777))
        try retryingOnInterrupt("rename", aside) { rename(arrived, aside) }
        try retryingOnInterrupt("rename", place) { rename(aside, place) }
        try Files.syncDirectory(target)
    }

    /// What is wrong with a restored file by itself: the backup may have had no better one.
    private func fault(of path: BackupPath) throws(SystemError) -> (BackupFinding.Fault, line: Int)? {
        if path.description == Self.settings {
            return settings.flatMap { StoredKind(path).fault(in: $0.bytes, path: path.description) }
        }
        return try StoredKind(path).fault(of: try tree.open(path), path)
    }

    private func finding(
        _ path: BackupPath, _ problem: BackupFinding.Problem, line: Int = 0
    ) -> BackupFinding {
        BackupFinding(path: "\(target)/\(path)", line: line, problem: problem)
    }
}
