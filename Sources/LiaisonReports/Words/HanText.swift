/// Chinese text as 16-bit character codes: what isn't a Chinese character is a gap.
///
/// The characters are those of the Unicode blocks CJK Unified Ideographs and Extension A; the rare ones beyond
/// 16 bits count as gaps.
enum HanText {
    /// What separates runs of characters.
    static let gap: UInt16 = 0

    /// The codes of a short text.
    static func codes(of text: String) -> [UInt16] {
        var codes: [UInt16] = []
        append(Array(text.utf8), to: &codes) { _ in }
        return codes
    }

    /// The text of codes.
    static func text(of codes: some Sequence<UInt16>) -> String {
        String(String.UnicodeScalarView(codes.compactMap { Unicode.Scalar($0) }))
    }

    /// Appends the codes of UTF-8 text, one gap for whatever stands between characters.
    ///
    /// - Parameters:
    ///   - text: UTF-8; broken bytes are gaps.
    ///   - codes: Where the codes go.
    ///   - onLatin: Gets each word of 2 to 20 Latin letters with neither digits nor the marks of addresses next to
    ///     it: no car's number, no account's name.
    static func append(
        _ text: [UInt8], to codes: inout [UInt16], onLatin: (ArraySlice<UInt8>) -> Void
    ) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            if (0xE3...0xE9).contains(byte), index + 2 < text.count {
                let code =
                    UInt16(byte & 0x0F) << 12 | UInt16(text[index + 1] & 0x3F) << 6
                    | UInt16(text[index + 2] & 0x3F)
                codes.append(
                    (0x3400...0x4DBF).contains(code) || (0x4E00...0x9FFF).contains(code) ? code : gap)
                index += 3
                continue
            }
            codes.append(gap)
            guard isPartOfToken(byte) else {
                index += 1
                continue
            }
            let start = index
            while index < text.count, isPartOfToken(text[index]) { index += 1 }
            let token = text[start..<index]
            if (2...20).contains(token.count), token.allSatisfy(isLetter) { onLatin(token) }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    private static func isPartOfToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "@"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"),
            UInt8(ascii: ":"), UInt8(ascii: "+"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "="),
            UInt8(ascii: "#"), 0x30...0x39:
            true
        default: isLetter(byte)
        }
    }
}
