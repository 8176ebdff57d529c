import LiaisonSystem

/// A line of a file that commands replace as a whole, one JSON object, which says of itself that nobody but a command
/// has changed it: its last member is `seal`, the SHA-256 of all that stands before that member's comma.
///
/// It tells a damaged line from a sound one that happens to parse, such as one with another letter in a name. It keeps
/// no forger out, who can make a seal too.
package enum SealedLine {
    /// What a line's seal says.
    package enum State: Equatable, Sendable {
        /// It has none: a release before this wrote it, or a person.
        case none
        case holds
        /// The line was changed since it was sealed.
        case broken
    }

    private static let before = Array(#","seal":""#.utf8)
    private static let behind = Array(#""}"#.utf8)
    private static let digits = 64

    /// A line with its seal.
    ///
    /// - Parameter object: A JSON object without `seal`, from its brace to its brace.
    /// - Returns: The same with the seal, without a newline.
    package static func seal(_ object: [UInt8]) -> [UInt8] {
        let content = Array(object.dropLast())
        var line = content
        line += before
        line += Hex.bytes(SHA256.digest(content))
        line += behind
        return line
    }

    /// What the seal of a line says.
    ///
    /// - Parameter line: The line without its newline.
    /// - Returns: Whether it has one, and whether that holds.
    package static func state(of line: some BidirectionalCollection<UInt8>) -> State {
        guard let (content, seal) = parts(of: line) else { return .none }
        return Hex.bytes(SHA256.digest(content)) == seal ? .holds : .broken
    }

    /// A line without its seal; as it is where it has none.
    package static func unsealed(_ line: [UInt8]) -> [UInt8] {
        parts(of: line).map { $0.content + [UInt8(ascii: "}")] } ?? line
    }

    private static func parts(
        of line: some BidirectionalCollection<UInt8>
    ) -> (content: [UInt8], seal: [UInt8])? {
        let bytes = Array(line)
        let length = bytes.count - before.count - digits - behind.count
        guard length > 0, bytes.suffix(behind.count).elementsEqual(behind),
            bytes[length...].starts(with: before)
        else { return nil }
        return (Array(bytes[..<length]), Array(bytes[(length + before.count)...].prefix(digits)))
    }
}
