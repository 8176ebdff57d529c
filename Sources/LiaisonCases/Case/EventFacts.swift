import LiaisonCodes
import LiaisonSystem

/// What an event says beside its kind and beside what was typed, by the names that its members have in the ledger's lines
/// and in the API alike.
///
/// Made by the one switch of ``Event/Body/facts``: whoever writes, sends or shows events goes through the members and
/// needs no list of kinds of its own. Of a message its receipt says more.
package struct EventFacts: Equatable, Sendable {
    package var to: Code?
    package var station: StationID?
    package var grade: Choice<Grade>?
    package var until: CivilDate?
    package var outcome: Choice<Outcome>?
    package var rating: Choice<Rating>?
    package var solved: Choice<Solved>?
    package var reason: String?
    package var news: Choice<NewsKind>?
    /// The way by which somebody was told.
    package var channel: String?

    /// Nothing.
    package init() {}

    /// The members, in the order in which they stand in a line.
    package enum Member: String, Sendable, CaseIterable {
        case to, station, grade, until, outcome, rating, solved, reason, news, channel
    }

    /// A member as text, as it is stored and sent; nothing where the event has no such thing.
    package subscript(member: Member) -> String? {
        switch member {
        case .to: to?.description
        case .station: station?.description
        case .grade: grade?.word
        case .until: until?.iso8601
        case .outcome: outcome?.word
        case .rating: rating?.word
        case .solved: solved?.word
        case .reason: reason
        case .news: news?.word
        case .channel: channel
        }
    }
}

extension Event.Body {
    /// What stands in the ledger and in the API.
    package var kind: Choice<EventKind> {
        switch self {
        case .received: .known(.received)
        case .appended: .known(.appended)
        case .acknowledged: .known(.acknowledged)
        case .asked: .known(.asked)
        case .answered: .known(.answered)
        case .replied: .known(.replied)
        case .extended: .known(.extended)
        case .transferred: .known(.transferred)
        case .claimed: .known(.claimed)
        case .closed: .known(.closed)
        case .reopened: .known(.reopened)
        case .rated: .known(.rated)
        case .erased: .known(.erased)
        case .referred: .known(.referred)
        case .released: .known(.released)
        case .discarded: .known(.discarded)
        case .assigned: .known(.assigned)
        case .urged: .known(.urged)
        case .notified: .known(.notified)
        case .newer(let kind): .newer(kind)
        }
    }

    /// What it says beside its kind.
    package var facts: EventFacts {
        var facts = EventFacts()
        switch self {
        case .acknowledged(let grade): facts.grade = grade
        case .extended(let until): facts.until = until
        case .assigned(let until): facts.until = until
        case .transferred(let to, let station): (facts.to, facts.station) = (to, station)
        case .claimed(let by): facts.to = by
        case .closed(let outcome): facts.outcome = outcome
        case .rated(let rating, let solved): (facts.rating, facts.solved) = (rating, solved)
        case .erased(let reason): facts.reason = reason
        case .notified(let told): (facts.to, facts.news, facts.channel) = (told.to, told.news, told.channel)
        case .received, .appended, .asked, .answered, .replied, .reopened, .referred, .released, .discarded,
            .urged, .newer:
            break
        }
        return facts
    }
}
