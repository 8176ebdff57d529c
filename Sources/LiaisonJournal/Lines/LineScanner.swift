import Glibc
import LiaisonText

/// Walks the members of one JSON object in place, without building values: what lets a store of a million
/// cases load in seconds.
///
/// It finds where names and values begin and end; it checks the grammar only as far as that needs. A line is
/// trusted for more than its shape only by its hash.
package struct LineScanner {
    /// The whole line, without its newline.
    package let bytes: UnsafeBufferPointer<UInt8>
    /// Where the walk stands: behind the last member that was read.
    package private(set) var index = 1

    /// A member's place in the line: the name without quotes, the value with everything.
    package struct Member {
        /// The bytes between its quotes.
        package let name: Range<Int>
        /// The whole value: of a string, its quotes included.
        package let value: Range<Int>
    }

    /// - Parameter bytes: A line; nothing comes of one that isn't enclosed in braces.
    package init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count >= 2, bytes[0] == UInt8(ascii: "{"), bytes[bytes.count - 1] == UInt8(ascii: "}")
        else {
            return nil
        }
        self.bytes = bytes
    }

    /// The next member.
    ///
    /// - Returns: Where it stands; nothing at the closing brace or where the grammar breaks, see ``isAtEnd``.
    package mutating func next() -> Member? {
        if index > 1 {
            guard index < bytes.count, bytes[index] == UInt8(ascii: ",") else { return nil }
            index += 1
        }
        guard let name = string() else { return nil }
        guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { return nil }
        index += 1
        let start = index
        guard skipValue() else { return nil }
        return Member(name: name, value: start..<index)
    }

    /// Whether everything up to the closing brace has been walked, the spaces that an erasure leaves included.
    package var isAtEnd: Bool {
        guard index < bytes.count else { return false }
        return bytes[index..<(bytes.count - 1)].allSatisfy { $0 == UInt8(ascii: " ") }
    }

    /// Whether spaces stand before the closing brace.
    package var hasPadding: Bool { isAtEnd && index < bytes.count - 1 }

    /// Whether the range's bytes are those of an ASCII literal.
    ///
    /// - Parameters:
    ///   - range: A part of the line.
    ///   - text: The literal.
    /// - Returns: Whether they are the same, byte for byte.
    package func matches(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count where bytes[range.lowerBound + offset] != text.utf8Start[offset] {
            return false
        }
        return true
    }

    /// The content of a string value without escapes.
    ///
    /// - Parameter value: The value, its quotes included.
    /// - Returns: The bytes between the quotes, in place; nothing for what is no string or has an escape.
    package func plainString(_ value: Range<Int>) -> UnsafeBufferPointer<UInt8>? {
        guard value.count >= 2, bytes[value.lowerBound] == UInt8(ascii: "\"") else { return nil }
        let content = UnsafeBufferPointer(rebasing: bytes[(value.lowerBound + 1)..<(value.upperBound - 1)])
        guard let base = content.baseAddress else { return nil }
        // A backslash: an escape.
        return memchr(base, 0x5C, content.count) == nil ? content : nil
    }

    /// A string value with its escapes resolved.
    ///
    /// - Parameter value: The value, its quotes included.
    /// - Returns: The text; nothing for what is no string.
    package func text(_ value: Range<Int>) -> String? {
        // Nearly always.
        if let content = plainString(value), let valid = try? UTF8Span(validating: content.span) {
            return String(copying: valid)
        }
        return (try? JSON(parsing: Array(bytes[value])))?.text
    }

    /// A whole number.
    ///
    /// - Parameter value: The value.
    /// - Returns: The number; nothing for what isn't one of at most 15 digits.
    package func integer(_ value: Range<Int>) -> Int? {
        guard (1...15).contains(value.count) else { return nil }
        var number = 0
        for position in value {
            guard (0x30...0x39).contains(bytes[position]) else { return nil }
            number = number * 10 + Int(bytes[position] - 0x30)
        }
        return number
    }

    /// A hash.
    ///
    /// - Parameter value: The value, its quotes included.
    /// - Returns: The hash; nothing for what is no string of as many bytes.
    package func hash(_ value: Range<Int>) -> LineHash? { plainString(value).flatMap { LineHash($0) } }

    /// Steps over a string and answers where its content stands.
    private mutating func string() -> Range<Int>? {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return nil }
        index += 1
        let start = index
        while index < bytes.count {
            skipPlain()
            guard index < bytes.count else { return nil }
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return start..<(index - 1)
            case UInt8(ascii: "\\"): index += 2
            case 0..<0x20: return nil
            default: index += 1
            }
        }
        return nil
    }

    /// Steps over what can only be content of a string, eight bytes at a time: most of a store is that.
    private mutating func skipPlain() {
        guard let base = UnsafeRawPointer(bytes.baseAddress) else { return }
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let quotes = word ^ (Self.ones &* UInt64(UInt8(ascii: "\"")))
            let backslashes = word ^ (Self.ones &* UInt64(UInt8(ascii: "\\")))
            // The highest bit of a byte is set where it is zero, or, in the last, less than a space; above the first such
            // byte perhaps wrongly.
            let special =
                ((quotes &- Self.ones) & ~quotes) | ((backslashes &- Self.ones) & ~backslashes)
                | ((word &- (Self.ones &* 0x20)) & ~word)
            let found = special & (Self.ones &* 0x80)
            if found != 0 {
                index += found.trailingZeroBitCount / 8
                return
            }
            index += 8
        }
    }

    /// A word with 1 in each byte.
    private static let ones: UInt64 = 0x0101_0101_0101_0101

    private mutating func skipValue() -> Bool {
        guard index < bytes.count else { return false }
        switch bytes[index] {
        case UInt8(ascii: "\""): return string() != nil
        case UInt8(ascii: "{"), UInt8(ascii: "["): return skipNested()
        default:
            let start = index
            while index < bytes.count - 1, bytes[index] != UInt8(ascii: ",") { index += 1 }
            return index > start
        }
    }

    private mutating func skipNested() -> Bool {
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                if string() == nil { return false }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            index += 1
            if depth == 0 { return true }
        }
        return false
    }
}
