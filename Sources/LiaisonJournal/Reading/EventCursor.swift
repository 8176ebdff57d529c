import LiaisonCodes
import LiaisonSystem

/// How far a reader has read, for each station.
///
/// Positions in append-only files can't be overtaken by a late writer or a wrong clock, as a time or a
/// running number could. To the client it is opaque; its text is bounded by what is being written now, not by
/// the years that are stored, because a position may lean on a segment's opening: see ``StationPosition``.
package struct EventCursor: Equatable, Sendable {
    /// What was read of each station; a station that isn't named hasn't been read.
    package var positions: [StationID: StationPosition] = [:]

    /// The cursor before everything.
    package init() {}
}

/// How far a reader has read in one station's segments.
///
/// The opening of every segment witnesses the heads of the segments before it. So one name, the `base`, tells
/// of all that its opening has witnessed, itself and through the openings of those; what was read beyond is
/// listed. Any server that reads the store understands it, and a segment that appears late, in an old month
/// even, is in no base and counts as unread.
package struct StationPosition: Equatable, Sendable {
    /// The segment whose opening has witnessed nothing that wasn't read.
    package var base: SegmentName?
    /// The lines read of each segment in which that differs from what the base has witnessed.
    package var lines: [SegmentName: Int]

    package init(base: SegmentName? = nil, lines: [SegmentName: Int] = [:]) {
        self.base = base
        self.lines = lines
    }

    /// Whether nothing has been read.
    package var isStart: Bool { base == nil && lines.isEmpty }
}

/// How many lines of each of a station's segments a reader has read.
package struct StationReading: Equatable, Sendable {
    /// Parallel to ``StationLines/segments``.
    package var lines: [Int]
    /// Segments that the reader, or the opening they lean on, knows from another server and this one hasn't seen yet.
    package var unseen: [SegmentName: Int] = [:]
}

extension StationLines {
    /// Whether everything has been seen here that a reader has read.
    ///
    /// - Parameter position: How far they have read.
    /// - Returns: Whether it has.
    package func knows(_ position: StationPosition) -> Bool {
        let isBehind = position.lines.contains { name, lines in
            lines > index(of: name).map { segments[$0].certainLines } ?? 0
        }
        if isBehind { return false }
        guard let base = position.base else { return true }
        // What its opening leans on must be seen as well: by way of that it has witnessed more.
        return index(of: base).map { reading(witnessedByOpeningOf: $0).unseen.isEmpty } ?? false
    }

    /// A position as counts of lines.
    ///
    /// - Parameter position: How far somebody has read.
    /// - Returns: The counts; nothing as long as its base hasn't been seen here.
    package func reading(at position: StationPosition) -> StationReading? {
        var reading = StationReading(lines: [Int](repeating: 0, count: segments.count))
        if let base = position.base {
            guard let index = index(of: base), segments[index].durableLines > 0 else { return nil }
            reading = self.reading(witnessedByOpeningOf: index)
        }
        for (name, lines) in position.lines {
            if let index = index(of: name) {
                reading.lines[index] = lines
            } else {
                reading.unseen[name] = lines
            }
        }
        return reading
    }

    /// The shortest position for what was read.
    ///
    /// - Parameter reading: What was read.
    /// - Returns: The position.
    package func position(of reading: StationReading) -> StationPosition {
        var position = StationPosition()
        var witnessed = StationReading(lines: [Int](repeating: 0, count: segments.count))
        // The newest opening has witnessed the most; an older one serves a reader who is still catching up. One that has
        // witnessed what isn't seen here serves only whoever has read that elsewhere: another server, which sees it,
        // would take it for read.
        for index in segmentsByName.reversed() where reading.lines[index] > 0 {
            let candidate = self.reading(witnessedByOpeningOf: index)
            guard zip(candidate.lines, reading.lines).allSatisfy({ $0 <= $1 }),
                candidate.unseen.allSatisfy({ $0.value <= reading.unseen[$0.key] ?? 0 })
            else { continue }
            position.base = segments[index].name
            witnessed = candidate
            break
        }
        for (index, lines) in reading.lines.enumerated() where lines != witnessed.lines[index] {
            position.lines[segments[index].name] = lines
        }
        for (name, lines) in reading.unseen where lines != witnessed.unseen[name] {
            position.lines[name] = lines
        }
        return position
    }

    /// What the opening of a segment has witnessed, itself included: lines of each segment.
    ///
    /// An opening leaves out what others witnessed before it, so theirs count too.
    private func reading(witnessedByOpeningOf index: Int) -> StationReading {
        var reading = StationReading(lines: [Int](repeating: 0, count: segments.count))
        reading.lines[index] = 1
        var openings = [index]
        while let opening = openings.popLast() {
            for mark in segments[opening].witness {
                guard let witnessed = self.index(of: mark.name) else {
                    reading.unseen[mark.name] = max(reading.unseen[mark.name] ?? 0, mark.lines)
                    continue
                }
                if reading.lines[witnessed] == 0 { openings.append(witnessed) }
                reading.lines[witnessed] = max(reading.lines[witnessed], mark.lines)
            }
        }
        return reading
    }
}
