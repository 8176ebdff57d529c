import LiaisonCodes
import LiaisonLedger
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
        guard case .deputy(let code) = scope else {
            return try list(cases(of: stations()) { sees($0) && isClaimable($0) })
        }
        guard let station = snapshot.roster.state(of: code)?.holder.station else { return [] }
        let cases = try cases(of: [station]) { $0.station == station && isClaimable($0) }
        return cases.map { .object(summary($0, nil)) }
    }

    /// Whether a deputy of its station may claim a case, unless somebody else is faster.
    private func isClaimable(_ value: Case) -> Bool {
        !value.isHidden && isShared(value) && value.refusal(of: .claimed(by: value.to)) == nil
    }

    /// Whether a case is addressed to its station, not to a deputy.
    func isShared(_ value: Case) -> Bool {
        guard case .station(let station)? = snapshot.roster.state(of: value.to)?.holder else { return false }
        return station.id == value.station
    }
}
