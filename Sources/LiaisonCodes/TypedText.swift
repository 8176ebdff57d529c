import LiaisonSystem

/// What people type with a Chinese input method, as the ASCII that they mean.
package enum TypedText {
    /// A text with full-width letters, digits and signs, every kind of space, seen or unseen, and of dash as ASCII.
    ///
    /// - Parameter text: What was typed.
    /// - Returns: The text as it is meant where a number, a date or a code is.
    package static func folded(_ text: String) -> String {
        folded(text.utf8).map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// The bytes with full-width letters, digits and signs (U+FF01 to U+FF5E), every kind of space, seen or unseen, and of
    /// dash as ASCII; everything else as it is. Nothing when all are ASCII already.
    ///
    /// - Parameter bytes: UTF-8, or anything.
    /// - Returns: The folded bytes, or nothing.
    static func folded(_ bytes: some Collection<UInt8>) -> [UInt8]? {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return nil }
        let input = Array(bytes)
        var output: [UInt8] = []
        var index = 0
        while index < input.count {
            if index + 2 < input.count, let byte = ascii(input[index], input[index + 1], input[index + 2]) {
                output.append(byte)
                index += 3
            } else if input[index...].starts(with: noBreakSpace) {
                output.append(UInt8(ascii: " "))
                index += noBreakSpace.count
            } else {
                output.append(input[index])
                index += 1
            }
        }
        return output
    }

    /// The bytes without a label in front, such as `查询码：`, and without a full stop, comma or slash at the end.
    ///
    /// - Parameter bytes: Folded bytes.
    /// - Returns: The rest.
    static func bare(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var rest = bytes[...]
        if let colon = rest.firstIndex(of: UInt8(ascii: ":")),
            rest[..<colon].allSatisfy({ $0 >= 0x80 || $0 == UInt8(ascii: " ") })
        {
            rest = rest[(colon + 1)...]
        }
        while let last = rest.last {
            if rest.suffix(3).elementsEqual([0xE3, 0x80, 0x82])
                || rest.suffix(3).elementsEqual([0xE3, 0x80, 0x81])
            {
                rest = rest.dropLast(3)
            } else if [UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "/")].contains(last) {
                rest = rest.dropLast()
            } else {
                break
            }
        }
        return rest
    }

    /// The character that begins at a place, as it is shown to whoever typed it: a byte that begins none as `\x..`.
    static func character(at place: Int, of bytes: some Collection<UInt8>) -> String {
        let rest = bytes.dropFirst(place).prefix(4)
        guard let first = rest.first else { return "" }
        let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        let text = String(validating: rest.prefix(length), as: UTF8.self)
        guard let text, first >= 0x80 || (0x21...0x7E).contains(first) else {
            return "\\x\(Hex.string([first]))"
        }
        return text
    }

    /// U+00A0, as it is copied from pages and mails.
    private static let noBreakSpace: [UInt8] = [0xC2, 0xA0]

    /// The ASCII byte that a character of three bytes of UTF-8 stands for.
    private static func ascii(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> UInt8? {
        guard first & 0xF0 == 0xE0, second & 0xC0 == 0x80, third & 0xC0 == 0x80 else { return nil }
        let scalar = UInt32(first & 0x0F) << 12 | UInt32(second & 0x3F) << 6 | UInt32(third & 0x3F)
        return switch scalar {
        case 0xFF01...0xFF5E: UInt8(scalar - 0xFEE0)
        case 0x3000, 0x2000...0x200F, 0x202F, 0x205F, 0x2060, 0xFEFF: UInt8(ascii: " ")
        case 0x2010...0x2015, 0x2212: UInt8(ascii: "-")
        default: nil
        }
    }
}
