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
            let at: Timestamp? =
                switch line.content {
                case .opened(let opening): opening.at
                case .event(let event): event.at
                case .record(let record): record.at
                case .newer: nil
                }
            if let at { last = max(last ?? at, at) }
        }
        return StationSeal(station: station, last: last, heads: heads)
    }
}

extension SegmentFile {
    /// Where the last whole line stands, its newline left out; nothing in a file without one.
    package static func lastLine(of file: borrowing FileDescriptor) throws(SystemError) -> Range<Int>? {
        var end: Int?
        var position = try file.status().size
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while position > 0 {
            let start = max(0, position - chunk.count)
            var filled = 0
            while filled < position - start {
                let count = try file.read(into: &chunk, from: filled, at: start + filled)
                if count == 0 { throw SystemError("pread", code: .inputOutput) }
                filled += count
            }
            for index in (0..<(position - start)).reversed() where chunk[index] == 0x0A {
                if let end { return (start + index + 1)..<end }
                end = start + index
            }
            position = start
        }
        return end.map { 0..<$0 }
    }
}
