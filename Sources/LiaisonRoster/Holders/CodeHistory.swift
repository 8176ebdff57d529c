import LiaisonCodes
import LiaisonSystem

/// What happened to a code on one occasion, with its holder as that was right afterwards.
package struct CodeHistoryEntry: Equatable, Sendable {
    /// What happened.
    package enum Kind: String, Sendable {
        /// The code was given to its holder.
        case assigned
        /// The deputy went to another station and took the code along.
        case moved
        /// Something else about the holder changed.
        case changed
        /// The holder left office.
        case retired
        /// The holder came back.
        case returned
        /// The code was taken out of use.
        case revoked
        /// The code was taken out of use, or had been, and its holder was given a new one.
        case reissued
    }

    package let at: Timestamp
    package let kind: Kind
    /// The holder's number in the roster, if any: a station's id or a deputy's 编号.
    package let holderID: String?
    package let holderName: String
    /// The station of a deputy; nothing for a station.
    package let station: StationID?
    /// What was different afterwards, when the kind is moved, changed or returned.
    package let fields: [Choice<RosterColumn>]
    /// The reason in the words of whoever gave it.
    package let reason: String?
    /// The code that came after this one, when the kind is reissued.
    package let successor: Code?
    /// The code that came before this one, when it was assigned in its place.
    package let predecessor: Code?

    init(
        at: Timestamp, kind: Kind, holder: CodeHolder, fields: [Choice<RosterColumn>] = [],
        reason: String? = nil,
        successor: Code? = nil, predecessor: Code? = nil
    ) {
        let (id, station): (String?, StationID?) =
            switch holder {
            case .station(let station): (station.id.description, nil)
            case .deputy(let deputy): (deputy.id, deputy.station)
            }
        self.init(
            at: at, kind: kind, holderID: id, holderName: holder.name, station: station, fields: fields,
            reason: reason, successor: successor, predecessor: predecessor)
    }

    init(
        at: Timestamp, kind: Kind, holderID: String?, holderName: String, station: StationID?,
        fields: [Choice<RosterColumn>], reason: String?, successor: Code?, predecessor: Code?
    ) {
        self.at = at
        self.kind = kind
        self.holderID = holderID
        self.holderName = holderName
        self.station = station
        self.fields = fields
        self.reason = reason.flatMap { $0.isEmpty ? nil : $0 }
        self.successor = successor
        self.predecessor = predecessor
    }
}

/// A code with all that ever happened to it, oldest first.
struct IssuedCode: Equatable, Sendable {
    let code: Code
    var history: [CodeHistoryEntry]

    /// The entry that took the code out of use, if one did.
    var revocation: CodeHistoryEntry? { history.first { $0.kind == .revoked || $0.kind == .reissued } }

    /// The code that was given in place of this one, if any.
    var successor: Code? { history.last { $0.kind == .reissued }?.successor }
}

/// What a code stands for now.
package enum CodeState: Equatable, Sendable {
    /// The holder is in office and the code in use.
    case active(CodeHolder)
    /// The holder has left office; `reason` may be empty.
    case retired(CodeHolder, since: Timestamp, reason: String)
    /// The code was taken out of use, whatever became of its holder; `reason` may be empty.
    case revoked(CodeHolder, since: Timestamp, reason: String, successor: Code?)

    /// Whom the code stands, or stood, for.
    package var holder: CodeHolder {
        switch self {
        case .active(let holder), .retired(let holder, _, _), .revoked(let holder, _, _, _): holder
        }
    }

    /// Whether the code takes messages.
    package var isActive: Bool {
        if case .active = self { true } else { false }
    }
}
