/// `*( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )` (RFC 9112 section 7.1.1).
enum ChunkExtension {
    /// Whether the rest of a chunk's size line is a list of extensions.
    static func isValid(_ text: Span<UInt8>) -> Bool {
        var index = 0
        while index < text.count {
            skipSpace(text, &index)
            guard index < text.count, text[index] == UInt8(ascii: ";") else { return false }
            index += 1
            skipSpace(text, &index)
            guard skipToken(text, &index) else { return false }
            let end = index
            skipSpace(text, &index)
            guard index < text.count, text[index] == UInt8(ascii: "=") else {
                // Space that no extension follows is the next round's to judge.
                index = end
                continue
            }
            index += 1
            skipSpace(text, &index)
            guard skipToken(text, &index) || skipQuotedString(text, &index) else { return false }
        }
        return true
    }

    private static func skipSpace(_ text: Span<UInt8>, _ index: inout Int) {
        while index < text.count, text[index] == ByteClass.space || text[index] == ByteClass.tab {
            index += 1
        }
    }

    private static func skipToken(_ text: Span<UInt8>, _ index: inout Int) -> Bool {
        let start = index
        while index < text.count, ByteClass.isToken(text[index]) { index += 1 }
        return index > start
    }

    private static func skipQuotedString(_ text: Span<UInt8>, _ index: inout Int) -> Bool {
        guard index < text.count, text[index] == UInt8(ascii: "\"") else { return false }
        index += 1
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\""):
                index += 1
                return true
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        return false
    }
}
