import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonText

// JSON never changes with the language: people stand in it by their bare names, and what they are by a word.
extension CaseView {
    /// The bare name of a code's holder, as the roster has it; the code itself when nobody ever held it.
    package func bareName(of code: Code) -> String {
        snapshot.roster.state(of: code)?.holder.name ?? code.description
    }

    /// What a code's holder is: `deputy` or `station`; nothing when nobody ever held it.
    func kind(of code: Code) -> String? {
        switch snapshot.roster.state(of: code)?.holder {
        case .deputy?: "deputy"
        case .station?: "station"
        case nil: nil
        }
    }

    /// Who did something: `by` (a name), `by_kind`, `by_code`, and `for`, `for_name` where an officer did it for a deputy.
    ///
    /// - Parameter actor: Whoever it was; nothing for the citizen.
    /// - Returns: The members.
    func members(of actor: Actor?) -> [JSON.Member] {
        var (name, kind, code): (String?, String, Code?) = (nil, "citizen", nil)
        switch actor.map({ Scope($0.role) }) {
        case nil: break
        case .deputy(let deputy)??: (name, kind, code) = (bareName(of: deputy), "deputy", deputy)
        case .station(let id)??:
            let station = snapshot.roster.station(id)
            (name, kind, code) = (station?.name ?? id.description, "station", station?.code)
        case .office??: (name, kind) = (snapshot.identity.name, "office")
        case .some(nil): (name, kind) = (actor?.role, "other")
        }
        let deputy = actor?.onBehalfOf
        return [
            JSON.Member("by", .optional(name)), JSON.Member("by_kind", .string(kind)),
            JSON.Member("by_code", .optional(code?.description)),
            JSON.Member("for", .optional(deputy?.description)),
            JSON.Member("for_name", .optional(deputy.map { bareName(of: $0) })),
        ]
    }

    /// What an event says beside its text, each under a name of its own: null where its kind has no such thing.
    func members(of facts: EventFacts) -> [JSON.Member] {
        EventFacts.Member.allCases.flatMap { member -> [JSON.Member] in
            let value = JSON.Member(member.rawValue, .optional(facts[member]))
            guard member == .to else { return [value] }
            return [value, JSON.Member("to_name", .optional(facts.to.map { bareName(of: $0) }))]
        }
    }
}
