import LiaisonCases
import LiaisonCodes
import LiaisonRoster
import LiaisonWording

/// What people call the holders of codes.
package struct HolderNames {
    package let roster: Roster
    package let words: Wording

    /// - Parameters:
    ///   - roster: Who holds which code.
    ///   - words: The reader's language.
    package init(roster: Roster, words: Wording) { (self.roster, self.words) = (roster, words) }

    /// 某某代表, or the station's name; the code itself when nobody ever held it.
    package func name(of code: Code) -> String {
        guard let holder = roster.holderName(of: code) else { return code.description }
        return holder.isDeputys ? words("name.deputy", ["name": holder.name]) : holder.name
    }

    /// Whether the code is a station's, not a deputy's.
    package func isStation(_ code: Code) -> Bool {
        if case .station? = roster.state(of: code)?.holder { true } else { false }
    }

    /// A deputy with their station, or the station's name: where a matter goes.
    package func place(of code: Code, at station: StationID) -> String {
        guard case .deputy? = roster.state(of: code)?.holder else { return name(of: code) }
        return words("holder.place", ["holder": name(of: code), "station": name(of: station)])
    }

    /// Whoever acted, and the deputy for whom an officer did.
    package func fullName(of actor: Actor) -> String {
        guard let deputy = actor.onBehalfOf else { return name(of: actor) }
        return words("timeline.on-behalf", ["name": name(of: actor), "deputy": name(of: deputy)])
    }

    /// The station's name; its identifier when the roster doesn't know it.
    package func name(of station: StationID) -> String {
        roster.stationName(station) ?? station.description
    }

    /// The name of the station that a document names; as it stands where it names none.
    package func name(ofText station: String) -> String { StationID(station).map { name(of: $0) } ?? station }

    /// Whoever acted, from the role that the ledger keeps.
    package func name(of actor: Actor) -> String {
        let parts = actor.role.split(separator: " ", maxSplits: 1)
        switch (parts.first, parts.dropFirst().first) {
        case ("deputy", let code?):
            guard let code = try? Code(parsing: code) else { return actor.role }
            return name(of: code)
        case ("station", let id?):
            guard let id = StationID(id) else { return actor.role }
            return words("holder.officer", ["station": name(of: id)])
        case ("office", nil): return words("holder.office")
        default: return actor.role
        }
    }
}
