/// Numbers of variable length: seven bits a byte, the lowest first, the eighth bit set on all but the last (LEB128).
extension [UInt8] {
    /// Appends a number.
    ///
    /// - Parameter number: The number.
    package mutating func appendLEB128(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    /// Appends a number that isn't negative; a negative one as 0.
    ///
    /// - Parameter number: The number.
    package mutating func appendLEB128(_ number: Int) { appendLEB128(UInt64(Swift.max(0, number))) }
}

/// Reads numbers and runs of bytes from memory, never beyond its end.
package struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var index = 0

    /// That the bytes ended too early, or a number was too long.
    package struct Exhausted: Error {
        /// Says so.
        package init() {}
    }

    /// Begins at the first of some bytes, which must stay where they are.
    ///
    /// - Parameter bytes: The bytes.
    package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Whether everything has been read.
    package var isAtEnd: Bool { index == bytes.count }

    /// The next byte.
    ///
    /// - Returns: The byte.
    /// - Throws: ``Exhausted`` where there is none.
    package mutating func byte() throws(Exhausted) -> UInt8 {
        guard index < bytes.count else { throw Exhausted() }
        defer { index += 1 }
        return bytes[index]
    }

    /// The next number in LEB128.
    ///
    /// - Returns: The number.
    /// - Throws: ``Exhausted`` where the bytes end before it does, or it has more than 64 bits.
    package mutating func number() throws(Exhausted) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let byte = try byte()
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        throw Exhausted()
    }

    /// The next number in LEB128, as a count of something in memory.
    ///
    /// - Returns: The count.
    /// - Throws: ``Exhausted`` as of ``number()``, and where no memory has so much.
    package mutating func count() throws(Exhausted) -> Int {
        guard let count = Int(exactly: try number()) else { throw Exhausted() }
        return count
    }

    /// The next `count` bytes, in place.
    ///
    /// - Parameter count: How many.
    /// - Returns: The bytes.
    /// - Throws: ``Exhausted`` where there are fewer.
    package mutating func run(_ count: Int) throws(Exhausted) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= bytes.count - index else { throw Exhausted() }
        defer { index += count }
        return UnsafeRawBufferPointer(rebasing: bytes[index..<(index + count)])
    }
}
