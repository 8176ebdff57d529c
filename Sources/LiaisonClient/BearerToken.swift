import LiaisonSystem

/// The secret that a deputy, a station or the office shows to the server; it never prints itself.
package struct BearerToken: Equatable, Sendable, CustomStringConvertible {
    /// The characters, for the Authorization field and the profile file alone.
    package let secret: String

    /// Takes a token as read from a file or typed; white space around it is dropped.
    ///
    /// - Parameter bytes: The file's content.
    /// - Throws: ``ClientError/badToken`` unless it is b64token of RFC 6750, at most 512 characters.
    package init(_ bytes: some Collection<UInt8>) throws(ClientError) {
        let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let trimmed = Array(bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
        guard (1...512).contains(trimmed.count), trimmed.allSatisfy(Self.isAllowed) else { throw .badToken }
        secret = String(decoding: trimmed, as: UTF8.self)
    }

    package var description: String { "BearerToken(…)" }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~+/=".utf8.contains(byte)
        }
    }
}
