import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// How a case that changed hands, or has something twice, goes past a reader of the stream, who has read up to a position
/// and now reads up to another.
///
/// Of what two servers have stored both, a reader gets what they read first. A message that had to give way comes with
/// the line that gave it its number: once, or once more to whoever has read it under the number of before.
///
/// A reader who has held a case knows everything of it up to the last moment of holding it: what came before they got
/// it, what came while they had it, and the line that took it away. What came before comes with the line that made
/// them its holder; what came since comes with its own line, or with that line where it is read later. So every entry
/// comes once, however often the case comes and goes, in whatever order the segments are read; and none is lost when
/// a server whose clock is slow writes a transfer into the past. Of what comes after they lost it they hear of an erasure
/// alone: it takes back the copy that they have.
struct CaseCourse: Sendable {
    /// All lines of the case that are on stable storage.
    let lines: [Line]
    /// Whether it ever changed hands.
    let hasMoved: Bool

    /// A line, and where it stands to the page.
    struct Line: Sendable {
        let reference: EntryReference
        let reading: Reading
    }

    /// When a line is read.
    enum Reading: Int, Comparable, Sendable {
        /// Before the page.
        case before
        /// With it.
        case now
        /// After it.
        case later

        static func < (first: Reading, second: Reading) -> Bool { first.rawValue < second.rawValue }
    }

    /// What the page brings to a reader.
    ///
    /// - Parameters:
    ///   - journal: The station's whose ledger it is.
    ///   - isIncluded: Whether the reader holds the case, as it is at some moment.
    /// - Returns: The entries, in the order of the fold.
    /// - Throws: What the file system says.
    func news(
        in journal: StationJournal<CaseDecider>, where isIncluded: (Case) -> Bool
    ) throws(SystemError) -> [LedgerEntry] {
        let entries = try journal.read(lines.map(\.reference))
        let readings = Dictionary(
            lines.map { ($0.reference.line.id(in: journal.station), $0.reading) }, uniquingKeysWith: min)
        let reading = { (entry: LedgerEntry) in readings[entry.id] ?? Reading.later }
        let kept = Self.once(entries, reading)
        if entries.contains(where: { reading($0) == .now && Self.isSuperseded($0, among: entries) }) {
            // What is to come in place of a line that is passed over must not vanish.
            let awaited = Set(kept.filter { reading($0) == .later }.map(\.id))
            for line in lines where awaited.contains(line.reference.line.id(in: journal.station)) {
                try journal.inbox.sync(line.reference.line.segment)
            }
        }
        if hasMoved { return Self.news(kept, where: isIncluded, reading: reading) }
        return kept.filter { reading($0) == .now }
    }

    /// Each entry once, in the order given: of several that say the same the one that is read first, of a message's
    /// lines the first with the number that it has now. It stands where the first of them stands, for that is where the
    /// fold has it, whichever is read first.
    static func once(_ entries: [LedgerEntry], _ reading: (LedgerEntry) -> Reading) -> [LedgerEntry] {
        let ranks = entries.indices.map { index in
            (isSuperseded(entries[index], among: entries) ? 1 : 0, reading(entries[index]), index)
        }
        var distinct = DistinctEntries()
        var kept: [Int: LedgerEntry] = [:]
        for (_, _, index) in ranks.sorted(by: <) { kept[index] = distinct.entry(entries[index]) }
        var first: [Digest: Int] = [:]
        for index in entries.indices {
            entries[index].forEachOwnMark { first[$0] = first[$0] ?? index }
        }
        let placed = kept.map { index, entry in
            var place = index
            entries[index].forEachOwnMark { place = min(place, first[$0] ?? index) }
            return (place: place, index: index, entry: entry)
        }
        return placed.sorted { ($0.place, $0.index) < ($1.place, $1.index) }.map(\.entry)
    }

    /// Whether an entry is a message that stands there once more, under the number that the case has now.
    private static func isSuperseded(_ entry: LedgerEntry, among entries: [LedgerEntry]) -> Bool {
        guard let digest = entry.messageDigest, let latest = entries.last(where: { $0.messageDigest != nil })
        else { return false }
        return entry.numberOnLine != latest.numberOnLine
            && entries.contains { $0.messageDigest == digest && $0.numberOnLine == latest.numberOnLine }
    }

    /// The entries, the message before all that was done to it.
    ///
    /// Of a message that two servers stored with other words, the line that is read first may stand behind an act of which
    /// the other line is read first.
    private static func messageFirst(_ entries: [LedgerEntry]) -> [LedgerEntry] {
        guard let message = entries.firstIndex(where: { $0.event.body.kind == .known(.received) }),
            message > 0
        else { return entries }
        return [entries[message]] + entries[..<message] + entries[(message + 1)...]
    }

    /// What a page brings of entries in the order of the fold.
    static func news(
        _ entries: [LedgerEntry], where isIncluded: (Case) -> Bool, reading: (LedgerEntry) -> Reading
    ) -> [LedgerEntry] {
        var folded: Case?
        var holds = false
        // When the line was read that made the reader the holder.
        var revealed = Reading.later
        // Whoever has had it may have a copy, which an erasure takes back.
        var hasHeld = false
        var unknown: [LedgerEntry] = []
        var news: [LedgerEntry] = []
        for entry in messageFirst(entries) {
            let event = entry.event
            if folded == nil, case .received(let receipt) = event.body {
                folded = Case(number: event.caseNumber, received: event.at, receipt: receipt)
            }
            folded?.apply(event)
            let held = holds
            holds = folded.map(isIncluded) ?? false
            hasHeld = hasHeld || held
            if held || (hasHeld && !holds && event.isErasure) {
                if max(reading(entry), revealed) == .now { news.append(entry) }
            } else if holds {
                revealed = reading(entry)
                if revealed == .now { news += unknown + [entry] }
                unknown = []
                // Whoever holds a case since its message gets what follows with its own line, though the message be read
                // later: as long as the case stays where it is, nobody looks at more than the line.
                if event.body.isMessage { revealed = .before }
            } else {
                unknown.append(entry)
            }
        }
        return news
    }
}

extension LedgerEntry {
    /// Calls `body` with what makes it recognisable, its photos apart: an addition may bring one once more.
    fileprivate func forEachOwnMark(_ body: (Digest) -> Void) {
        var event = event
        event.photos = []
        event.forEachMark(body)
    }

    /// The digest of a message's words; nothing for other entries.
    fileprivate var messageDigest: Digest? {
        if case .received(let receipt) = event.body { receipt.digest } else { nil }
    }
}

extension FoldedStation where Folded == CaseFold {
    /// The course of a case past a reader.
    func course(of index: Int, before: StationReading, after: StationReading) -> CaseCourse {
        CaseCourse(
            lines: fold.places(ofCase: index).flatMap { place -> [CaseCourse.Line] in
                let reading: CaseCourse.Reading =
                    place.line < before.lines[place.segment]
                    ? .before : place.line < after.lines[place.segment] ? .now : .later
                return references(to: [place]).map { CaseCourse.Line(reference: $0, reading: reading) }
            }, hasMoved: fold.cases[index].hasMoved)
    }
}
