import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonText

/// A member of the JSON that the API answers with and `--json` prints.
package struct APIField: Sendable {
    package let name: String
    package let kind: Kind
    /// Whether it may be null; it is never left out.
    package let isNullable: Bool

    /// What a member holds.
    package indirect enum Kind: Sendable {
        case text, code, caseNumber, moment, date, integer, number, flag, url
        /// A list of texts.
        case words
        /// One of a few words.
        case word([String])
        case list(of: [APIField])
        /// A list of another document's kind.
        case object([APIField])
    }

    init(_ name: String, _ kind: Kind = .text, nullable: Bool = false) {
        self.name = name
        self.kind = kind
        isNullable = nullable
    }

    /// One that may be null.
    static func optional(_ name: String, _ kind: Kind = .text) -> APIField {
        APIField(name, kind, nullable: true)
    }
}

/// The members of each document, in the order in which they stand in it; tests hold them against what is answered.
package enum APIFields {
    private static let grades = Grade.allCases.map(\.rawValue)
    private static let ratings = Rating.allCases.map(\.rawValue)
    private static let outcomes = Outcome.allCases.map(\.rawValue)
    private static let answers = Solved.allCases.map(\.rawValue)
    private static let channels = Channel.allCases.map(\.rawValue)

    /// A case in a list.
    package static let summary: [APIField] = [
        .init("case", .caseNumber), .init("station"), .init("to", .code), .init("channel", .word(channels)),
        .init("received", .moment), .init("state", .word(Case.State.allCases.map(\.rawValue))),
        .optional("grade", .word(grades)), .init("due", .date), .init("overdue", .flag), .optional("topic"),
        .optional("excerpt"), .optional("rating", .word(ratings)), .init("to_name"),
        .optional("to_kind", .word(["deputy", "station"])), .init("station_name"), .init("erased", .flag),
        .init("additions_full", .flag), .init("orphaned", .flag), .init("handed_over", .flag),
        .init("close_due", .date), .init("close_overdue", .flag), .init("additions_waiting", .flag),
        .optional("unit_until", .date), .init("unit_overdue", .flag),
        .init("said_since", .flag),
    ]

    /// What happened to a case, in the document of the case.
    package static let history: [APIField] = [
        .init("kind"), .init("at", .moment), .optional("by"),
        .init("by_kind", .word(["citizen", "deputy", "station", "office", "other"])),
        .optional("by_code", .code), .optional("for", .code), .optional("for_name"), .optional("text"),
        .optional("name"), .optional("phone"), .optional("topic"), .optional("unit"),
        .optional("reference"), .optional("on", .date), .init("photos", .integer), .optional("detail"),
        .optional("to", .code), .optional("to_name"), .optional("station"),
        .optional("grade", .word(grades)), .optional("until", .date), .optional("outcome", .word(outcomes)),
        .optional("rating", .word(ratings)), .optional("solved", .word(answers)), .optional("reason"),
        .optional("news", .word(NewsKind.allCases.map(\.rawValue))), .optional("channel"),
    ]

    /// A photo of a case or an entry.
    package static let photo: [APIField] = [
        .init("number", .integer), .init("type"), .init("bytes", .integer), .init("width", .integer),
        .init("height", .integer), .init("sha256"), .init("path"),
    ]

    /// A case with all that was written to it.
    package static let detail: [APIField] =
        summary + [
            .optional("text"), .optional("name"), .optional("phone"), .init("photos", .list(of: photo)),
            .optional("unit"), .optional("solved", .word(answers)),
            .optional("outcome", .word(outcomes)), .optional("reference"), .init("people", .integer),
            .init("events", .list(of: history)),
        ]

    /// An event of the stream, and the answer to an act.
    package static let event: [APIField] = [
        .init("id"), .init("case", .caseNumber), .init("kind"), .init("at", .moment), .optional("by"),
        .init("message_id"), .optional("in_reply_to"), .init("station"), .init("station_name"),
        .init("to", .code), .init("to_name"), .init("channel", .word(channels)), .optional("topic"),
        .optional("text"), .optional("name"), .optional("phone"), .init("photos", .integer),
        .optional("first_photo", .integer), .optional("grade", .word(grades)), .optional("due", .date),
        .optional("outcome", .word(outcomes)), .optional("rating", .word(ratings)), .optional("entry"),
        .optional("url", .url), .optional("close_due", .date), .optional("until", .date),
        .optional("on", .date), .optional("unit"), .optional("reference"),
        .optional("solved", .word(answers)),
    ]

    /// A message in quarantine.
    package static let quarantined: [APIField] = [
        .init("case", .caseNumber), .init("station"), .init("to", .code), .init("received", .moment),
        .init("screening", .word(Case.Screening.allCases.map(\.rawValue))),
        .optional("suspicion", .word(Suspicion.allCases.map(\.rawValue))), .optional("topic"),
        .optional("text"), .init("photos", .integer),
    ]

    /// Whom a token stands for.
    package static let identity: [APIField] = [
        .init("kind", .word(["deputy", "station", "office"])), .init("name"), .optional("code", .code),
        .optional("station"), .optional("station_name"), .init("codes", .words),
    ]

    /// What comes of an entry.
    package static let handover: [APIField] = [
        .init("case", .caseNumber), .init("query_code"), .init("url", .url), .optional("entered", .moment),
    ]
}
