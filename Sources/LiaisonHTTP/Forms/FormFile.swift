import LiaisonSystem

/// A file of a submitted form.
package struct FormFile: Sendable {
    /// Where a file's bytes are.
    enum Content: Sendable {
        case memory([UInt8])
        case spooled(SpoolFile)
    }

    /// The field's name.
    package let name: String
    /// The name that the sender's machine has for it: never to be used as a path.
    package let fileName: String
    /// The media type that the sender claims; empty when it claims none.
    package let contentType: String
    var content: Content
    /// Bytes kept.
    package internal(set) var count = 0
    /// Whether it was longer than ``FormLimits/file``: what is kept is only its beginning.
    package internal(set) var isTooLarge = false

    /// The bytes that are kept, read into memory.
    ///
    /// - Returns: The bytes.
    /// - Throws: What pread(2) says of the spool file.
    package func bytes() throws(SystemError) -> [UInt8] {
        switch content {
        case .memory(let bytes): bytes
        case .spooled(let file): try file.bytes(count: count)
        }
    }

    /// Reads a part of the bytes that are kept.
    ///
    /// - Parameters:
    ///   - buffer: Where they go.
    ///   - offset: Where to begin, from 0 to ``count``.
    /// - Returns: How many were read, 0 only at the end.
    /// - Throws: What pread(2) says of the spool file.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(SystemError) -> Int {
        let length = min(buffer.count, count - offset)
        switch content {
        case .memory(let bytes):
            buffer.copyBytes(from: bytes[offset..<(offset + length)])
            return length
        case .spooled(let file):
            return try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<length]), at: offset)
        }
    }
}
