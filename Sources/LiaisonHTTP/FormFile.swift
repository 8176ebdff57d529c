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

    /// Its first bytes, to tell its type by.
    ///
    /// - Parameter length: How many.
    /// - Returns: As many, or all when there are fewer.
    /// - Throws: What pread(2) says of the spool file.
    package func prefix(_ length: Int) throws(SystemError) -> [UInt8] {
        switch content {
        case .memory(let bytes): Array(bytes.prefix(length))
        case .spooled(let file): try file.bytes(count: min(count, length))
        }
    }
}
