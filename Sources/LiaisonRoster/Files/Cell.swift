/// How the text of a cell is cleaned and compared: Excel, WPS and people leave full-width forms, stray
/// spaces and look-alike dots behind.
enum Cell {
    /// The text without white space around it, each run of white space inside as one space.
    ///
    /// Ideographic and no-break spaces, tabs and line breaks count as white space, zero-width marks are
    /// dropped; nothing else changes.
    ///
    /// - Parameter bytes: Valid UTF-8.
    /// - Returns: The cleaned text.
    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        if isPlain(bytes) { return String(decoding: bytes, as: UTF8.self) }
        return clean(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    }

    /// The text for comparing identifiers, levels and headers: as ``text(_:)``, and full-width forms as the
    /// ASCII characters that they stand for, every dash as a hyphen.
    static func fold(_ text: some StringProtocol) -> String {
        if text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) { return String(text) }
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E: folded.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
            case 0x2010...0x2015, 0x2212: folded.append("-")
            default: folded.append(scalar)
            }
        }
        return clean(folded)
    }

    /// A name for comparing: full-width forms folded, every middle dot the same, spaces gone beside
    /// anything but ASCII, because rosters pad short names (`张　伟`) to line up with long ones.
    static func nameKey(_ name: String) -> String {
        let plain = name.utf8.allSatisfy { $0 >= 0x80 }
        if plain && !name.unicodeScalars.contains(where: isDotOrFullWidth) { return name }
        var key = String.UnicodeScalarView()
        var spacePending = false
        for scalar in foldingDots(fold(name)).unicodeScalars {
            if scalar == " " {
                spacePending = true
                continue
            }
            if spacePending, let last = key.last, last.isASCII, scalar.isASCII { key.append(" ") }
            spacePending = false
            key.append(scalar)
        }
        return String(key)
    }

    /// The text with every look-alike of the middle dot as U+00B7.
    static func foldingDots(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { folded.append(isDot(scalar) ? "\u{B7}" : scalar) }
        return String(folded)
    }

    /// The first character that no roster cell may hold: controls other than white space, and the
    /// directional overrides that make text read as what it isn't.
    static func forbiddenScalar(in text: String) -> Unicode.Scalar? {
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) || (0xE3...0xED).contains($0) || isTail($0) }) {
            return nil
        }
        return text.unicodeScalars.first { scalar in
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE...0xFFFF: true
            default: false
            }
        }
    }

    private static func isTail(_ byte: UInt8) -> Bool { (0x80...0xBF).contains(byte) }

    /// Whether the bytes are free of white space and of the lead bytes that white space and invisible
    /// marks start with, which holds for nearly every cell.
    private static func isPlain(_ bytes: ArraySlice<UInt8>) -> Bool {
        for (byte, index) in zip(bytes, bytes.indices) {
            if byte <= 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xE2 || byte == 0xEF { return false }
            if byte == 0xE3, index + 2 < bytes.endIndex, bytes[index + 1] == 0x80, bytes[index + 2] == 0x80 {
                return false
            }
        }
        return true
    }

    private static func clean(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var cleaned = String.UnicodeScalarView()
        var spacePending = false
        for scalar in scalars {
            switch scalar.value {
            case 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF: continue
            case _ where scalar.properties.isWhitespace: spacePending = true
            default:
                if spacePending, !cleaned.isEmpty { cleaned.append(" ") }
                spacePending = false
                cleaned.append(scalar)
            }
        }
        return String(cleaned)
    }

    private static func isDot(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xB7, 0x2022, 0x2027, 0x22C5, 0x30FB, 0xFF65: true
        default: false
        }
    }

    private static func isDotOrFullWidth(_ scalar: Unicode.Scalar) -> Bool {
        isDot(scalar) || (0xFF01...0xFF5E).contains(scalar.value) || (0x2010...0x2015).contains(scalar.value)
            || scalar.properties.isWhitespace
    }
}
