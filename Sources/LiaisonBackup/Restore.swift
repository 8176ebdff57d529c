import Glibc
import LiaisonLedger
import LiaisonSystem

/// Puts a backup into an empty directory, and proves that it is whole before it makes that a data directory.
package struct Restore {
    /// What a restore has done.
    package struct Report: Equatable, Sendable {
        package var files = 0
        package var bytes = 0
        /// When the backup was made.
        package var made = Timestamp(milliseconds: 0)
        /// Whether the secret is there: without it, nobody's query code opens a receipt.
        package var hasSecret = false
        package var findings: [BackupFinding] = []
        /// What reading the restored ledger back has shown.
        package var verification = Verification()

        /// Whether all is there and as it was.
        package var isWhole: Bool { findings.isEmpty && verification.findings.isEmpty }
    }

    /// The file that makes a directory a data directory: it gets its name last.
    private static let settings = "liaison.conf"
    private static let settingsAside = ".liaison.conf.restoring"

    private let target: String
    private var received: [BackupPath: ReceivedFile] = [:]

    /// A file as it arrived.
    private struct ReceivedFile {
        var length: Int
        /// The SHA-256 of as many bytes as the manifest names, where that is known beforehand, else of all.
        var hash: String
    }

    /// - Parameter target: A directory that is absent or empty.
    /// - Throws: ``BackupError/notEmpty(path:)``.
    package init(into target: String) throws(BackupError) {
        self.target = target
        let names = try BackupError.wrapping { () throws(SystemError) in
            try Files.makeDirectory(target)
            return try Files.names(in: target)
        }
        guard names.isEmpty else { throw .notEmpty(path: target) }
    }

    /// Restores from a backup's directory.
    package mutating func run(fromDirectory source: String) throws(BackupError) -> Report {
        let manifestPath = "\(source)/\(Manifest.name)"
        guard let bytes = try read(manifestPath), let manifest = Manifest(bytes) else {
            throw .noManifest(path: manifestPath)
        }
        for file in manifest.files.values.sorted(by: { $0.path < $1.path }) {
            do throws(SystemError) {
                try copy(file, from: "\(source)/\(Manifest.dataDirectory)")
            } catch {
                // What is missing or unreadable is found out below.
                if error.code != .noSuchFile && error.code != .inputOutput { throw .system(error) }
            }
        }
        // Segments that an interrupted backup brought after its last manifest: no acknowledged line is left behind.
        let data = BackupSource(directory: "\(source)/\(Manifest.dataDirectory)")
        try BackupError.wrapping { () throws(SystemError) in
            for station in try data.stations() {
                for path in try data.segments(of: station) where manifest.files[path] == nil {
                    try copy(
                        Manifest.File(path: path, length: 0, mode: 0o640, hash: ""), from: data.directory)
                }
            }
        }
        return try finish(manifest)
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
        while let entry = try archive.next(of: file) {
            if entry.name == Manifest.name {
                var bytes: [UInt8] = []
                while let piece = try archive.piece(of: file) { bytes += piece }
                manifest = Manifest(bytes)
                continue
            }
            let prefix = "\(Manifest.dataDirectory)/"
            guard entry.name.hasPrefix(prefix), let path = BackupPath(entry.name.dropFirst(prefix.count))
            else { throw .badEntry(name: entry.name) }
            var hash = SHA256()
            let output = try BackupError.wrapping { () throws(SystemError) in
                try create(path, mode: entry.mode)
            }
            var position = 0
            while let piece = try archive.piece(of: file) {
                hash.update(piece)
                do throws(SystemError) { try output.writeAll(piece, at: position) } catch {
                    throw .system(error)
                }
                position += piece.count
            }
            do throws(SystemError) { try output.sync() } catch { throw .system(error) }
            received[path] = ReceivedFile(length: entry.length, hash: Hex.string(hash.finish()))
        }
        guard let manifest else { throw .noManifest(path: name) }
        return try finish(manifest)
    }

    private func read(_ path: String) throws(BackupError) -> [UInt8]? {
        do throws(SystemError) {
            return try Files.read(path)
        } catch {
            if error.code == .noSuchFile { return nil }
            throw .system(error)
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
        let output = try create(file.path, mode: file.mode)
        var all = SHA256()
        try source.copy(0..<length, to: output, &all)
        try output.sync()
        let named = min(file.length, size)
        received[file.path] = ReceivedFile(length: length, hash: try source.hash(of: 0..<named))
    }

    private func create(_ path: BackupPath, mode: UInt32) throws(SystemError) -> FileDescriptor {
        let place = self.place(path)
        let directory = Files.parent(of: place)
        try Files.makeDirectory(directory)
        // The same file may come twice in an archive: the later one counts.
        try Files.remove(place)
        return try FileDescriptor(
            opening: place, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode_t(mode & 0o777))
    }

    private func place(_ path: BackupPath) -> String {
        path.description == Self.settings ? "\(target)/\(Self.settingsAside)" : "\(target)/\(path)"
    }

    /// Compares what arrived with the manifest, reads the ledger back, and names the settings.
    private func finish(_ manifest: Manifest) throws(BackupError) -> Report {
        var report = Report()
        report.made = manifest.made
        for file in manifest.files.values.sorted(by: { $0.path < $1.path }) {
            guard let arrived = received[file.path] else {
                report.findings.append(finding(file, .missing))
                continue
            }
            report.files += 1
            report.bytes += arrived.length
            if arrived.length >= file.length, arrived.hash == file.hash { continue }
            let holds = try BackupError.wrapping { () throws(SystemError) in try chainHolds(file) }
            if !holds { report.findings.append(finding(file, .altered)) }
        }
        report.hasSecret = manifest.files.keys.contains { $0.description == "secret" }
        try BackupError.wrapping { () throws(SystemError) in
            try Files.makeDirectory("\(target)/stations")
            try syncDirectories(of: Array(received.keys))
            // The chains are checked without the secret.
            let ledger = try Ledger(directory: target, secret: [], committers: 1)
            defer { ledger.stop() }
            report.verification = try ledger.verify()
            let aside = "\(target)/\(Self.settingsAside)"
            if try Files.status(aside) != nil {
                let place = "\(target)/\(Self.settings)"
                try retryingOnInterrupt("rename", place) { rename(aside, place) }
            }
            try Files.syncDirectory(target)
        }
        return report
    }

    private func finding(_ file: Manifest.File, _ problem: BackupFinding.Problem) -> BackupFinding {
        BackupFinding(path: "\(target)/\(file.path)", line: 0, problem: problem)
    }

    /// Whether a segment whose bytes aren't those of the manifest still has the same lines: an erasure takes words
    /// out and leaves the chain.
    private func chainHolds(_ file: Manifest.File) throws(SystemError) -> Bool {
        guard let lines = file.lines, let head = file.head else { return false }
        let copy = try FileDescriptor(opening: place(file.path), flags: O_RDONLY | O_NOFOLLOW)
        guard try copy.status().size >= file.length else { return false }
        let part = try SegmentPart(of: copy, from: 0, to: file.length, behind: LineChain())
        return part.unsound == nil && part.chain.lines == lines && part.head == head
    }

    private func syncDirectories(of paths: [BackupPath]) throws(SystemError) {
        for directory in Set(paths.map { Files.parent(of: "\(target)/\($0)") }) {
            try Files.syncDirectory(directory)
        }
    }
}
