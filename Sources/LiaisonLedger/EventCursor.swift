import LiaisonCodes
import LiaisonSystem

/// How far a reader has read: for each segment of each station, how many lines.
///
/// Positions in append-only files can't be overtaken by a late writer or a wrong clock, as a time or a
/// running number could. To the client it is opaque: base64url (RFC 4648 section 5) of a version byte and,
/// for each station, its identifier and its segments as variable-length numbers.
package struct EventCursor: Equatable, Sendable {
    /// Lines read, by segment, by station.
    package var positions: [StationID: [SegmentName: Int]] = [:]

    private static let version: UInt8 = 1
    /// Months are counted from here, to keep the numbers short.
    private static let firstYear = 2020

    /// The cursor before everything.
    package init() {}

    /// Reads a cursor that an earlier answer gave, or nothing.
    package init?(_ text: some StringProtocol) {
        if text.isEmpty { return }
        guard let bytes = Base64URL.decode(text.utf8), bytes.first == Self.version else { return nil }
        var rest = bytes.dropFirst()
        while !rest.isEmpty {
            guard let length = Self.number(&rest), rest.count >= length,
                let station = StationID(bytes: rest.prefix(length))
            else { return nil }
            rest = rest.dropFirst(length)
            guard let count = Self.number(&rest), count <= rest.count else { return nil }
            var segments: [SegmentName: Int] = [:]
            for _ in 0..<count {
                guard let months = Self.number(&rest), let number = Self.number(&rest),
                    let lines = Self.number(&rest)
                else { return nil }
                let month = (months / 12 + Self.firstYear) * 100 + months % 12 + 1
                segments[SegmentName(month: month, number: number)] = lines
            }
            positions[station] = segments
        }
    }

    /// The cursor as text for a URL.
    package var text: String {
        var bytes: [UInt8] = [Self.version]
        for (station, segments) in positions.sorted(by: { $0.key < $1.key }) {
            Self.append(station.description.utf8.count, to: &bytes)
            bytes.append(station.description)
            Self.append(segments.count, to: &bytes)
            for (name, lines) in segments.sorted(by: { $0.key < $1.key }) {
                Self.append((name.month / 100 - Self.firstYear) * 12 + name.month % 100 - 1, to: &bytes)
                Self.append(name.number, to: &bytes)
                Self.append(lines, to: &bytes)
            }
        }
        return Base64URL.encode(bytes)
    }

    /// Seven bits a byte, the lowest first, the eighth bit set on all but the last (LEB128).
    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        var rest = UInt64(max(0, number))
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private static func number(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        var value = 0
        for shift in stride(from: 0, to: 49, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            value |= Int(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }
}

/// One page of the event stream.
package struct EventPage: Sendable {
    package let entries: [LedgerEntry]
    /// Where the next page begins.
    package let cursor: EventCursor
    /// Whether there is more already.
    package let hasMore: Bool
}

extension Ledger {
    /// The events after a cursor; blocks on the disk.
    ///
    /// - Parameters:
    ///   - cursor: Where the last page ended.
    ///   - stations: Whose events to give.
    ///   - limit: The most events.
    ///   - isIncluded: Which cases' events to give.
    /// - Returns: The events of this page in the order of their time, and the next cursor.
    /// - Throws: What the file system says.
    package func events(
        after cursor: EventCursor, of stations: [StationID], limit: Int, where isIncluded: (Case) -> Bool
    ) throws(SystemError) -> EventPage {
        var next = cursor
        var entries: [LedgerEntry] = []
        var hasMore = false
        for station in stations {
            let desk = desk(of: station)
            let room = limit - entries.count
            let references = try desk.withFreshInbox(maximumAge: Self.readingAge) { inbox in
                inbox.references(
                    after: &next.positions[station, default: [:]], limit: room, hasMore: &hasMore,
                    where: isIncluded)
            }
            if next.positions[station]?.isEmpty == true { next.positions[station] = nil }
            entries += try LineReference.read(references, station: station, in: desk.directory)
            if hasMore { break }
        }
        return EventPage(entries: entries, cursor: next, hasMore: hasMore)
    }
}

extension Inbox {
    /// The durable lines after `positions` that belong to included cases; moves the positions past them.
    fileprivate func references(
        after positions: inout [SegmentName: Int], limit: Int, hasMore: inout Bool,
        where isIncluded: (Case) -> Bool
    ) -> [LineReference] {
        var found: [LineReference] = []
        for segment in segments where segment.durableLines > 0 {
            var line = positions[segment.name] ?? 0
            while line < segment.durableLines {
                let index = Int(segment.lineCases[line])
                if index >= 0, isIncluded(cases[index]) {
                    if found.count == limit {
                        hasMore = true
                        positions[segment.name] = line
                        return found
                    }
                    let range = segment.range(ofLine: line)
                    found.append(LineReference(segment: segment.name, line: line, range: range))
                }
                line += 1
            }
            positions[segment.name] = line
        }
        return found
    }
}
