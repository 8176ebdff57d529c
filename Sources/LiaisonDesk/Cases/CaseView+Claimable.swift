import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText

extension CaseView {
    /// Whether a matter waits in a shared inbox that the scope may take from, or see.
    ///
    /// A deputy sees those of the station, but of each only what it takes to choose: number, channel, day, state, due date
    /// and configured topic. What was written, and by whom, a deputy reads after claiming it. A station's officer and the
    /// office see all of it, as always.
    func offersToClaim(_ value: Case) -> Bool {
        guard case .deputy = scope else { return sees(value) && isClaimable(value) }
        return isAtHome(value.station) && isClaimable(value)
    }

    /// The stations in whose ledgers such matters can stand.
    func claimSources() throws(SystemError) -> [StationID] {
        guard case .deputy = scope else { return try sources() }
        guard let home else { return [] }
        let stations = [home] + snapshot.roster.stationsInherited(by: home)
        return stations + (try referrals(beyond: stations).keys.sorted())
    }

    /// Whether the scope is a deputy's.
    var isDeputys: Bool { if case .deputy = scope { true } else { false } }

    /// Whether the scope may ask for what another one sees: a station's officers for their deputies, everybody for
    /// themselves and their station; both must see a case for it to be shown.
    func mayLook(with other: Scope) throws(SystemError) -> Bool {
        switch (scope, other) {
        case (.office, _): true
        case (.station, .deputy): true
        case (.station, .station(let id)): try stations().contains(id)
        case (.deputy, .station(let id)): isAtHome(id)
        case (.deputy, .deputy(let code)): ownCodes.contains(code)
        case (_, .office): false
        }
    }

    /// Whether a deputy of its station may claim a case, unless somebody else is faster.
    func isClaimable(_ value: Case) -> Bool {
        !value.isHidden && isShared(value) && value.refusal(of: .claimed(by: value.to)) == nil
    }

    /// Whether a case is its station's to share out: addressed to the station, or to a deputy who is in office no more.
    func isShared(_ value: Case) -> Bool {
        guard case .station(let station)? = snapshot.roster.state(of: value.to)?.holder else {
            return value.isOrphaned(in: snapshot.roster)
        }
        return station.id == value.station
    }
}

extension Case {
    /// Whether it is open and waits for somebody who can't answer: a deputy who has left office, or has no code in use, or a
    /// station that is closed.
    ///
    /// Nothing is written when that happens: the case is its deputy's again when they return, as long as nobody else
    /// has claimed it.
    package func isOrphaned(in roster: Roster) -> Bool {
        if state == .closed { return false }
        return switch roster.state(of: to)?.holder {
        case .station(let station): station.status != .active
        case .deputy: roster.incumbent(of: to) == nil
        case nil: true
        }
    }
}
