import LiaisonSystem

/// What stat(2) says of a segment that nobody has written to for a while: as long as it says the same, the bytes are
/// the same, and needn't be looked at.
///
/// Whatever is written changes the moment, an erasure too; a copy in the segment's place is another inode.
package struct SettledStatus: Equatable, Sendable {
    private let inode: UInt64
    private let modifiedNanoseconds: Int64
    /// The segment's length in bytes.
    package let size: Int

    /// How long, in nanoseconds, nobody may have written: ten minutes.
    ///
    /// By then the kernel has put on disk what it was given, so that no power cut leaves other bytes under this status;
    /// and no two writes share a tick of the file system's clock with the last one.
    private static let settlingTime: Int64 = 600_000_000_000

    /// The status of a file, or nothing for one that was written to lately, or is no regular file.
    ///
    /// - Parameters:
    ///   - status: What stat(2) says.
    ///   - now: The present moment, for comparing with the file's time.
    package init?(_ status: FileStatus, now: Timestamp = WallClock.system.now) {
        guard status.isRegularFile,
            now.milliseconds * 1_000_000 - status.modifiedNanoseconds > Self.settlingTime
        else { return nil }
        inode = status.inode
        modifiedNanoseconds = status.modifiedNanoseconds
        size = status.size
    }

    /// Reads what ``append(_:to:)`` has written about a file of that length.
    ///
    /// - Parameters:
    ///   - reader: Where it stands.
    ///   - size: The segment's length in bytes.
    /// - Returns: The status; nothing where none was written.
    /// - Throws: ``ByteReader/Exhausted`` where it isn't whole.
    package static func read(
        from reader: inout ByteReader, size: Int
    ) throws(ByteReader.Exhausted) -> SettledStatus? {
        let inode = try reader.number()
        if inode == 0 { return nil }
        let modified = Int64(bitPattern: try reader.number())
        return SettledStatus(inode: inode, modifiedNanoseconds: modified, size: size)
    }

    /// Appends the inode, 0 for no status, and the moment, each in LEB128.
    ///
    /// - Parameters:
    ///   - status: The status, if there is one.
    ///   - bytes: Get it.
    package static func append(_ status: SettledStatus?, to bytes: inout [UInt8]) {
        bytes.appendLEB128(status?.inode ?? 0)
        if let status { bytes.appendLEB128(UInt64(bitPattern: status.modifiedNanoseconds)) }
    }

    private init(inode: UInt64, modifiedNanoseconds: Int64, size: Int) {
        self.inode = inode
        self.modifiedNanoseconds = modifiedNanoseconds
        self.size = size
    }
}
