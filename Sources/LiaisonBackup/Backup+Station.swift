import LiaisonCases
import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// The copying of the stations, each with its segments, then its photos.
extension Backup {
    /// How often a station is copied anew because something was erased, or written, in the meantime.
    private static let attempts = 10

    /// Copies stations, then what came behind the given ends and copied lines are of: a case that came to a segment after its
    /// end was found may have been answered in another, or handed to another station, before that one's was.
    ///
    /// - Parameters:
    ///   - first: How far each station's segments are to be copied; further, where a message stands there that is needed.
    ///   - target: Where to.
    /// - Throws: What stopped it.
    mutating func copyStations(
        _ first: [String: SegmentEnds], to target: inout some BackupTarget
    ) throws(BackupError) {
        var ends = try target.copy(stations: first, by: &self)
        var restless = ""
        for _ in 0..<Self.attempts {
            var further: [String: SegmentEnds] = [:]
            for (station, numbers) in Dictionary(grouping: withoutMessage, by: { "\($0.station)" }) {
                let known = ends[station] ?? SegmentEnds()
                let reached = try self.ends(of: station, known, reaching: Set(numbers))
                if reached != known { further[station] = reached }
            }
            // What is nowhere is lost in the data directory too; whoever checks it is told.
            withoutMessage = []
            if further.isEmpty { return }
            try syncEnds(&further)
            for (station, reached) in further.sorted(by: { $0.key < $1.key }) {
                ends[station] = try copy(station: station, reached, isFurther: true, to: &target)
                restless = station
            }
        }
        throw .restless(station: restless)
    }

    /// Copies a station's segments, then its photos. An erasure in the meantime may have taken words out of a segment
    /// already copied up to a line before the event that says so: then it is done once more.
    ///
    /// - Parameters:
    ///   - station: The name of the station's directory.
    ///   - first: How far its segments are to be copied.
    ///   - isFurther: Whether it was copied before, this time.
    ///   - target: Where to.
    /// - Returns: How far they were copied.
    /// - Throws: What stopped it.
    mutating func copy(
        station: String, _ first: SegmentEnds, isFurther: Bool = false, to target: inout some BackupTarget
    ) throws(BackupError) -> SegmentEnds {
        var ends = first
        // What a second attempt needn't read again is known from the first.
        var facts = StationFacts()
        // Only read where words are gone.
        var erasures: StationErasures?
        var photos = isFurther ? manifest.files.keys.filter { $0.isPhoto && $0.station == station } : []
        for attempt in 0..<Self.attempts {
            let before = report.findings
            for path in ends.paths {
                try copy(segment: path, ends, to: &target, &facts, &erasures, station)
            }
            try keepSegments(of: station, missingIn: ends, in: &target)
            photos = try copyPhotos(of: station, earlier: photos, to: &target)
            let isErasing = try isErasing(in: station, behind: ends)
            let isBehind = attempt < Self.attempts / 2 ? try self.isBehind(facts, ends) : false
            if !isErasing, !isBehind {
                let isAllRead = !isFurther && !(earlierFiles[station] ?? []).contains(where: \.isSegment)
                try settlePhotos(of: station, ends, facts, isAllRead: isAllRead, in: &target)
                settleSegments(of: station, facts, target)
                namedCodes.formUnion(facts.codes)
                withoutMessage.formUnion(facts.withoutMessage)
                return ends
            }
            report.findings = before
            var all = [station: try segmentEnds(of: station)]
            try syncEnds(&all)
            ends = all[station] ?? SegmentEnds()
        }
        throw .restless(station: station)
    }

    private mutating func copy(
        segment path: BackupPath, _ ends: SegmentEnds, to target: inout some BackupTarget,
        _ facts: inout StationFacts, _ erasures: inout StationErasures?, _ station: String
    ) throws(BackupError) {
        guard let length = ends.lengths[path] else {
            _ = try keep(path, .unreadable, in: &target)
            return
        }
        let before = manifest.files[path] ?? target.previous.files[path]
        if length == 0, before == nil { return }
        do throws(SystemError) {
            let file = try source.open(path)
            let copied = try target.copy(
                segment: path, of: file, length: length, before: before,
                isErased: { line throws(SystemError) in
                    if erasures?.include(line) == true { return true }
                    // It may have been erased since they were read.
                    let found = StationErasures(try liveFacts(of: station))
                    erasures = found
                    return found.include(line)
                }
            ) { line in facts.note(line, of: station) }
            if let fault = copied.fault {
                note(path, .kept(fault), line: copied.line)
                setAside(path, in: &target)
            } else if let line = copied.file.unsound {
                note(path, .unsound, line: line)
            }
            add(copied)
        } catch {
            note(path, .system(error))
            manifest.files[path] = before
        }
    }

    /// Keeps segments that the data directory hasn't any more.
    private mutating func keepSegments(
        of station: String, missingIn ends: SegmentEnds, in target: inout some BackupTarget
    ) throws(BackupError) {
        for path in earlierFiles[station] ?? []
        where path.isSegment && ends.lengths[path] == nil && !ends.unreadable.contains(path) {
            _ = try keep(path, .gone, in: &target)
        }
    }

