import LiaisonCodes
import LiaisonSystem

/// How a case that changed hands goes past a reader of the stream, who has read up to a position and now reads up to
/// another.
///
/// A reader who has held a case knows everything of it up to the last moment of holding it: what came before they got
/// it, what came while they had it, and the line that took it away. What came before comes with the line that made
/// them its holder; what came since comes with its own line, or with that line where it is read later. So every entry
/// comes once, however often the case comes and goes, in whatever order the segments are read; and none is lost when
/// a server whose clock is slow writes a transfer into the past.
struct CaseCourse: Sendable {
    /// All lines of the case that are on stable storage.
    let lines: [Line]

    /// A line, and where it stands to the page.
    struct Line: Sendable {
        let reference: LineReference
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
    ///   - desk: The station's whose ledger it is.
    ///   - isIncluded: Whether the reader holds the case, as it is at some moment.
    /// - Returns: The entries, in the order of the fold.
    /// - Throws: What the file system says.
    func news(
        at desk: StationDesk, where isIncluded: (Case) -> Bool
    ) throws(SystemError) -> [LedgerEntry] {
        let entries = try desk.read(lines.map(\.reference))
        let readings = Dictionary(
            lines.map { ($0.reference.id(in: desk.station), $0.reading) }, uniquingKeysWith: min)
        return Self.news(entries, where: isIncluded) { readings[$0.id] ?? .later }
    }

    /// What a page brings of entries in the order of the fold.
    static func news(
        _ entries: [LedgerEntry], where isIncluded: (Case) -> Bool, reading: (LedgerEntry) -> Reading
    ) -> [LedgerEntry] {
        var folded: Case?
        var holds = false
        // When the line was read that made the reader the holder.
        var revealed = Reading.later
        var unknown: [LedgerEntry] = []
        var news: [LedgerEntry] = []
        for entry in entries {
            let event = entry.event
            if folded == nil, case .received(let receipt) = event.body {
                folded = Case(number: event.caseNumber, received: event.at, receipt: receipt)
            }
            folded?.apply(event)
            let held = holds
            holds = folded.map(isIncluded) ?? false
            if held {
                if max(reading(entry), revealed) == .now { news.append(entry) }
            } else if holds {
                revealed = reading(entry)
                if revealed == .now { news += unknown + [entry] }
                unknown = []
            } else {
                unknown.append(entry)
            }
        }
        return news
    }
}

extension Inbox {
    /// The course of a case past a reader.
    func course(of index: Int, before: StationReading, after: StationReading) -> CaseCourse {
        // Of a form that two servers took, the message that was read first.
        let messages = copies(ofCase: index)
        let isRead = { (place: EventPlace) in place.line < before.lines[place.segment] }
        let kept =
            messages.first(where: isRead)
            ?? messages.min { segments[$0.segment].name < segments[$1.segment].name }
        return CaseCourse(
            lines: places(ofCase: index).flatMap { place -> [CaseCourse.Line] in
                if place != kept, messages.contains(place) { return [] }
                let reading: CaseCourse.Reading =
                    place.line < before.lines[place.segment]
                    ? .before : place.line < after.lines[place.segment] ? .now : .later
                return references(to: [place]).map { CaseCourse.Line(reference: $0, reading: reading) }
            })
    }
}
