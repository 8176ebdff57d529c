import LiaisonSystem

/// The bytes of a file that may be too long for memory.
package protocol PhotoSource {
    /// How many bytes there are.
    var count: Int { get }

    /// Reads at `offset` as many bytes as there are, up to the buffer's length.
    ///
    /// - Parameters:
    ///   - buffer: Where the bytes go.
    ///   - offset: Where in the file to begin.
    /// - Returns: The number of bytes read, 0 only at the end.
    /// - Throws: What pread(2) says.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(SystemError) -> Int
}

/// Bytes in memory.
extension [UInt8]: PhotoSource {
    /// Copies as many bytes as there are from `offset` on, up to the buffer's length.
    ///
    /// - Parameters:
    ///   - buffer: Where the bytes go.
    ///   - offset: Where to begin.
    /// - Returns: The number of bytes copied, 0 only at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        let piece = self[Swift.min(offset, count)...].prefix(buffer.count)
        buffer.copyBytes(from: piece)
        return piece.count
    }
}

/// Walks a source once from its beginning, a buffer at a time.
struct PhotoReader {
    /// How many bytes are kept in memory.
    private static let bufferLength = 64 << 10

    private let source: any PhotoSource
    private var buffer = [UInt8](repeating: 0, count: bufferLength)
    /// The part of the buffer that hasn't been walked yet.
    private var unread = 0..<0
    private var offset = 0

    init(_ source: any PhotoSource) { self.source = source }

    /// The next byte.
    mutating func byte() throws(PhotoError) -> UInt8 {
        try fill()
        defer { unread = (unread.lowerBound + 1)..<unread.upperBound }
        return buffer[unread.lowerBound]
    }

    /// The next two bytes as a number, the high one first.
    mutating func bigEndian16() throws(PhotoError) -> Int {
        let high = try byte()
        return Int(high) << 8 | Int(try byte())
    }

    /// The next bytes, few enough for memory.
    mutating func bytes(_ count: Int) throws(PhotoError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        try walk(count) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// Gives the next `count` bytes to `body`, piece by piece.
    mutating func walk(
        _ count: Int, _ body: (UnsafeRawBufferPointer) throws(PhotoError) -> Void
    ) throws(PhotoError) {
        var rest = count
        while rest > 0 {
            try fill()
            let piece = unread.prefix(rest)
            try give(piece, to: body)
            rest -= piece.count
        }
    }

    /// Gives the bytes before the next `delimiter` to `body`, and steps over the delimiter.
    mutating func walk(
        upTo delimiter: UInt8, _ body: (UnsafeRawBufferPointer) throws(PhotoError) -> Void
    ) throws(PhotoError) {
        while true {
            try fill()
            guard let found = buffer[unread].firstIndex(of: delimiter) else {
                try give(unread, to: body)
                continue
            }
            try give(unread.lowerBound..<found, to: body)
            unread = (found + 1)..<unread.upperBound
            return
        }
    }

    private mutating func give(
        _ piece: Range<Int>, to body: (UnsafeRawBufferPointer) throws(PhotoError) -> Void
    ) throws(PhotoError) {
        if piece.isEmpty { return }
        try buffer.withUnsafeBufferPointer { bytes throws(PhotoError) in
            try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[piece])))
        }
        unread = piece.upperBound..<unread.upperBound
    }

    /// Makes sure that there is a byte to walk; a photo that ends where more must come is damaged.
    private mutating func fill() throws(PhotoError) {
        if !unread.isEmpty { return }
        let (source, offset) = (source, offset)
        let count: Int
        do throws(SystemError) {
            count = try buffer.withUnsafeMutableBufferPointer { bytes throws(SystemError) in
                try source.read(into: UnsafeMutableRawBufferPointer(bytes), at: offset)
            }
        } catch {
            throw .system(error)
        }
        if count == 0 { throw .damaged }
        self.offset += count
        unread = 0..<count
    }
}
