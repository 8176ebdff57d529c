import LiaisonCases
import LiaisonCodes
import LiaisonSystem
import LiaisonText

extension CaseView {
    /// What a deputy may know of a case that waits in the station's shared inbox, before claiming it; blocks on the disk.
    ///
    /// - Parameter number: The case.
    /// - Returns: The case as a list has it, without a word of its citizen; nothing where there is none to claim.
    /// - Throws: What the file system says.
    package func offer(_ number: CaseNumber) throws(SystemError) -> CaseSummary? {
        guard isDeputys, snapshot.roster.station(number.station) != nil,
            let file = try ledger.caseFile(number, where: { offersToClaim($0) })
        else { return nil }
        return summary(file.case, nil)
    }

    /// Whether a case is one that an officer can hand to a deputy of the station by a claim.
    package func takesClaims(_ value: Case) -> Bool { !isDeputys && offersToClaim(value) }
}
