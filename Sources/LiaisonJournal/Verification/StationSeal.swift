import LiaisonCodes
import LiaisonStore
import LiaisonSystem

/// The heads of a station's segments at some moment, to be kept elsewhere: on the wall, in an archive.
///
/// Nothing that stood in the station's ledger then can change, vanish or be dated back unseen.
package struct StationSeal: Equatable, Sendable {
    package let station: StationID
    /// The time of the latest line; nothing for a station without lines.
    package let last: Timestamp?
    /// The last line of each segment, in the order of their names.
    package let heads: [SegmentHead]

    package init(station: StationID, last: Timestamp?, heads: [SegmentHead]) {
        self.station = station
        self.last = last
        self.heads = heads
    }

    /// How many lines are sealed.
    package var lines: Int { heads.reduce(0) { $0 + $1.sequence + 1 } }

    /// One hash for the wall: the SHA-256 of a line `<segment> <lines> <hash>` for each segment, 64 digits.
    package var digest: String {
        let text = heads.map {
            "\($0.segment) \($0.sequence + 1) \($0.hash)\n"
        }
        return Hex.string(SHA256.digest(text.joined().utf8))
    }
}

extension StationSeal {
    /// The heads of a station's segments as they stand on stable storage; blocks on the disk.
    ///
    /// - Parameters:
    ///   - inbox: The station's inbox.
    ///   - kind: As what its lines are to be read.
    /// - Throws: What the file system says, and EILSEQ with the path for a last line that is none.
    package init(
        of inbox: InboxDirectory, as kind: (some JournalLine).Type
    ) throws(SystemError) {
        var heads: [SegmentHead] = []
        var last: Timestamp?
        for name in try inbox.segmentNames() {
            let file = try inbox.open(name)
            // What is sealed must not vanish in a power cut.
            try file.syncData()
            guard let range = try SegmentFile.lastLine(of: file) else { continue }
            let bytes = try SegmentFile.line(at: range, of: file)
            guard let line = try? kind.init(decoding: bytes, withPersonal: false) else {
                throw SystemError("read", inbox.path(of: name), code: .illegalSequence)
            }
            heads.append(SegmentHead(segment: name, sequence: line.frame.sequence, hash: line.frame.hash))
            if let at = line.moment { last = max(last ?? at, at) }
        }
        self.init(station: inbox.station, last: last, heads: heads)
    }
}
