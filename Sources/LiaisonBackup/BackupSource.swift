import CLinux
import Glibc
import LiaisonCases
import LiaisonInstallation
import LiaisonJournal
import LiaisonStore
import LiaisonSystem

/// The files of a data directory that a backup takes, in the order in which they are copied.
///
/// What refers to others goes before them: segments before the photos that their lines name and the roster whose
/// codes they bear; those are stored before the lines, so that whatever a copied line names is there to be copied.
struct BackupSource {
    /// The data directory.
    let directory: DataDirectory

    /// A data directory's files.
    init(of directory: DataDirectory) { self.directory = directory }

    /// The files in a backup's directory.
    init(ofBackup path: String) { directory = DataDirectory(at: "\(path)/\(Manifest.dataDirectory)") }

    /// The stations' directory names.
    func stations() throws(SystemError) -> [String] {
        let stations = DataDirectory.Entry.stations.rawValue
        return try names(in: stations).filter { BackupPath($0) != nil && isDirectory("\(stations)/\($0)") }
    }

    /// The segments of a station.
    func segments(of station: String) throws(SystemError) -> [BackupPath] {
        let inbox = BackupPath.path(of: .inbox, station: station)
        return try names(in: inbox).compactMap { name in
            SegmentName(fileName: name).flatMap { _ in BackupPath("\(inbox)/\(name)") }
        }
    }

    /// The photos of a station.
    func photos(
        of station: String, _ finding: (BackupFinding) -> Void
    ) throws(SystemError) -> [BackupPath] {
        try files(below: BackupPath.path(of: .photos, station: station), finding)
    }

    /// All files beside the stations: settings, secret, tokens, roster and what else there is.
    ///
    /// - Parameter finding: Told of what is neither a file nor a directory.
    /// - Returns: The files' paths.
    /// - Throws: What the file system says.
    func others(_ finding: (BackupFinding) -> Void) throws(SystemError) -> [BackupPath] {
        var files: [BackupPath] = []
        for name in try names(in: "") {
            let entry = DataDirectory.Entry(rawValue: name)
            if entry == .stations || entry?.canBeMadeAgain == true { continue }
            files += try self.files(below: name, finding)
        }
        return files
    }

    /// What an interrupted backup brought after its last manifest: segments, and photos that are whole; of a backup that
    /// never had a manifest, all that it has.
    func unlisted(in manifest: Manifest) throws(SystemError) -> [BackupPath] {
        var paths: [BackupPath] = []
        for station in try stations() {
            paths += try segments(of: station)
            paths += try photos(of: station) { _ in }
        }
        if manifest.isUnfinished { paths += try others { _ in } }
        var unlisted: [BackupPath] = []
        for path in paths where manifest.files[path] == nil {
            if case .photo(let name) = StoredKind(path) {
                let file = try open(path)
                guard try file.hash(of: 0..<file.status().size).hasPrefix(name) else { continue }
            }
            unlisted.append(path)
        }
        return unlisted
    }

    /// The regular files at or below a path; hidden and temporary ones left out.
    private func files(
        below path: String, _ finding: (BackupFinding) -> Void
    ) throws(SystemError) -> [BackupPath] {
        if path.hasSuffix(".tmp") { return [] }
        guard let status = try Files.status("\(directory.path)/\(path)", following: false) else { return [] }
        if status.isDirectory {
            var files: [BackupPath] = []
            for name in try names(in: path) { files += try self.files(below: "\(path)/\(name)", finding) }
            return files
        }
        guard status.isRegularFile, let file = BackupPath(path) else {
            finding(BackupFinding(path: "\(directory.path)/\(path)", line: 0, problem: .irregular))
            return []
        }
        return [file]
    }

    /// The names in a directory that aren't hidden; none where it is missing.
    private func names(in path: String) throws(SystemError) -> [String] {
        do throws(SystemError) {
            return try Files.names(in: "\(directory.path)/\(path)").filter { !$0.hasPrefix(".") }
        } catch {
            if error.code == .noSuchFile { return [] }
            throw error
        }
    }

    private func isDirectory(_ path: String) -> Bool {
        do throws(SystemError) {
            return try Files.status("\(directory.path)/\(path)", following: false)?.isDirectory ?? false
        } catch {
            return false
        }
    }

    /// Whether what stands beside the secret says that it is another one; where nothing stands there, nothing is said.
    ///
    /// - Parameter secret: The secret's file.
    /// - Returns: Whether they disagree.
    /// - Throws: What the file system says of what stands beside it.
    func isUnlikeCheck(_ secret: [UInt8]) throws(SystemError) -> Bool {
        do throws(SystemError) {
            return try !DataDirectory.check(
                open(BackupPath(.secretCheck)).readToEnd(limit: 1 << 10), isOf: secret)
        } catch {
            if error.code == .noSuchFile { return false }
            throw error
        }
    }

    /// Makes everything that was written to the data directory's file system durable with one call.
    ///
    /// - Returns: Whether the file system has such a call.
    /// - Throws: What syncfs(2) says.
    func syncFileSystem() throws(SystemError) -> Bool {
        guard let sync = try FileSystemSync(at: directory.path) else { return false }
        try sync.run()
        return true
    }

    /// Opens a file; of a symbolic link anywhere below the data directory nothing is read.
    func open(_ path: BackupPath) throws(SystemError) -> FileDescriptor {
        try FileDescriptor.open(beneath: directory.path, path.description, flags: O_RDONLY)
    }
}
