import Glibc
import LiaisonCodes
import LiaisonStore
import LiaisonSystem

/// A station's stored extracts, `DIR/cache/<ID>`: a cache of what folding needs of its segments.
///
/// It spares a starting process the reading of all texts. Nothing hangs on it: it holds no words of anyone, it may
/// be deleted at any time, and one that is damaged, of another version, or not of the segments as they are now
/// isn't used. Any server may replace it by rename; the last one wins. It is never synced: the checksum finds
/// what a power cut leaves.
///
/// The file is the bytes `LLZEXTR` and the version's number, a checksum of the rest (8 bytes, the lowest first), and
/// then the extracts in turn: month and number of the segment, the stretch's start and length, lines, length of
/// the last line, the head's hash (32 bytes), the segment's inode when it had settled at that length, else 0, and after
/// an inode the nanosecond of its last change, the number of bytes, and those. Numbers are LEB128.
package struct ExtractFile {
    private static let magic = Array("LLZEXTR\u{5}".utf8)
    private static let headerLength = 16

    /// Whose extracts.
    package let station: StationID
    private let directory: DataDirectory
    /// The file.
    package var path: String { "\(directory.path(of: .cache))/\(station)" }

    /// The file of a station.
    ///
    /// - Parameters:
    ///   - station: Whose extracts.
    ///   - directory: The data directory.
    package init(of station: StationID, in directory: DataDirectory) {
        (self.station, self.directory) = (station, directory)
    }

    /// Reads the stored extracts.
    ///
    /// - Returns: Those of each segment, one stretch after another from its first byte; none when there is no file, or none
    ///   that can be used.
    package func read() -> [SegmentName: [SegmentExtract]] {
        guard let bytes = try? Files.read(path), bytes.starts(with: Self.magic),
            bytes.count >= Self.headerLength
        else { return [:] }
        return bytes.withUnsafeBytes { buffer in
            let content = UnsafeRawBufferPointer(rebasing: buffer[Self.headerLength...])
            let checksum = UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            guard checksum == Self.checksum(of: content) else { return [:] }
            return (try? Self.extracts(in: content)) ?? [:]
        }
    }

    /// The last line of each segment that had settled when its extracts were stored: no writer takes back what it had then.
    package var settledHeads: [SegmentHead] {
        read().compactMap { name, extracts in
            guard let last = extracts.last, last.settled != nil else { return nil }
            let lines = extracts.reduce(0) { $0 + $1.lineCount }
            return SegmentHead(segment: name, sequence: lines - 1, hash: last.headHash)
        }.sorted { $0.segment < $1.segment }
    }

    /// The stations of which something is stored.
    ///
    /// - Parameter directory: The data directory.
    /// - Returns: The stations; none where the cache can't be looked at.
    package static func stations(in directory: DataDirectory) -> [StationID] {
        do throws(SystemError) {
            return try Files.names(in: directory.path(of: .cache)).compactMap { StationID($0) }
        } catch {
            // Nothing hangs on it.
            return []
        }
    }

    /// Adds extracts to the file.
    ///
    /// - Parameters:
    ///   - extracts: What is new; a stretch is left out that neither begins its segment nor goes on where the stored ones
    ///     end.
    ///   - statuses: Those of segments that have settled; one is left out whose segment is longer than the extracts.
    /// - Throws: What the file system says; the file is as it was then.
    func add(
        _ extracts: [SegmentExtract], statuses: [SegmentName: SettledStatus] = [:]
    ) throws(SystemError) {
        var stored = read()
        for extract in extracts {
            let end = stored[extract.name]?.last?.range.upperBound ?? 0
            if extract.range.lowerBound == 0 {
                // Read from the segment's first line, so what is stored was of no use.
                stored[extract.name] = [extract]
            } else if extract.range.lowerBound == end {
                stored[extract.name, default: []].append(extract)
            }
        }
        for (name, status) in statuses {
            guard let last = stored[name]?.indices.last, stored[name]?[last].range.upperBound == status.size
            else { continue }
            stored[name]?[last].settled = status
        }
        var content: [UInt8] = []
        for extract in stored.values.joined() { Self.append(extract, to: &content) }
        let checksum = content.withUnsafeBytes { Self.checksum(of: $0) }
        var bytes = Self.magic
        withUnsafeBytes(of: checksum.littleEndian) { bytes.append(contentsOf: $0) }
        bytes += content
        try Files.makeDirectory(directory.path(of: .cache))
        let temporary = Files.temporaryPath(for: path)
        do throws(SystemError) {
            let file = try FileDescriptor(opening: temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o640)
            try file.writeAll(bytes)
            try file.close()
            try retryingOnInterrupt("rename", path) { rename(temporary, path) }
        } catch {
            _ = unlink(temporary)
            throw error.about(path)
        }
    }

    private static func append(_ extract: SegmentExtract, to content: inout [UInt8]) {
        content.appendLEB128(extract.name.month)
        content.appendLEB128(extract.name.number)
        content.appendLEB128(extract.range.lowerBound)
        content.appendLEB128(extract.range.count)
        content.appendLEB128(extract.lineCount)
        content.appendLEB128(extract.lastLength)
        content.append(
            contentsOf: Hex.decode(extract.headHash.description.utf8) ?? [UInt8](repeating: 0, count: 32))
        SettledStatus.append(extract.settled, to: &content)
        content.appendLEB128(extract.bytes.count)
        content.append(contentsOf: extract.bytes)
    }

    private static func extracts(
        in content: UnsafeRawBufferPointer
    ) throws(ByteReader.Exhausted) -> [SegmentName: [SegmentExtract]] {
        var reader = ByteReader(content)
        var extracts: [SegmentName: [SegmentExtract]] = [:]
        while !reader.isAtEnd {
            let name = SegmentName(month: try reader.count(), number: try reader.count())
            let (start, length) = (try reader.count(), try reader.count())
            let (lineCount, lastLength) = (try reader.count(), try reader.count())
            let headHash = LineHash(digest: try reader.run(SHA256.digestLength))
            guard start == extracts[name]?.last?.range.upperBound ?? 0, length < Int.max - start else {
                throw ByteReader.Exhausted()
            }
            let settled = try SettledStatus.read(from: &reader, size: start + length)
            let bytes = Array(try reader.run(reader.count()))
            extracts[name, default: []].append(
                SegmentExtract(
                    name: name, range: start..<(start + length), lineCount: lineCount, lastLength: lastLength,
                    headHash: headHash, bytes: bytes, settled: settled))
        }
        return extracts
    }

    /// Against damage, not against forgery: eight bytes a step, since a start reads every station's file.
    private static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt64 {
        var sum = UInt64(bytes.count)
        func add(_ word: UInt64) {
            sum = (sum ^ word) &* 0x9E37_79B9_7F4A_7C15
            sum ^= sum >> 29
        }
        var index = 0
        while bytes.count - index >= 8 {
            add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
            index += 8
        }
        for byte in bytes[index...] { add(UInt64(byte)) }
        return sum
    }
}
