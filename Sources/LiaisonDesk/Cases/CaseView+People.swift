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

    /// What a code's holder is; nothing when nobody ever held it.
    func kind(of code: Code) -> CaseSummary.HolderKind? {
        switch snapshot.roster.state(of: code)?.holder {
        case .deputy?: .deputy
        case .station?: .station
        case nil: nil
        }
    }

    /// Who did something.
    ///
    /// - Parameter actor: Whoever it was; nothing for the citizen.
    /// - Returns: Their name, and in whose name an officer did it.
    func author(_ actor: Actor?) -> EventAuthor {
        var (name, kind, code): (String?, EventAuthor.Kind, Code?) = (nil, .citizen, nil)
        switch actor.map({ Scope($0.role) }) {
        case nil: break
        case .deputy(let deputy)??: (name, kind, code) = (bareName(of: deputy), .deputy, deputy)
        case .station(let id)??:
            let station = snapshot.roster.station(id)
            (name, kind, code) = (station?.name ?? id.description, .station, station?.code)
        case .office??: (name, kind) = (snapshot.identity.name, .office)
        case .some(nil): (name, kind) = (actor?.role, .other)
        }
        let deputy = actor?.onBehalfOf
        return EventAuthor(
            name: name, kind: .known(kind), code: code, deputy: deputy,
            deputyName: deputy.map { bareName(of: $0) })
    }
}
