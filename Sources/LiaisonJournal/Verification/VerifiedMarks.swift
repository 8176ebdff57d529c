import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import LiaisonText

/// How far each segment was found sound the last time, so that the next check can begin behind it.
///
/// Only a cache, `cache/verified.json` in the data directory: deleting it costs time. What it covers isn't read
/// again but for its last line, so that a full check from time to time stays worth while.
package struct VerifiedMarks: Equatable, Sendable {
    /// A sound beginning of a segment.
    package struct Mark: Equatable, Sendable {
        /// How many lines.
        package let lines: Int
        /// Where the last of them begins, and where it ends behind its newline, in bytes.
        package let lastStart: Int
        package let end: Int
        /// The hash of the last line.
        package let head: LineHash

        /// How far a segment is sound.
        ///
        /// - Parameters:
        ///   - lines: How many lines.
        ///   - lastStart: Where the last of them begins, in bytes.
        ///   - end: Where it ends behind its newline.
        ///   - head: Its hash.
        package init(lines: Int, lastStart: Int, end: Int, head: LineHash) {
            (self.lines, self.lastStart, self.end, self.head) = (lines, lastStart, end, head)
        }
    }

    package var segments: [StationID: [SegmentName: Mark]] = [:]

    /// Nothing was checked yet.
    package init() {}

    /// Reads the marks of a data directory; none where the file is missing or isn't one.
    package init(of directory: DataDirectory) {
        guard let bytes = try? Files.read(directory.path(of: .verifiedMarks), limit: 1 << 28),
            let json = try? JSON(parsing: bytes), json["version"]?.integer == 1
        else { return }
        for entry in json["segments"]?.elements ?? [] {
            guard let station = entry["station"]?.text.flatMap({ StationID($0) }),
                let name = entry["segment"]?.text.flatMap({ SegmentName($0) }),
                let lines = entry["lines"]?.integer, let start = entry["last_start"]?.integer,
                let end = entry["end"]?.integer, let head = entry["hash"]?.text.flatMap({ LineHash($0) }),
                lines > 0, start >= 0, start < end
            else { continue }
            segments[station, default: [:]][name] = Mark(
                lines: lines, lastStart: start, end: end, head: head)
        }
    }

    /// Keeps the marks in a data directory.
    package func save(in directory: DataDirectory) throws(SystemError) {
        let entries = segments.sorted { $0.key < $1.key }.flatMap { station, marks in
            marks.sorted { $0.key < $1.key }.map { name, mark in
                JSON.members([
                    "station": .string(station.description), "segment": .string(name.description),
                    "lines": .integer(mark.lines), "last_start": .integer(mark.lastStart),
                    "end": .integer(mark.end), "hash": .string(mark.head.description),
                ])
            }
        }
        try Files.makeDirectory(directory.path(of: .cache))
        let json = JSON.members(["version": .integer(1), "segments": .array(entries)])
        try Files.replace(directory.path(of: .verifiedMarks), with: json.bytes)
    }
}
