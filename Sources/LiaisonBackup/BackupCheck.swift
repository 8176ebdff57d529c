import Glibc
import LiaisonCases
import LiaisonJournal
import LiaisonStore
import LiaisonSystem

/// Proves that a backup is whole where it lies: shows what a restore of it would, and writes nothing anywhere.
///
/// A directory is read in place, as a restore reads what it has written. An archive goes by once, so nothing in it is
/// looked at twice: its segments' lines are followed as they pass, and what they name is looked for at the end. What only all
/// lines together show (words that are gone without an erasure) an archive's check leaves to the restore.
package struct BackupCheck {
    private var report = Restore.Report()
    /// What to call the backup's data directory.
    private let place: String

    private init(place: String, _ manifest: Manifest) {
        self.place = place
        report.made = manifest.made
        report.isUnfinished = manifest.isUnfinished
    }

    /// Checks a backup's directory.
    ///
    /// - Parameter source: The directory.
    /// - Returns: What a restore would report.
    /// - Throws: ``BackupError/noManifest(path:)``, and what the file system says of the whole directory; a file that can't be
    ///   read is a finding.
    package static func run(ofDirectory source: String) throws(BackupError) -> Restore.Report {
        let manifest = try Manifest(ofBackup: source)
        let data = BackupSource(ofBackup: source)
        var check = BackupCheck(place: data.directory.path, manifest)
        for file in manifest.sortedFiles {
            do throws(SystemError) {
                try check.look(at: file, in: data)
            } catch {
                check.report(file.path, error.code == .noSuchFile ? .missing : .system(error))
            }
        }
        try BackupError.wrapping { () throws(SystemError) in
            for path in try data.unlisted(in: manifest) {
                check.report.unlisted += 1
                check.count(path, try data.open(path).status().size)
            }
            // The chains are checked without the secret.
            let ledger = try Ledger(directory: data.directory, secret: [], committers: 1)
            defer { ledger.stop() }
            check.report.verification = try ledger.verify()
        }
        return check.report
    }

    private mutating func look(at file: Manifest.File, in data: BackupSource) throws(SystemError) {
        let copy = try data.open(file.path)
        let size = try copy.status().size
        // Of a segment whole lines behind the manifest's are restored too.
        count(file.path, file.path.isSegment ? size : min(size, file.length))
        let isAsBefore = size >= file.length ? try copy.hash(of: 0..<file.length) == file.hash : false
        if !isAsBefore, try !file.hasSameLines(in: copy) {
            report(file.path, .altered)
        } else if file.path.station == nil, let fault = try StoredKind(file.path).fault(of: copy, file.path) {
            report(file.path, .taken(fault.0), line: fault.line)
        } else if StoredKind(file.path) == .secret,
            try data.isUnlikeCheck(data.open(file.path).readToEnd(limit: StoredKind.limit))
        {
            report(file.path, .taken(.unlikeCheck))
        }
    }

    /// Checks an archive.
    ///
    /// - Parameters:
    ///   - file: The archive, at its beginning; a pipe will do.
    ///   - name: What to call it.
    /// - Returns: What a restore would report, as far as an archive shows it.
    /// - Throws: ``BackupError``.
    package static func run(
        ofArchive file: borrowing FileDescriptor, named name: String
    ) throws(BackupError) -> Restore.Report {
        var archive = TarReader()
        var manifest: Manifest?
        var files: [BackupPath: PassingFile] = [:]
        var facts: [String: StationFacts] = [:]
        while let entry = try archive.nextOfBackup(in: file) {
            switch entry {
            case .manifest(let bytes): manifest = Manifest(bytes)
            case .file(let path, _):
                var passing = PassingFile(path)
                while let piece = try archive.piece(of: file) {
                    passing.take(piece) {
                        facts[path.station ?? "", default: StationFacts()].note($0, of: path.station ?? "")
                    }
                }
                // What comes twice was copied anew in the midst of an erasure: the last one counts.
                files[path] = passing
            }
        }
        guard let manifest else { throw .noManifest(path: name) }
        var check = BackupCheck(place: name, manifest)
        for file in manifest.sortedFiles { check.look(at: file, files[file.path]) }
        for (path, file) in files { check.count(path, file.length) }
        for (station, facts) in facts.sorted(by: { $0.key < $1.key }) { check.settle(station, facts, files) }
        check.report.verification.lines = files.values.reduce(0) { $0 + $1.chain.lines }
        return check.report
    }

    private mutating func look(at file: Manifest.File, _ passed: PassingFile?) {
        guard let passed else { return report(file.path, .missing) }
        let hasSameLines =
            passed.unsound == nil && passed.chain.lines == file.lines && passed.head == file.head
        let isAsBefore = passed.length == file.length && passed.hash == file.hash
        if !isAsBefore, !(passed.length >= file.length && hasSameLines) {
            report(file.path, .altered)
        } else if let line = passed.unsound {
            report(file.path, .unsound, line: line)
        } else if let fault = passed.fault {
            report(file.path, .taken(fault.0), line: fault.line)
        }
    }

    /// Looks for what the lines of a station name.
    private mutating func settle(_ station: String, _ facts: StationFacts, _ files: [BackupPath: PassingFile])
    {
        report.verification.cases += facts.cases
        for (path, lines) in facts.witnessed.sorted(by: { $0.key < $1.key }) {
            let found = files[path]?.chain.lines ?? 0
            if found < lines { report(path, .lacking(.witnessed(lines: lines, found: found))) }
        }
        for path in facts.photos(of: station, except: facts.erasedCases).sorted() where files[path] == nil {
            report(path, .lacking(.named))
        }
    }

    private mutating func count(_ path: BackupPath, _ length: Int) {
        report.files += 1
        report.bytes += length
        if StoredKind(path) == .secret { report.hasSecret = true }
    }

    private mutating func report(_ path: BackupPath, _ problem: BackupFinding.Problem, line: Int = 0) {
        report.findings.append(BackupFinding(path: "\(place)/\(path)", line: line, problem: problem))
    }
}
