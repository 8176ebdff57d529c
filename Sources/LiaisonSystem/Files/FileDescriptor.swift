import CLinux
import Glibc

/// An open file descriptor with exactly one owner; it closes when its owner lets it go.
///
/// Writers that must know whether closing worked call ``close()``; the deinitialiser is for readers and
/// error paths, where nothing could be done about it.
package struct FileDescriptor: ~Copyable, Sendable {
    /// The number the kernel knows it by.
    package let rawValue: Int32

    /// Takes ownership of an open descriptor.
    package init(owning rawValue: Int32) { self.rawValue = rawValue }

    deinit { _ = Glibc.close(rawValue) }

    /// Opens `path`; `O_CLOEXEC` is always added.
    ///
    /// - Parameters:
    ///   - path: The path, relative to the working directory unless absolute.
    ///   - flags: The flags of open(2).
    ///   - mode: The permission bits of a file that is created, before the umask.
    /// - Throws: What openat(2) says.
    package init(opening path: String, flags: Int32, mode: mode_t = 0o640) throws(SystemError) {
        let number = try retryingWhenStale { () throws(SystemError) in
            try retryingOnInterrupt("openat", path) {
                clinux_openat(AT_FDCWD, path, flags | O_CLOEXEC, mode)
            }
        }
        do throws(SystemError) {
            if flags & O_CREAT != 0 { try Self.adoptOwner(of: number, in: Files.parent(of: path)) }
        } catch {
            _ = Glibc.close(number)
            throw error
        }
        rawValue = number
    }

    /// Closes now and reports what close(2) says: on a network file system a failed write may show only here.
    package consuming func close() throws(SystemError) {
        let number = rawValue
        discard self
        // Linux frees the number even when close fails, EINTR included: never call it twice.
        if Glibc.close(number) != 0 {
            let code = Errno.current
            if code != .interrupted { throw SystemError("close", code: code) }
        }
    }

    /// Gives up ownership without closing.
    package consuming func release() -> Int32 {
        let number = rawValue
        discard self
        return number
    }

    /// Reads up to `buffer.count` bytes at the current position.
    ///
    /// - Parameter buffer: Where the bytes go.
    /// - Returns: The number of bytes read, 0 at the end of the file.
    /// - Throws: What read(2) says.
    package borrowing func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        let number = rawValue
        return try retryingOnInterrupt("read") { Glibc.read(number, buffer.baseAddress, buffer.count) }
    }

    /// Reads at `offset`, without moving the position, into the part of `bytes` from `start` on.
    ///
    /// - Parameters:
    ///   - bytes: Where the bytes go; its length doesn't change.
    ///   - start: The first index that may be overwritten.
    ///   - offset: Where in the file to read, in bytes.
    /// - Returns: The number of bytes read, 0 at the end of the file.
    /// - Throws: What pread(2) says.
    package borrowing func read(
        into bytes: inout [UInt8], from start: Int, at offset: Int
    ) throws(SystemError) -> Int {
        let number = rawValue
        return try retryingOnInterrupt("pread") {
            bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[start...])
                return Glibc.pread(number, rest.baseAddress, rest.count, off_t(offset))
            }
        }
    }

    /// Writes every byte, however many calls that takes.
    package borrowing func writeAll(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        let number = rawValue
        var done = 0
        while done < bytes.count {
            let start = done
            let count = try retryingOnInterrupt("write") {
                Glibc.write(number, bytes.baseAddress?.advanced(by: start), bytes.count - start)
            }
            // write(2) may not answer 0 for a non-empty buffer; if a file system does, it would be a spin.
            if count == 0 { throw SystemError("write", code: .inputOutput) }
            done += count
        }
    }

    /// Writes every byte of an array.
    package borrowing func writeAll(_ bytes: [UInt8]) throws(SystemError) {
        try bytes.withUnsafeBufferPointer { buffer throws(SystemError) in
            try writeAll(UnsafeRawBufferPointer(buffer))
        }
    }

    /// Writes every byte at `offset`, without moving the position; not for a descriptor with `O_APPEND`.
    package borrowing func writeAll(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(SystemError) {
        let number = rawValue
        var done = 0
        while done < bytes.count {
            let start = done
            let count = try retryingOnInterrupt("pwrite") {
                Glibc.pwrite(
                    number, bytes.baseAddress?.advanced(by: start), bytes.count - start, off_t(offset + start)
                )
            }
            if count == 0 { throw SystemError("pwrite", code: .inputOutput) }
            done += count
        }
    }

    /// Writes every byte of an array at `offset`; see ``writeAll(_:at:)-(UnsafeRawBufferPointer,_)``.
    package borrowing func writeAll(_ bytes: [UInt8], at offset: Int) throws(SystemError) {
        try bytes.withUnsafeBufferPointer { buffer throws(SystemError) in
            try writeAll(UnsafeRawBufferPointer(buffer), at: offset)
        }
    }

    /// sync_file_range(2): starts writing what was written to the file, without waiting. It hastens a sync later on, and stands
    /// for none, so that a file system without it does no harm.
    package borrowing func startWriting() { _ = clinux_start_writing(rawValue) }

    /// fdatasync(2): data, and the size needed to read it back, are on stable storage when it returns.
    ///
    /// Never retried on the same descriptor after a failure: the kernel may have marked the pages clean.
    package borrowing func syncData() throws(SystemError) {
        let number = rawValue
        try retryingOnInterrupt("fdatasync") { Glibc.fdatasync(number) }
    }

    /// fsync(2): as ``syncData()`` with all metadata; on a directory, its entries.
    package borrowing func sync() throws(SystemError) {
        let number = rawValue
        try retryingOnInterrupt("fsync") { Glibc.fsync(number) }
    }

    /// Fails when the file system has given up, as after an error of its journal: write(2) of nothing, to a file that is
    /// open for writing.
    ///
    /// To be asked after a sync. One that finds the journal's transaction, with what it waits for, ended by another's
    /// sync says that all is well, and does so too where it was ended by the file system's giving up (Linux 6.18, ext4 and
    /// `jbd2_complete_transaction`).
    package borrowing func checkFileSystem() throws(SystemError) {
        let number = rawValue
        _ = try retryingOnInterrupt("write") { Glibc.write(number, nil, 0) }
    }

    /// syncfs(2): everything written to the descriptor's file system is on stable storage when it returns; a write that
    /// failed since the descriptor was opened is an error (Linux 5.8). Only where ``isOnLocalFileSystem()``.
    package borrowing func syncFileSystem() throws(SystemError) {
        let number = rawValue
        try retryingOnInterrupt("syncfs") { clinux_sync_file_system(number) }
    }

    /// Throws the error with which the kernel failed to write any of the file's pages since it was opened.
    ///
    /// sync_file_range(2) waits for pages that are being written, and starts no writing itself.
    package borrowing func checkWritten() throws(SystemError) {
        let number = rawValue
        try retryingOnInterrupt("sync_file_range") { clinux_wait_for_writing(number) }
    }

    /// Whether syncfs(2) reaches the disk: on ext4, XFS, Btrfs, F2FS and tmpfs, not through FUSE or a network.
    package borrowing func isOnLocalFileSystem() throws(SystemError) -> Bool {
        [0xEF53, 0x5846_5342, 0x9123_683E, 0xF2F5_2010, 0x0102_1994].contains(try fileSystemType())
    }

    /// Whether the file system lives in memory and goes with the power: tmpfs and ramfs.
    package borrowing func isInMemory() throws(SystemError) -> Bool {
        [0x0102_1994, 0x8584_58F6].contains(try fileSystemType())
    }

    /// The magic number of statfs(2).
    private borrowing func fileSystemType() throws(SystemError) -> Int64 {
        let number = rawValue
        var type: Int64 = 0
        try retryingOnInterrupt("fstatfs") { clinux_file_system_type(number, &type) }
        return type
    }

    /// The descriptor's fstat(2).
    package borrowing func status() throws(SystemError) -> FileStatus {
        let number = rawValue
        var status = stat()
        try retryingOnInterrupt("fstat") { fstat(number, &status) }
        return FileStatus(status)
    }

    /// Everything from the current position to the end.
    ///
    /// - Parameter limit: The most bytes to accept.
    /// - Returns: The bytes.
    /// - Throws: What read(2) says; EFBIG when there are more than `limit`.
    package borrowing func readToEnd(limit: Int = .max) throws(SystemError) -> [UInt8] {
        let size = max(0, try status().size)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(size, limit) + 1)
        var chunk = [UInt8](repeating: 0, count: min(max(size + 1, 4096), 1 << 20))
        let number = rawValue
        while true {
            let count = try retryingOnInterrupt("read") { Glibc.read(number, &chunk, chunk.count) }
            if count == 0 { return bytes }
            if bytes.count + count > limit { throw SystemError("read", code: Errno(EFBIG)) }
            bytes.append(contentsOf: chunk[..<count])
        }
    }
}

/// What stat(2) says of a file, as far as Liaison asks.
package struct FileStatus: Equatable, Sendable {
    /// Size in bytes.
    package let size: Int
    /// Device and inode: the file's identity.
    package let device: UInt64
    package let inode: UInt64
    /// Last change of the content, in nanoseconds since 1970.
    package let modifiedNanoseconds: Int64
    /// Type and permission bits.
    package let mode: UInt32
    /// Whether no name leads to it any more: it goes when its last user closes it.
    package let isUnlinked: Bool
    /// The owner's user number.
    package let owner: UInt32
    /// The number of the owning group.
    package let group: UInt32

    init(_ status: stat) {
        size = Int(status.st_size)
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        modifiedNanoseconds = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        mode = status.st_mode
        isUnlinked = status.st_nlink == 0
        owner = status.st_uid
        group = status.st_gid
    }

    package var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
    package var isRegularFile: Bool { mode & S_IFMT == S_IFREG }
    package var isSymbolicLink: Bool { mode & S_IFMT == S_IFLNK }
    /// The permission bits alone, such as 0o640.
    package var permissions: UInt32 { mode & 0o7777 }
}
