import LiaisonCodes
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
            "\($0.segment) \($0.sequence + 1) \(String(decoding: $0.hash, as: UTF8.self))\n"
        }
        return Hex.string(SHA256.digest(text.joined().utf8))
    }
}
