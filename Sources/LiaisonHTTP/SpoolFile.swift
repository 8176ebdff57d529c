import Glibc
import LiaisonSystem

/// A nameless file for bytes that are too many to keep in memory; it is gone with its last user, even when
/// the process dies.
final class SpoolFile: Sendable {
    private let descriptor: FileDescriptor

    /// Makes an empty file.
    ///
    /// - Parameter directory: Where its bytes go; not a file system that is memory.
    /// - Throws: What open(2) or unlink(2) says.
    init(in directory: String) throws(SystemError) {
        let path = "\(directory)/spool-\(RandomBytes.hex(count: 8))"
        descriptor = try FileDescriptor(opening: path, flags: O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
        try Files.remove(path)
    }

    /// Appends bytes; only the page cache waits for them, not the disk.
    func append(_ bytes: ArraySlice<UInt8>) throws(SystemError) {
        let number = descriptor.rawValue
        var rest = bytes
        while !rest.isEmpty {
            let count = try retryingOnInterrupt("write") {
                rest.withUnsafeBytes { write(number, $0.baseAddress, $0.count) }
            }
            if count == 0 { throw SystemError("write", code: .inputOutput) }
            rest = rest.dropFirst(count)
        }
    }

    /// Its first bytes.
    func bytes(count: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let number = descriptor.rawValue
            let start = done
            let length = try retryingOnInterrupt("pread") {
                bytes.withUnsafeMutableBytes {
                    pread(number, $0.baseAddress?.advanced(by: start), count - start, off_t(start))
                }
            }
            if length == 0 { throw SystemError("pread", code: .inputOutput) }
            done += length
        }
        return bytes
    }
}
