import LiaisonLedger
import LiaisonSystem

/// Copies a data directory while it is in use: consistent, because what refers to others is copied first, and
/// segments only up to the end of a line that is on stable storage.
package struct Backup {
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

    private let source: BackupSource
    private let includesSecret: Bool
    private var manifest: Manifest
    private var report = Report()

    /// How often a station is copied anew because something was erased in the meantime.
    private static let attempts = 10

    /// - Parameters:
    ///   - directory: The data directory.
    ///   - includesSecret: Whether the secret is copied too, without which query codes open no receipt.
    ///   - moment: The time that the manifest names.
    package init(of directory: String, includesSecret: Bool, at moment: Timestamp) {
        source = BackupSource(directory: directory)
        self.includesSecret = includesSecret
        manifest = Manifest(made: moment)
    }

    /// Copies everything.
    ///
    /// - Parameter target: Where to.
    /// - Returns: What was done, and what is wrong with single files.
    /// - Throws: What stopped it; the target's backup of before is as good as it was.
    package mutating func run(into target: inout some BackupTarget) throws(BackupError) -> Report {
        let stations = try BackupError.wrapping { () throws(SystemError) in try source.stations() }
        for station in stations { try copy(station: station, to: &target) }
        for path in target.previous.files.keys.sorted() where path.isSegment && manifest.files[path] == nil {
            note(path, .vanished)
            manifest.files[path] = target.previous.files[path]
        }
        var irregular: [BackupFinding] = []
        let others = try BackupError.wrapping { () throws(SystemError) in
            try source.others { irregular.append($0) }
        }
        for path in others where includesSecret || path.description != "secret" {
            try copy(path, to: &target)
        }
        report.findings += irregular
        try target.finish(manifest)
        report.files = manifest.files.count
        report.bytes = manifest.files.values.reduce(0) { $0 + $1.length }
        return report
    }

    /// Copies a station's segments, then its photos. An erasure in the meantime may have taken words out of a segment
    /// already copied up to a line before the event that says so: then it is done once more.
    private mutating func copy(station: String, to target: inout some BackupTarget) throws(BackupError) {
        for _ in 0..<Self.attempts {
            var lengths: [BackupPath: Int] = [:]
            var unreadable: Set<BackupPath> = []
            let segments = try BackupError.wrapping { () throws(SystemError) in
                try source.segments(of: station)
            }
            for path in segments {
                if let length = length(of: path) {
                    lengths[path] = length
                } else {
                    unreadable.insert(path)
                }
            }
            for path in segments {
                guard let length = lengths[path], length > 0 else { continue }
                try copy(segment: path, length: length, to: &target)
            }
            var irregular: [BackupFinding] = []
            let photos = try BackupError.wrapping { () throws(SystemError) in
                try source.photos(of: station) { irregular.append($0) }
            }
            for path in photos { try copy(path, to: &target) }
            if try !isErasing(in: station, behind: lengths, except: unreadable) {
                report.findings += irregular
                return
            }
        }
        throw .restless(station: station)
    }

    /// How much of a segment is to be copied: whole lines on stable storage.
    private mutating func length(of path: BackupPath) -> Int? {
        do throws(SystemError) {
            let file = try source.open(path)
            try file.syncData()
            return try SegmentFile.lastLine(of: file).map { $0.upperBound + 1 } ?? 0
        } catch {
            note(path, .system(error))
            return nil
        }
    }

    private mutating func copy(
        segment path: BackupPath, length: Int, to target: inout some BackupTarget
    ) throws(BackupError) {
        let before = manifest.files[path] ?? target.previous.files[path]
        do throws(SystemError) {
            let file = try source.open(path)
            let copied = try target.copy(segment: path, of: file, length: length, before: before)
            if let problem = copied.problem { note(path, problem, line: copied.line) }
            add(copied)
        } catch {
            note(path, .system(error))
            manifest.files[path] = before
        }
    }

    private mutating func copy(_ path: BackupPath, to target: inout some BackupTarget) throws(BackupError) {
        do throws(SystemError) {
            let file = try source.open(path)
            guard try file.status().isRegularFile else {
                note(path, .irregular)
                return
            }
            add(try target.copy(path, of: file, before: target.previous.files[path]))
        } catch {
            // Erased in the meantime, or replaced between two looks at the directory.
            if error.code == .noSuchFile { return }
            note(path, .system(error))
        }
    }

    private mutating func add(_ copied: CopiedFile) {
        manifest.files[copied.file.path] = copied.file
        if copied.bytes > 0 || copied.isNew { report.copiedFiles += 1 }
        report.copiedBytes += copied.bytes
    }

    private mutating func note(_ path: BackupPath, _ problem: BackupFinding.Problem, line: Int = 0) {
        let finding = BackupFinding(path: "\(source.directory)/\(path)", line: line, problem: problem)
        if !report.findings.contains(finding) { report.findings.append(finding) }
    }

    /// Whether an erasure stands in what came to a station's segments behind the given lengths.
    private func isErasing(
        in station: String, behind lengths: [BackupPath: Int], except unreadable: Set<BackupPath>
    ) throws(BackupError) -> Bool {
        try BackupError.wrapping { () throws(SystemError) in
            var found = false
            for path in try source.segments(of: station) where !unreadable.contains(path) {
                let length = lengths[path] ?? 0
                let file = try source.open(path)
                _ = try SegmentFile.forEachLine(of: file, from: length) { bytes, _ in
                    if let line = try? LedgerLine(decoding: bytes, withPersonal: false),
                        case .event(let event) = line.content, case .erased = event.body
                    {
                        found = true
                    }
                }
            }
            return found
        }
    }
}
