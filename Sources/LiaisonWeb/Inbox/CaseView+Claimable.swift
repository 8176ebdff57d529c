import LiaisonCodes
import LiaisonLedger
import LiaisonRoster
import LiaisonSystem
import LiaisonText

extension CaseView {
    /// The matters that wait in a station's shared inbox for somebody to claim them, newest first, as
    /// `inbox list --claimable --json` prints them; blocks on the disk.
    ///
    /// A deputy sees those of the station, but of each only what it takes to choose: number, channel, day, state, due date
    /// and configured topic. What was written, and by whom, a deputy reads after claiming it. A station's officer and the
    /// office see all of it, as always.
    ///
    /// - Returns: The members of ``summary(_:_:)``, `excerpt` null for a deputy.
    /// - Throws: What the file system says.
    package func claimable() throws(SystemError) -> [JSON] {
        guard case .deputy = scope else {
            return try list(cases(of: stations()) { sees($0) && isClaimable($0) })
        }
        guard let home else { return [] }
        let stations = [home] + snapshot.roster.stationsInherited(by: home)
        let cases = try cases(of: stations) { isAtHome($0.station) && isClaimable($0) }
        return cases.map { .object(summary($0, nil)) }
    }

    /// Whether a deputy of its station may claim a case, unless somebody else is faster.
    private func isClaimable(_ value: Case) -> Bool {
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
