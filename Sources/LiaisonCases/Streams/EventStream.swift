import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

// The room of the stream: what is new since a reader last asked. Its rule: nothing is skipped and nothing comes twice, however
// often a case changes hands, whatever two servers have both written, in whatever order segments are read. A position comes
// from the reader, in the journal's counts of lines; entries, and the next position, go back.

/// One page of the event stream.
package struct EventPage: Sendable {
    package let entries: [LedgerEntry]
    /// Where the next page begins.
    package let cursor: EventCursor
    /// Whether there is more already.
    package let hasMore: Bool
    /// The stations whose events were asked for.
    package let stations: [StationID]
    /// The cases of the entries, as they were when those were chosen.
    let cases: PageCases

    /// The case that an entry is of.
    package func `case`(of entry: LedgerEntry) -> Case? { cases[entry.event] }
}

/// The cases that a page shows: who reads it looks nothing up again, since a case may have got another number by then.
struct PageCases: Sendable {
    private var byNonce: [Digest: Case] = [:]
    private var byNumber: [CaseNumber: Case] = [:]

    /// Adds a case.
    mutating func add(_ value: Case) {
        byNonce[value.nonce] = value
        byNumber[value.number] = value
    }

    /// Whether the case that a nonce opened is among them.
    func has(_ nonce: Digest) -> Bool { byNonce[nonce] != nil }

    /// Adds those of another page.
    mutating func add(_ others: PageCases) {
        // Most pages of many events are of one station.
        if byNonce.isEmpty { self = others } else { for value in others.byNonce.values { add(value) } }
    }

    /// The case that an event is of: acts of old releases don't say by its message.
    subscript(event: Event) -> Case? { event.ofNonce.flatMap { byNonce[$0] } ?? byNumber[event.caseNumber] }
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
        var cases = PageCases()
        for station in Self.turn(of: stations, after: cursor) {
            let start = cursor.positions[station] ?? StationPosition()
            do throws(SystemError) {
                let page = try newLines(
                    of: station, after: start, limit: limit - entries.count, where: isIncluded)
                guard let page else { continue }
                let journal = journal(of: station)
                var found = try journal.read(page.lines)
                for course in page.courses { found += try course.news(in: journal, where: isIncluded) }
                if !page.courses.isEmpty { found.sort { $0.order < $1.order } }
                // That somebody was told is no news: it stands in the case alone.
                found.removeAll(where: \.event.body.isNotification)
                if entries.isEmpty { entries = found } else { entries += found }
                cases.add(page.cases)
                next.positions[station] = page.position.isStart ? nil : page.position
                if page.hasMore {
                    return EventPage(
                        entries: entries, cursor: next, hasMore: true, stations: stations, cases: cases)
                }
            } catch {
                // A damaged station keeps its position and stops none of the others.
                guard error.concernsOneFile else { throw error }
            }
        }
        return EventPage(
            entries: entries, cursor: next, hasMore: false, stations: stations, cases: cases)
    }

    /// The stations in the order in which a page asks them: from the last that the reader has begun with, as long as there are
    /// others behind it, and then those before. Whoever catches up has had all of those, and each look at one costs.
    private static func turn(of stations: [StationID], after cursor: EventCursor) -> [StationID] {
        guard let last = stations.lastIndex(where: { cursor.positions[$0] != nil }),
            last < stations.count - 1
        else { return stations }
        return Array(stations[last...] + stations[..<last])
    }

    /// What one station adds to a page; nothing when the position's base can't be found.
    private func newLines(
        of station: StationID, after start: StationPosition, limit: Int, where isIncluded: (Case) -> Bool
    ) throws(SystemError) -> StationPage? {
        let journal = journal(of: station)
        var page = try journal.withFreshFold(maximumAge: Self.readingAge) { inbox in
            inbox.lines.knows(start) ? inbox.newLines(after: start, limit: limit, where: isIncluded) : nil
        }
        if page == nil {
            // Another server knows more: it has just opened the base, or has given lines that this one hasn't seen, which may
            // say what others here say. Should they be gone for good, nothing can be said of a base, and the position
            // stays until the segment is back.
            try lookAgain(at: station)
            page = try journal.withFreshFold(maximumAge: .max) { inbox in
                inbox.newLines(after: start, limit: limit, where: isIncluded)
            }
        }
        if let page, let base = page.base, page.position.base != start.base {
            // Its writer may not have synced it yet, and what a position leans on must not vanish.
            try journal.inbox.open(base).syncData()
            try Files.syncDirectory(journal.inbox.path)
        }
        return page
    }
}

/// What one station adds to a page of the stream.
struct StationPage: Sendable {
    var lines: [EntryReference] = []
    /// The cases with new lines that ever changed hands, or have something twice: their history decides.
    var courses: [CaseCourse] = []
    /// The cases of all of them.
    var cases = PageCases()
    /// What has been read after it.
    var position: StationPosition
    var hasMore = false
    /// The position's base, when another process writes it.
    var base: SegmentName?
}

extension FoldedStation where Folded == CaseFold {
    /// The durable lines after a position that belong to included cases; nothing as long as the position's
    /// base hasn't been seen here.
    func newLines(
        after position: StationPosition, limit: Int, where isIncluded: (Case) -> Bool
    ) -> StationPage? {
        guard var reading = lines.reading(at: position) else { return nil }
        let before = reading
        var page = StationPage(position: position)
        var involved: [Int] = []
        var count = 0
        // By name, whatever the order in which they were first seen here: so a base covers what was read first.
        for index in lines.segmentsByName where reading.lines[index] < lines.segments[index].certainLines {
            if page.hasMore { break }
            let certain = lines.segments[index].certainLines
            while !page.hasMore, reading.lines[index] < certain {
                let line = reading.lines[index]
                if let value = fold.caseLines.caseIndex(of: LinePlace(segment: index, line: line)),
                    fold.cases[value].hasMoved || isIncluded(fold.cases[value])
                {
                    if count >= limit {
                        page.hasMore = true
                        break
                    }
                    count += 1
                    // Under the fold's lock a case stays as it is.
                    if !page.cases.has(fold.cases[value].nonce) { page.cases.add(fold.cases[value]) }
                    if fold.cases[value].hasMoved || fold.repeated.contains(value) {
                        if !involved.contains(value) { involved.append(value) }
                    } else {
                        page.lines.append(reference(to: LinePlace(segment: index, line: line)))
                    }
                }
                reading.lines[index] += 1
            }
        }
        page.courses = involved.map { course(of: $0, before: before, after: reading) }
        guard reading != before || position.base == nil else { return page }
        page.position = lines.position(of: reading)
        if let base = page.position.base, let index = lines.index(of: base), !lines.segments[index].isOwn {
            page.base = base
        }
        return page
    }
}
