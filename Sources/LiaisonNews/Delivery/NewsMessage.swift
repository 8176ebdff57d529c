import LiaisonCodes
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// What the operator's program is given on standard input: one JSON object on one line.
struct NewsMessage {
    let piece: NewsPiece
    let contact: Contact?
    let source: NewsSource
    /// How often it was tried before.
    let failures: Int

    /// The members, in the contract's order; absent values are null.
    var json: JSON {
        let isOfStation =
            if case .station? = source.roster.state(of: piece.to)?.holder { true } else { false }
        return .members([
            "id": .string(piece.id), "kind": .string(piece.kind.rawValue),
            "station": .string(piece.station.description), "to": .string(piece.to.description),
            "case": .optional(piece.caseNumber?.description), "due": .optional(piece.due?.iso8601),
            "link": .string(link), "channel": .optional(contact?.channel),
            "address": .optional(contact?.address),
            "to_kind": .string(isOfStation ? "station" : "deputy"), "count": .integer(piece.count),
            "text": .string(text), "attempt": .integer(failures + 1),
            "at": .string(source.now.rfc3339), "moved_from": .optional(piece.movedFrom?.iso8601),
        ])
    }

    var bytes: [UInt8] { json.bytes + [UInt8(ascii: "\n")] }

    /// Where on the desk it is dealt with.
    private var link: String {
        let desk = "\(source.baseURL)/desk"
        if let number = piece.caseNumber { return "\(desk)/cases/\(number)" }
        switch piece.kind {
        case .pending: return "\(desk)/log"
        case .reception: return "\(desk)/reception"
        case .activity: return piece.notice.map { "\(desk)/notices/\($0)" } ?? "\(desk)/notices"
        case .new, .added, .due, .overdue, .transferred, .daily: return desk
        }
    }

    /// A sentence for a phone, in Chinese: kind, number and date, and nothing of what anybody wrote.
    private var text: String {
        let words = Assets.cases(.chinese)
        func day(_ date: CivilDate?) -> String {
            date.map { words("news.date", ["month": "\($0.month)", "day": "\($0.day)"]) } ?? ""
        }
        let values = [
            "case": piece.caseNumber?.description ?? "", "count": "\(piece.count)",
            "station": source.roster.station(piece.station)?.name ?? piece.station.description,
            "due": day(piece.due), "before": day(piece.movedFrom),
        ]
        return switch piece.kind {
        case .new: words(piece.due == nil ? "news.text.new" : "news.text.new.due", values: values)
        case .added: words("news.text.added", values: values)
        case .due: words("news.text.due", values: values)
        case .overdue: words("news.text.overdue", values: values)
        case .transferred: words("news.text.transferred", values: values)
        case .pending: words("news.text.pending", values: values)
        case .reception where piece.movedFrom != nil:
            words(
                piece.due == nil ? "news.text.reception.dropped" : "news.text.reception.moved", values: values
            )
        case .reception: words("news.text.reception", values: values)
        case .activity: words("news.text.activity", values: values)
        case .daily: words("news.text.daily", values: values)
        }
    }
}
