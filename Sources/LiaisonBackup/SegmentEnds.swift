import LiaisonCases
import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// How far the segments of a station are to be copied: whole lines on stable storage.
package struct SegmentEnds: Equatable, Sendable {
    var lengths: [BackupPath: Int] = [:]
    var unreadable: Set<BackupPath> = []

    /// All segments, in their order.
    var paths: [BackupPath] { (Array(lengths.keys) + Array(unreadable)).sorted() }
}

/// How far segments are to be copied.
extension Backup {
    /// How long a station's segments are now.
    mutating func segmentEnds(of station: String) throws(BackupError) -> SegmentEnds {
        var ends = SegmentEnds()
        let paths = try BackupError.wrapping { () throws(SystemError) in try source.segments(of: station) }
        for path in paths {
            do throws(SystemError) {
                let file = try source.open(path)
                // Nearly every line is shorter: there are thousands of segments, and only their ends are wanted.
                let last = try SegmentFile.lastLine(of: file, chunk: 1 << 12)
                ends.lengths[path] = last.map { $0.upperBound + 1 } ?? 0
            } catch {
                note(path, .system(error))
                ends.unreadable.insert(path)
            }
        }
        return ends
    }

    /// Makes sure that what was found of segments is on stable storage: with one sync of all where the file system has
    /// such, else with one for each.
    mutating func syncEnds(_ ends: inout [String: SegmentEnds]) throws(BackupError) {
        let isSynced = try BackupError.wrapping { () throws(SystemError) in try source.syncFileSystem() }
        if isSynced { return }
        for station in ends.keys.sorted() {
            for path in ends[station]?.lengths.keys.sorted() ?? [] {
                do throws(SystemError) {
                    try source.open(path).syncData()
                } catch {
                    note(path, .system(error))
                    ends[station]?.lengths[path] = nil
                    ends[station]?.unreadable.insert(path)
                }
            }
        }
    }

    /// How far a station's segments are to be copied so that the messages of some cases are copied too.
    func ends(
        of station: String, _ known: SegmentEnds, reaching numbers: Set<CaseNumber>
    ) throws(BackupError) -> SegmentEnds {
        try BackupError.wrapping { () throws(SystemError) in
            var ends = known
            for path in try source.segments(of: station) where !known.unreadable.contains(path) {
                let file = try source.open(path)
                _ = try SegmentFile.forEachLine(of: file, from: known.lengths[path] ?? 0) { bytes, start in
                    guard let line = try? LineOutline(decoding: bytes),
                        case .message(let number, _, _) = line.subject, numbers.contains(number)
                    else { return }
                    ends.lengths[path] = start + bytes.count + 1
                }
            }
            return ends
        }
    }
}
