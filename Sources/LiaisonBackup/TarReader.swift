import Glibc
import LiaisonSystem

/// Reads a tar archive from front to end, of regular files only: whatever else stands in it is refused, so that an
/// archive can't write through a link that it brings along.
struct TarReader {
    /// What stands in a backup's archive.
    enum BackupEntry {
        case manifest([UInt8])
        /// A file of the data directory; its bytes are next.
        case file(BackupPath, TarHeader)
    }

    private var offset = 0
    /// The bytes of the current entry that haven't been read, and those that fill its last block.
    private var left = 0
    private var padding = 0

    /// The next file's header, or nothing at the end.
    ///
    /// - Parameter file: The archive.
    /// - Returns: The header; its bytes are next.
    /// - Throws: ``BackupError``: also when the archive ends before its end.
    mutating func next(of file: borrowing FileDescriptor) throws(BackupError) -> TarHeader? {
        while true {
            try skip(of: file)
            let block = try take(TarHeader.blockLength, of: file)
            switch TarHeader.read(block) {
            case .end: return nil
            case .directory: continue
            case .other(let name): throw .badEntry(name: name)
            case .malformed: throw .badArchive(offset: offset - TarHeader.blockLength)
            case .file(let header):
                (left, padding) = (header.length, TarHeader.padding(after: header.length))
                return header
            }
        }
    }

    /// The next entry of a backup's archive, or nothing at the end.
    ///
    /// - Parameter file: The archive.
    /// - Returns: The entry; of a file, the bytes are next.
    /// - Throws: ``BackupError``: ``BackupError/badEntry(name:)`` for what no backup has.
    mutating func nextOfBackup(in file: borrowing FileDescriptor) throws(BackupError) -> BackupEntry? {
        guard let header = try next(of: file) else { return nil }
        if header.name == Manifest.name {
            var bytes: [UInt8] = []
            while let piece = try piece(of: file) { bytes += piece }
            return .manifest(bytes)
        }
        let prefix = "\(Manifest.dataDirectory)/"
        guard header.name.hasPrefix(prefix), let path = BackupPath(header.name.dropFirst(prefix.count))
        else { throw .badEntry(name: header.name) }
        return .file(path, header)
    }

    /// The next piece of the current file, or nothing at its end.
    mutating func piece(of file: borrowing FileDescriptor) throws(BackupError) -> [UInt8]? {
        guard left > 0 else { return nil }
        let piece = try take(min(left, 1 << 20), of: file)
        left -= piece.count
        return piece
    }

    /// Steps over what is left of the current file.
    private mutating func skip(of file: borrowing FileDescriptor) throws(BackupError) {
        while try piece(of: file) != nil {}
        if padding > 0 { _ = try take(padding, of: file) }
        padding = 0
    }

    private mutating func take(
        _ count: Int, of file: borrowing FileDescriptor
    ) throws(BackupError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let start = done
            let number = file.rawValue
            let read: Int
            do throws(SystemError) {
                read = try retryingOnInterrupt("read") {
                    bytes.withUnsafeMutableBytes {
                        Glibc.read(number, $0.baseAddress?.advanced(by: start), count - start)
                    }
                }
            } catch {
                throw .system(error)
            }
            if read == 0 { throw .badArchive(offset: offset + done) }
            done += read
        }
        offset += count
        return bytes
    }
}
