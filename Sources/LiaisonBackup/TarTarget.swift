import Glibc
import LiaisonCases
import LiaisonJournal
import LiaisonSystem

/// A backup as a tar archive on its way through a pipe: `data/...`, then `manifest.json`.
///
/// A file that had to be copied again stands in it twice; the later one counts, as tar(1) has it.
package struct TarTarget: BackupTarget {
    package let previous = Manifest(made: Timestamp(milliseconds: 0))
    private let moment: Timestamp
    private let write: ([UInt8]) -> Void

    /// - Parameters:
    ///   - moment: The time that the entries bear.
    ///   - write: Takes the archive's bytes; it keeps its failure for its owner, who asks for it at the end.
    package init(at moment: Timestamp, write: @escaping ([UInt8]) -> Void) {
        self.moment = moment
        self.write = write
    }

    package mutating func copy(
        segment path: BackupPath, of file: borrowing FileDescriptor, length: Int, before: Manifest.File?,
        isErased: (LineOutline) throws(SystemError) -> Bool, _ note: (LineOutline) -> Void
    ) throws(SystemError) -> CopiedFile {
        let status = try file.status()
        // Read before anything is written: an entry that was begun must be ended.
        let part = try SegmentPart(of: file, 0..<length, note)
        let hash = try add(path, of: file, length: length, mode: status.permissions)
        return CopiedFile(
            file: Manifest.File(
                path: path, length: length, mode: status.permissions, hash: hash, lines: part.chain.lines,
                head: part.head, unsound: part.unsound), bytes: length, isNew: true)
    }

    package mutating func copy(
        _ path: BackupPath, of file: borrowing FileDescriptor, before: Manifest.File?
    ) throws(SystemError) -> CopiedFile {
        let status = try file.status()
        let hash = try add(path, of: file, length: status.size, mode: status.permissions)
        return CopiedFile(
            file: Manifest.File(path: path, length: status.size, mode: status.permissions, hash: hash),
            bytes: status.size, isNew: true)
    }

    /// One after the other: all of them go through one pipe.
    package mutating func copy(
        stations: [String: SegmentEnds], by backup: inout Backup
    ) throws(BackupError) -> [String: SegmentEnds] {
        var ends = stations
        for (station, known) in stations.sorted(by: { $0.key < $1.key }) {
            ends[station] = try backup.copy(station: station, known, to: &self)
        }
        return ends
    }

    package func holds(_ file: Manifest.File) -> Bool { false }

    package func open(_ path: BackupPath) throws(SystemError) -> FileDescriptor {
        throw SystemError("open", path.description, code: .noSuchFile)
    }

    /// A stream has no other copy that this one might be worse than.
    package func setAside(_ path: BackupPath, of file: borrowing FileDescriptor) {}

    package mutating func finish(_ manifest: Manifest) throws(BackupError) {
        let bytes = manifest.bytes
        let header = TarHeader(name: Manifest.name, length: bytes.count, mode: 0o600)
        write(header.block(at: moment) + bytes)
        write([UInt8](repeating: 0, count: TarHeader.padding(after: bytes.count)) + TarHeader.end)
    }

    private func add(
        _ path: BackupPath, of file: borrowing FileDescriptor, length: Int, mode: UInt32
    ) throws(SystemError) -> String {
        guard length <= TarHeader.longest else {
            throw SystemError("tar", path.description, code: Errno(EFBIG))
        }
        write(
            TarHeader(name: "\(Manifest.dataDirectory)/\(path)", length: length, mode: mode).block(at: moment)
        )
        var hash = SHA256()
        var written = 0
        do throws(SystemError) {
            try file.forEachPiece(of: 0..<length) { piece throws(SystemError) in
                hash.update(piece)
                write(Array(piece))
                written += piece.count
            }
        } catch {
            // The entry's length is promised; without an entry in the manifest nothing relies on it.
            write([UInt8](repeating: 0, count: length - written + TarHeader.padding(after: length)))
            throw error
        }
        write([UInt8](repeating: 0, count: TarHeader.padding(after: length)))
        return Hex.string(hash.finish())
    }
}
