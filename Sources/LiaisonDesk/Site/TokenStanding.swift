import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

/// What a token opens at this moment: its record says for whom it was issued, the roster what has become of them.
///
/// Nothing is written when somebody leaves office: the standing follows from both files whenever it is asked for, so it
/// holds on every server from the same moment on, and a deputy who returns needs no new token.
package enum TokenStanding: Equatable, Sendable {
    /// What it opens; a deputy's scope names the code that the deputy has now.
    case open(Scope)
    /// Nothing, and why.
    case closed(TokenClosure)

    /// - Parameters:
    ///   - record: The token's record.
    ///   - roster: The roster of this moment.
    ///   - now: The time.
    package init(_ record: TokenRecord, roster: Roster, at now: Timestamp) {
        if let since = record.revoked {
            self = .closed(.revoked(since: since))
        } else if let since = record.expires, since <= now {
            self = .closed(.expired(since: since))
        } else {
            switch record.scope {
            case .office: self = .open(.office)
            case .station(let id): self = Self.ofStation(id, roster)
            case .deputy(let code): self = Self.ofDeputy(code, issued: record.issued, roster)
            }
        }
    }

    private static func ofStation(_ id: StationID, _ roster: Roster) -> TokenStanding {
        guard let station = roster.station(id) else { return .closed(.unknownHolder) }
        if station.status == .active { return .open(.station(id)) }
        return .closed(.stationClosed(since: roster.retirement(ofHolderOf: station.code)))
    }

    private static func ofDeputy(_ code: Code, issued: Timestamp, _ roster: Roster) -> TokenStanding {
        guard case .deputy(let deputy)? = roster.state(of: code)?.holder else {
            return .closed(.unknownHolder)
        }
        if deputy.status == .retired {
            return .closed(.retired(since: roster.retirement(ofHolderOf: code)))
        }
        if let since = roster.renaming(ofHolderOf: code, since: issued) {
            return .closed(.givenToAnother(since: since))
        }
        if case .revoked(_, let since, _, _)? = roster.state(of: deputy.code) {
            return .closed(.codeRevoked(since: since))
        }
        return .open(.deputy(deputy.code))
    }
}

/// Why a token opens nothing.
package enum TokenClosure: Equatable, Sendable {
    /// It was revoked itself.
    case revoked(since: Timestamp)
    /// It was issued for a time that is over.
    case expired(since: Timestamp)
    /// Its deputy has left office.
    case retired(since: Timestamp?)
    /// Its deputy's code stands for another name than when it was issued.
    case givenToAnother(since: Timestamp)
    /// Its deputy's code was taken out of use, and no other was issued in its place.
    case codeRevoked(since: Timestamp)
    /// Its holder's code was replaced after somebody had signed in by it: of sessions alone.
    case codeReissued(since: Timestamp)
    /// Its station was closed.
    case stationClosed(since: Timestamp?)
    /// The roster knows no such deputy or station.
    case unknownHolder

    /// The word that programs know it by, and the end of the key of its sentence.
    package var word: String {
        switch self {
        case .revoked: "revoked"
        case .expired: "expired"
        case .retired: "retired"
        case .givenToAnother: "given-to-another"
        case .codeRevoked: "code-revoked"
        case .codeReissued: "code-reissued"
        case .stationClosed: "station-closed"
        case .unknownHolder: "unknown-holder"
        }
    }

    /// Since when, where it is known.
    package var since: Timestamp? {
        switch self {
        case .revoked(let since), .expired(let since), .givenToAnother(let since), .codeRevoked(let since),
            .codeReissued(let since):
            since
        case .retired(let since), .stationClosed(let since): since
        case .unknownHolder: nil
        }
    }

    /// Why, in a sentence for whoever holds the token or issued it.
    package func sentence(_ words: Wording) -> String { words("api.closed.\(word)") }

    /// The same for whoever is signed in to the desk, and may never have seen a token.
    package func deskSentence(_ words: Wording) -> String { words("desk.closed.\(word)") }
}
