import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonSystem
import LiaisonText

/// A case in a list, as `inbox list --json` prints it.
package struct CaseSummary: Equatable, Sendable {
    package let number: CaseNumber
    package let station: StationID
    /// To whom it is addressed now.
    package let to: Code
    package let channel: Choice<Channel>
    package let received: Timestamp
    package let state: Choice<Case.State>
    package let grade: Choice<Grade>?
    /// By when it is to be answered, and closed.
    package let due: CivilDate?
    package let isOverdue: Bool
    package let closeDue: CivilDate?
    package let isCloseOverdue: Bool
    package let topic: String?
    /// The first words; nothing of an erased case, and where a deputy may only claim it.
    package let excerpt: String?
    package let rating: Choice<Rating>?
    /// The addressee's name without a title; nothing from a server of before.
    package let toName: String?
    package let toKind: Choice<HolderKind>?
    package let stationName: String?
    package let isErased: Bool
    /// Whether the citizen can add nothing more before staff act.
    package let additionsAreFull: Bool
    /// Whether the citizen has said something since staff last acted.
    package let additionsWait: Bool
    /// Whether nobody in office has it.
    package let isOrphaned: Bool
    /// Whether the reader had it once, and has it no longer.
    package let isHandedOver: Bool
    /// By when the department that has it is to have dealt with it.
    package let unitUntil: CivilDate?
    package let isUnitOverdue: Bool
    /// Whether the citizen has said something since the answer, or the closing.
    package let isSaidSince: Bool

    /// Whose a code is.
    package enum HolderKind: String, Sendable {
        case deputy, station
    }

    /// The members in the contract's order.
    package var members: [JSON.Member] {
        [
            JSON.Member("case", .string(number.description)),
            JSON.Member("station", .string(station.description)),
            JSON.Member("to", .string(to.description)), JSON.Member("channel", .string(channel.word)),
            JSON.Member("received", .string(received.rfc3339)), JSON.Member("state", .string(state.word)),
            JSON.Member("grade", .optional(grade?.word)), JSON.Member("due", .optional(due?.iso8601)),
            JSON.Member("overdue", .bool(isOverdue)), JSON.Member("topic", .optional(topic)),
            JSON.Member("excerpt", .optional(excerpt)), JSON.Member("rating", .optional(rating?.word)),
            JSON.Member("to_name", .optional(toName)), JSON.Member("to_kind", .optional(toKind?.word)),
            JSON.Member("station_name", .optional(stationName)), JSON.Member("erased", .bool(isErased)),
            JSON.Member("additions_full", .bool(additionsAreFull)),
            JSON.Member("orphaned", .bool(isOrphaned)), JSON.Member("handed_over", .bool(isHandedOver)),
            JSON.Member("close_due", .optional(closeDue?.iso8601)),
            JSON.Member("close_overdue", .bool(isCloseOverdue)),
            JSON.Member("additions_waiting", .bool(additionsWait)),
            JSON.Member("unit_until", .optional(unitUntil?.iso8601)),
            JSON.Member("unit_overdue", .bool(isUnitOverdue)), JSON.Member("said_since", .bool(isSaidSince)),
        ]
    }
}

extension CaseSummary {
    /// Reads what ``members`` wrote, or another release's.
    ///
    /// - Parameter json: The object.
    /// - Throws: The member that it can't be without.
    package init(_ json: JSON) throws(WireError) {
        number = try json.member("case") { try? CaseNumber(parsing: $0) }
        station = try json.member("station") { StationID($0) }
        to = try json.member("to") { try? Code(parsing: $0) }
        channel = try json.member("channel") { Choice(word: $0) }
        received = try json.moment("received")
        state = try json.member("state") { Choice(word: $0) }
        (grade, rating) = (json.choice("grade"), json.choice("rating"))
        (due, isOverdue) = (json["due"]?.date, json.flag("overdue"))
        (closeDue, isCloseOverdue) = (json["close_due"]?.date, json.flag("close_overdue"))
        (topic, excerpt) = (json["topic"]?.text, json["excerpt"]?.text)
        (toName, toKind) = (json["to_name"]?.text, json.choice("to_kind"))
        stationName = json["station_name"]?.text
        isErased = json["erased"]?.bool ?? (json["excerpt"]?.text == nil)
        (additionsAreFull, additionsWait) = (json.flag("additions_full"), json.flag("additions_waiting"))
        (isOrphaned, isHandedOver) = (json.flag("orphaned"), json.flag("handed_over"))
        (unitUntil, isUnitOverdue) = (json["unit_until"]?.date, json.flag("unit_overdue"))
        isSaidSince = json.flag("said_since")
    }
}
