import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

extension Ledger {
    /// The heads of a station's segments as they stand on stable storage; blocks on the disk.
    ///
    /// - Parameter station: The station.
    /// - Returns: The seal.
    /// - Throws: What the file system says, and EILSEQ with the path for a last line that is none.
    package func seal(of station: StationID) throws(SystemError) -> StationSeal {
        try StationSeal(of: InboxDirectory(of: station, in: directory), as: LedgerLine.self)
    }
}