    private mutating func copyPhotos(
        of station: String, earlier: [BackupPath], to target: inout some BackupTarget
    ) throws(BackupError) -> [BackupPath] {
        var irregular: [BackupFinding] = []
        let photos = try BackupError.wrapping { () throws(SystemError) in
            try source.photos(of: station) { irregular.append($0) }
        }
        // What a first attempt copied may have gone with its case or record.
        for path in earlier { manifest.files[path] = nil }
        for path in photos { try copy(path, to: &target) }
        report.findings += irregular
        return photos
    }

    /// Whether an erasure stands in what came to a station's segments behind the given lengths.
    private func isErasing(in station: String, behind ends: SegmentEnds) throws(BackupError) -> Bool {
        try BackupError.wrapping { () throws(SystemError) in
            var found = false
            for path in try source.segments(of: station) where !ends.unreadable.contains(path) {
                let length = ends.lengths[path] ?? 0
                let file = try source.open(path)
                _ = try SegmentFile.forEachLine(of: file, from: length) { bytes, _ in
                    if let line = try? LineOutline(decoding: bytes), line.isErasure { found = true }
                }
            }
            return found
        }
    }

    /// Whether an opening tells of lines that came after we had looked at their segment.
    private func isBehind(_ facts: StationFacts, _ ends: SegmentEnds) throws(BackupError) -> Bool {
        for (path, lines) in facts.witnessed where manifest.files[path]?.lines ?? 0 < lines {
            let length = try BackupError.wrapping { () throws(SystemError) -> Int? in
                do throws(SystemError) {
                    let file = try source.open(path)
                    return try SegmentFile.lastLine(of: file).map { $0.upperBound + 1 }
                } catch {
                    if error.code == .noSuchFile || error.concernsOneFile { return nil }
                    throw error
                }
            }
            if let length, length > ends.lengths[path] ?? 0 { return true }
        }
        return false
    }

    /// Names the segments that an opening has seen lines of which there aren't any more.
    private mutating func settleSegments(
        of station: String, _ facts: StationFacts, _ target: some BackupTarget
    ) {
        var wanted = facts.witnessed
        for (path, lines) in target.previous.lacking ?? [:] where path.isSegment && path.station == station {
            wanted[path] = max(wanted[path] ?? 0, lines)
        }
        for (path, lines) in wanted.sorted(by: { $0.key < $1.key }) {
            let found = manifest.files[path]?.lines ?? 0
            if found >= lines { continue }
            manifest.lacking?[path] = lines
            note(path, .lacking(.witnessed(lines: lines, found: found)))
        }
    }

    /// Keeps the photos that have gone without an erasure of their case or record, and names those that are nowhere.
    private mutating func settlePhotos(
        of station: String, _ ends: SegmentEnds, _ facts: StationFacts, isAllRead: Bool,
        in target: inout some BackupTarget
    ) throws(BackupError) {
        let known = earlierFiles[station] ?? []
        let gone = known.filter { $0.isPhoto && manifest.files[$0] == nil }
        let lacking = (target.previous.lacking ?? [:]).keys.filter { $0.isPhoto && $0.station == station }
        let named = facts.photos(of: station, except: facts.erasedCases).filter {
            manifest.files[$0] == nil
        }
        if gone.isEmpty, lacking.isEmpty, named.isEmpty, target.previous.lacking != nil { return }
        let all = isAllRead ? facts : try readFacts(of: station, ends, in: target)
        let erased = all.erasedCases
        for path in gone.sorted() where !all.isErased(path, among: erased) {
            _ = try keep(path, .gone, in: &target)
        }
        for path in all.photos(of: station, except: erased).sorted() where manifest.files[path] == nil {
            manifest.lacking?[path] = 0
            note(path, .lacking(.named))
        }
    }

    /// What all lines of a station say in the data directory: an erasure is stored before words go.
    private func liveFacts(of station: String) throws(SystemError) -> StationFacts {
        var facts = StationFacts()
        for path in try source.segments(of: station) {
            let file = try source.open(path)
            let size = try file.status().size
            _ = try SegmentPart(of: file, 0..<size) { line in
                facts.note(line, of: station)
            }
        }
        return facts
    }

    /// What all lines of a station say that the backup has now.
    private func readFacts(
        of station: String, _ ends: SegmentEnds, in target: some BackupTarget
    ) throws(BackupError) -> StationFacts {
        try BackupError.wrapping { () throws(SystemError) in
            var facts = StationFacts()
            let paths = Set(ends.paths + (earlierFiles[station] ?? []).filter(\.isSegment))
            for file in paths.compactMap({ manifest.files[$0] }) {
                let copy = try target.open(file.path)
                _ = try SegmentPart(of: copy, 0..<file.length) { line in
                    facts.note(line, of: station)
                }
            }
            return facts
        }
    }
}
