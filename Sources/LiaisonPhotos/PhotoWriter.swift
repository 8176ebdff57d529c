import LiaisonSystem

/// Takes what is kept of a photo: hashes it, counts it, and hands it on in large pieces.
struct PhotoWriter {
    /// How many bytes are kept in memory.
    private static let bufferLength = 64 << 10

    private let sink: (UnsafeRawBufferPointer) throws(SystemError) -> Void
    private var buffer: [UInt8] = []
    private var sha256 = SHA256()
    private var count = 0

    init(to sink: @escaping (UnsafeRawBufferPointer) throws(SystemError) -> Void) {
        self.sink = sink
        buffer.reserveCapacity(Self.bufferLength)
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) throws(PhotoError) {
        if buffer.count + bytes.count > Self.bufferLength { try flush() }
        buffer.append(contentsOf: bytes)
    }

    mutating func append(_ bytes: [UInt8]) throws(PhotoError) {
        try bytes.withUnsafeBufferPointer { bytes throws(PhotoError) in
            try append(UnsafeRawBufferPointer(bytes))
        }
    }

    /// Appends two bytes without an array for them: a scan may consist of nothing but such pairs.
    mutating func append(_ first: UInt8, _ second: UInt8) throws(PhotoError) {
        if buffer.count + 2 > Self.bufferLength { try flush() }
        buffer.append(first)
        buffer.append(second)
    }

    /// Hands on what is left.
    ///
    /// - Returns: How many bytes there were in all, and their SHA-256.
    /// - Throws: What the sink says.
    mutating func finish() throws(PhotoError) -> (byteCount: Int, hash: [UInt8]) {
        try flush()
        return (count, sha256.finish())
    }

    private mutating func flush() throws(PhotoError) {
        sha256.update(buffer)
        count += buffer.count
        do throws(SystemError) {
            try buffer.withUnsafeBufferPointer { bytes throws(SystemError) in
                try sink(UnsafeRawBufferPointer(bytes))
            }
        } catch {
            throw .system(error)
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
