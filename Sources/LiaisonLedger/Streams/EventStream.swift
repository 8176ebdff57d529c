import LiaisonCodes
import LiaisonSystem

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
    ///   - isIncluded: Which cases' events to give. A case that changed hands comes whole to whom it comes, and
    ///     up to the change to whom it leaves; see ``CaseCourse``.
    /// - Returns: The events of this page, each station's in the order of their time, and the next cursor.
    /// - Throws: What the file system says.
    package func events(
        after cursor: EventCursor, of stations: [StationID], limit: Int, where isIncluded: (Case) -> Bool
    ) throws(SystemError) -> EventPage {
        var next = cursor
        var entries: [LedgerEntry] = []
        for station in stations {
            let start = cursor.positions[station] ?? StationPosition()
            do throws(SystemError) {
                let page = try newLines(
                    of: station, after: start, limit: limit - entries.count, where: isIncluded)
                guard let page else { continue }
                let desk = desk(of: station)
                var found = try desk.read(page.lines)
                for course in page.courses { found += try course.news(at: desk, where: isIncluded) }
                if !page.courses.isEmpty {
                    found.sort { ($0.event.at, $0.id.count, $0.id) < ($1.event.at, $1.id.count, $1.id) }
                }
                entries += found
                next.positions[station] = page.position.isStart ? nil : page.position
                if page.hasMore { return EventPage(entries: entries, cursor: next, hasMore: true) }
            } catch {
                // A damaged station keeps its position and stops none of the others.
                guard error.concernsOneFile else { throw error }
            }
        }
        return EventPage(entries: entries, cursor: next, hasMore: false)
    }

    /// What one station adds to a page; nothing when the position's base can't be found.
    private func newLines(
        of station: StationID, after start: StationPosition, limit: Int, where isIncluded: (Case) -> Bool
    ) throws(SystemError) -> StationPage? {
        let desk = desk(of: station)
        var page = try desk.withFreshInbox(maximumAge: Self.readingAge) { inbox in
            inbox.newLines(after: start, limit: limit, where: isIncluded)
        }
        if page == nil {
            // Another server has just opened the base; should it be gone for good, nothing can be said of
            // what was read, and the position stays until the segment is back.
            page = try desk.withFreshInbox(maximumAge: 0) { inbox in
                inbox.newLines(after: start, limit: limit, where: isIncluded)
            }
        }
        if let page, let base = page.base, page.position.base != start.base {
            // Its writer may not have synced it yet, and what a position leans on must not vanish.
            try SegmentFile.open(base, in: desk.directory).syncData()
            try Files.syncDirectory(desk.directory)
        }
        return page
    }
}

/// What one station adds to a page of the stream.
struct StationPage: Sendable {
    var lines: [LineReference] = []
    /// The cases with new lines that ever changed hands, or have something twice: their history decides.
    var courses: [CaseCourse] = []
    /// What has been read after it.
    var position: StationPosition
    var hasMore = false
    /// The position's base, when another process writes it.
    var base: SegmentName?
}

extension Inbox {
    /// The durable lines after a position that belong to included cases; nothing as long as the position's
    /// base hasn't been seen here.
    func newLines(
        after position: StationPosition, limit: Int, where isIncluded: (Case) -> Bool
    ) -> StationPage? {
        guard var reading = reading(at: position) else { return nil }
        let before = reading
        var page = StationPage(position: position)
        var involved: [Int] = []
        var count = 0
        // By name, whatever the order in which they were first seen here: so a base covers what was read first.
        for index in segmentsByName where reading.lines[index] < segments[index].durableLines {
            let segment = segments[index]
            while !page.hasMore, reading.lines[index] < segment.durableLines {
                let line = reading.lines[index]
                if let value = segment.caseIndex(ofLine: line),
                    cases[value].hasMoved || isIncluded(cases[value])
                {
                    if count >= limit {
                        page.hasMore = true
                        break
                    }
                    count += 1
                    if cases[value].hasMoved || repeated.contains(value) {
                        if !involved.contains(value) { involved.append(value) }
                    } else {
                        page.lines.append(reference(to: EventPlace(segment: index, line: line)))
                    }
                }
                reading.lines[index] += 1
            }
        }
        page.courses = involved.map { course(of: $0, before: before, after: reading) }
        guard reading != before || position.base == nil else { return page }
        page.position = self.position(of: reading)
        if let base = page.position.base, let index = index(of: base), !segments[index].isOwn {
            page.base = base
        }
        return page
    }
}
