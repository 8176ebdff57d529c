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
        let inbox = "\(directory)/stations/\(station)/inbox"
        var heads: [SegmentHead] = []
        var last: Timestamp?
        for name in try SegmentFile.names(in: inbox) {
            let file = try SegmentFile.open(name, in: inbox)
            // What is sealed must not vanish in a power cut.
            try file.syncData()
            guard let range = try SegmentFile.lastLine(of: file) else { continue }
            let bytes = try SegmentFile.line(at: range, of: file)
            guard let line = try? LedgerLine(decoding: bytes, withPersonal: false) else {
                throw SystemError("read", "\(inbox)/\(name.fileName)", code: .illegalSequence)
            }
            heads.append(SegmentHead(segment: name, sequence: line.sequence, hash: line.hash))
            if let at = line.moment { last = max(last ?? at, at) }
        }
        return StationSeal(station: station, last: last, heads: heads)
    }
}
