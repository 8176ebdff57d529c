import LiaisonCases
import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// What the ledger's events make news, from a cursor on: an event is read once, however many servers wrote it.
extension NewsSource {
    /// How many events are read at once.
    private static let pageLength = 500
    /// How old, in milliseconds, an event may be that is told by itself; what is older is told together.
    static let freshness: Int64 = 86_400_000

    /// Reads on; blocks on the disk.
    ///
    /// - Parameter cursor: Where the last reading ended; moved on.
    /// - Returns: The pieces, in the order of the events, those of one case to one addressee once; and, apart, those that
    ///   are told together.
    /// - Throws: What the file system says.
    func caseNews(
        from cursor: inout EventCursor
    ) throws(SystemError) -> (fresh: [NewsPiece], stale: [NewsPiece]) {
        var (fresh, stale): (NewsList, NewsList) = (NewsList(), NewsList())
        let stations = try ledger.stations()
        while true {
            let page = try ledger.events(
                after: cursor, of: stations, limit: Self.pageLength, where: { !$0.isHidden })
            for entry in page.entries {
                guard let value = page.case(of: entry), let piece = piece(entry, value) else { continue }
                if now.milliseconds - entry.event.at.milliseconds > Self.freshness {
                    stale.add(piece)
                } else {
                    fresh.add(piece)
                }
            }
            cursor = page.cursor
            if !page.hasMore { return (fresh.pieces, stale.pieces) }
        }
    }

    /// The news that an event is of.
    private func piece(_ entry: LedgerEntry, _ value: Case) -> NewsPiece? {
        if value.isErased || value.isHidden { return nil }
        let event = entry.event
        let kind: NewsKind
        var subject = "\(value.number)|\(entry.id)"
        switch event.body {
        case .received, .released:
            // What was answered by now is news to nobody.
            if !Self.isWaiting(value) { return nil }
            kind = .new
            subject = "\(value.number)"
        case .appended, .answered:
            if !value.additions.areWaiting { return nil }
            kind = .added
        case .reopened:
            if event.actor != nil || !value.additions.areWaiting { return nil }
            kind = .added
        case .transferred(let to, let station):
            if value.state == .closed || value.to != to || value.station != station { return nil }
            kind = .transferred
        case .acknowledged, .asked, .replied, .extended, .claimed, .closed, .rated, .erased, .referred,
            .discarded, .assigned, .urged, .notified, .newer:
            return nil
        }
        guard let addressee = addressee(of: value), !isOwn(event.actor, addressee) else { return nil }
        return piece(kind, subject, value, addressee)
    }

    /// Whether whoever is to be told did it themselves.
    private func isOwn(_ actor: Actor?, _ addressee: Addressee) -> Bool {
        guard let actor else { return false }
        return roster.codes(ofHolderOf: addressee.code).contains { actor.role == "deputy \($0)" }
            || (actor.role == "station \(addressee.station)"
                && roster.station(addressee.station)?.code == addressee.code)
    }

    /// A piece about a case.
    func piece(
        _ kind: NewsKind, _ subject: String, _ value: Case, _ addressee: Addressee
    ) -> NewsPiece {
        var piece = NewsPiece(kind: kind, subject: subject, to: addressee.code, station: addressee.station)
        piece.caseNumber = value.number
        piece.holder = value.to
        let isWaiting = value.state == .received || value.state == .acknowledged
        piece.due = isWaiting ? deadlines.due(value) : nil
        return piece
    }
}

/// Pieces in order, one for each case and addressee: the latest of it leads to all that came before.
struct NewsList {
    private var list: [NewsPiece?] = []
    private var places: [Place: Int] = [:]

    private struct Place: Hashable {
        let to: Code
        let caseNumber: CaseNumber
    }

    var pieces: [NewsPiece] { list.compactMap(\.self) }

    init() {}

    init(_ pieces: [NewsPiece]) { for piece in pieces { add(piece) } }

    /// Adds a piece; a new message stays one, whatever was added to it since.
    mutating func add(_ piece: NewsPiece) {
        if let number = piece.caseNumber {
            let place = Place(to: piece.to, caseNumber: number)
            if let index = places[place], let before = list[index] {
                switch (before.kind, piece.kind) {
                case (.added, .new), (.added, .transferred): list[index] = nil
                case (.added, .due), (.added, .overdue):
                    list.append(piece)
                    return
                default:
                    list[index]?.count = before.count + 1
                    return
                }
            }
            places[place] = list.count
        }
        list.append(piece)
    }
}
