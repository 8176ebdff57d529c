import LiaisonCases
import LiaisonCodes
import LiaisonRoster
import LiaisonStore
import LiaisonSystem

/// Copies a data directory while it is in use: consistent, because what refers to others is copied first, and
/// segments only up to the end of a line that is on stable storage.
///
/// A copy never follows a damaged store: what has gone from the data directory, or can't be what it should be, the
/// copy keeps as it has it, and says so. Nothing leaves it but the words and photos of cases that the ledger says were
/// erased.
package struct Backup: Sendable {
    /// What a backup has done.
    package struct Report: Equatable, Sendable {
        /// All files that the backup has now, and their bytes.
        package var files = 0
        package var bytes = 0
        /// What was written this time.
        package var copiedFiles = 0
        package var copiedBytes = 0
        package var findings: [BackupFinding] = []
    }

    let source: BackupSource
    let includesSecret: Bool
    var manifest: Manifest
    var report = Report()
    /// What the target had of each station's files before, so that nobody has to look through all of them for each.
    var earlierFiles: [String: [BackupPath]] = [:]
    /// The cases that copied lines are of whose message was not among the lines read this time.
    var withoutMessage: Set<CaseNumber> = []
    /// The codes that the ledger's lines name, as far as they were read this time.
    var namedCodes: Set<Code> = []
    /// The data directory's roster as it was looked at, once it was.
    var roster: Roster?

    /// - Parameters:
    ///   - directory: The data directory.
    ///   - includesSecret: Whether the secret is copied too, without which query codes open no receipt.
    ///   - moment: The time that the manifest names.
    package init(of directory: DataDirectory, includesSecret: Bool, at moment: Timestamp) {
        source = BackupSource(of: directory)
        self.includesSecret = includesSecret
        manifest = Manifest(made: moment)
    }

    /// Copies everything.
    ///
    /// - Parameter target: Where to.
    /// - Returns: What was done, and what is wrong with single files.
    /// - Throws: What stopped it; the target's backup of before is as good as it was.
    package mutating func run(into target: inout some BackupTarget) throws(BackupError) -> Report {
        let listed = try BackupError.wrapping { () throws(SystemError) in try source.stations() }
        for path in target.previous.files.keys.sorted() {
            if let station = path.station { earlierFiles[station, default: []].append(path) }
        }
        let stations = Set(listed + earlierFiles.keys).sorted()
        // Of all at once, so that one sync makes them all durable.
        var ends: [String: SegmentEnds] = [:]
        for station in stations { ends[station] = try segmentEnds(of: station) }
        try syncEnds(&ends)
        try copyStations(ends, to: &target)
        try copyOthers(to: &target)
        // Which thread came upon what is chance.
        report.findings.sort { ($0.path, $0.line) < ($1.path, $1.line) }
        try target.finish(manifest)
        report.files = manifest.files.count
        report.bytes = manifest.files.values.reduce(0) { $0 + $1.length }
        return report
    }

    /// The same with nothing copied yet, for a thread of its own.
    var share: Backup {
        var share = self
        (share.manifest, share.report) = (Manifest(made: manifest.made), Report())
        (share.withoutMessage, share.namedCodes) = ([], [])
        return share
    }

    /// Takes over what was copied on another thread, other files than here.
    mutating func add(_ other: Backup) {
        manifest.files.merge(other.manifest.files) { first, _ in first }
        manifest.lacking?.merge(other.manifest.lacking ?? [:]) { first, _ in first }
        report.copiedFiles += other.report.copiedFiles
        report.copiedBytes += other.report.copiedBytes
        report.findings += other.report.findings.filter { !report.findings.contains($0) }
        withoutMessage.formUnion(other.withoutMessage)
        namedCodes.formUnion(other.namedCodes)
    }

    mutating func add(_ copied: CopiedFile) {
        manifest.files[copied.file.path] = copied.file
        if copied.bytes > 0 || copied.isNew { report.copiedFiles += 1 }
        report.copiedBytes += copied.bytes
    }

    mutating func note(_ path: BackupPath, _ problem: BackupFinding.Problem, line: Int = 0) {
        let finding = BackupFinding(
            path: "\(source.directory.path)/\(path)", line: line, problem: problem, isSegment: path.isSegment)
        if !report.findings.contains(finding) { report.findings.append(finding) }
    }

    /// Leaves a file of the backup as it is, because the data directory's isn't fit to follow it.
    ///
    /// - Returns: Whether the backup has one.
    mutating func keep(
        _ path: BackupPath, _ fault: BackupFinding.Fault, line: Int = 0, in target: inout some BackupTarget
    ) throws(BackupError) -> Bool {
        guard let before = manifest.files[path] ?? target.previous.files[path],
            try BackupError.wrapping({ () throws(SystemError) in try target.holds(before) })
        else { return false }
        manifest.files[path] = before
        note(path, .kept(fault), line: line)
        return true
    }

    /// Puts what the data directory has beside what the backup keeps; that may be all there is of newer lines.
    mutating func setAside(_ path: BackupPath, in target: inout some BackupTarget) {
        do throws(SystemError) {
            let file = try source.open(path)
            if try file.status().isRegularFile { try target.setAside(path, of: file) }
        } catch {
            if error.code != .noSuchFile { note(path, .system(error)) }
        }
    }
}
