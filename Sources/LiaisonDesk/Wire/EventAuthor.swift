import LiaisonCodes
import LiaisonText

/// Who did something, as every event of a case or record tells it.
package struct EventAuthor: Equatable, Sendable {
    /// The bare name; nothing where nobody need be named.
    package let name: String?
    /// Nothing from a server of before, which tells the name in its own language.
    package let kind: Choice<Kind>?
    package let code: Code?
    /// In whose name it was done.
    package let deputy: Code?
    package let deputyName: String?

    /// As what somebody acted.
    package enum Kind: String, Sendable {
        case citizen, deputy, station, office
        /// In a role that a newer release has.
        case other
    }

    /// The members that stand in each event.
    package var members: [JSON.Member] {
        [
            JSON.Member("by", .optional(name)), JSON.Member("by_kind", .optional(kind?.word)),
            JSON.Member("by_code", .optional(code?.description)),
            JSON.Member("for", .optional(deputy?.description)),
            JSON.Member("for_name", .optional(deputyName)),
        ]
    }
}

extension EventAuthor {
    /// Reads who did what an object tells of.
    package init(_ json: JSON) {
        (name, kind) = (json["by"]?.text, json.choice("by_kind"))
        code = json["by_code"]?.text.flatMap { try? Code(parsing: $0) }
        deputy = json["for"]?.text.flatMap { try? Code(parsing: $0) }
        deputyName = json["for_name"]?.text
    }
}
