import Glibc
import LiaisonSystem

/// A nameless file for bytes that are too many to keep in memory; it is gone with its last user, even when
/// the process dies.
final class SpoolFile: Sendable {
    private let descriptor: FileDescriptor

    /// Makes an empty file.
    ///
    /// - Parameter directory: Where its bytes go; not a file system that is memory. It is made when it is missing.
    /// - Throws: What open(2), mkdir(2) or unlink(2) says.
    init(in directory: String) throws(SystemError) {
        let name = "spool-\(RandomBytes.hex(count: 8))"
        do throws(SystemError) {
            descriptor = try Self.create(name, in: directory)
        } catch {
            guard error.code == .noSuchFile else { throw error }
            try Files.makeDirectory(directory)
            descriptor = try Self.create(name, in: directory)
        }
        try Files.remove("\(directory)/\(name)")
    }

    private static func create(_ name: String, in directory: String) throws(SystemError) -> FileDescriptor {
        try FileDescriptor.open(in: directory, name, flags: O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
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

    /// Reads at `offset` up to the buffer's length.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(SystemError) -> Int {
        let number = descriptor.rawValue
        return try retryingOnInterrupt("pread") {
            pread(number, buffer.baseAddress, buffer.count, off_t(offset))
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
