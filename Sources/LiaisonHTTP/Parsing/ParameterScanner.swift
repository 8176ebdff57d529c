/// Reads `value; name=token; name="quoted string"` as media types and dispositions are written
/// (RFC 9110 section 5.6.6).
struct ParameterScanner {
    private let text: ArraySlice<UInt8>
    private var index: Int

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
        index = text.startIndex
    }

    /// The bytes up to a semicolon or white space.
    mutating func token() -> ArraySlice<UInt8> {
        let start = index
        while index < text.endIndex, ByteClass.isToken(text[index]) || text[index] == UInt8(ascii: "/") {
            index += 1
        }
        return text[start..<index]
    }

    /// The next parameter; nothing at the end.
    ///
    /// - Returns: Its name and its value without quotes.
    /// - Throws: `malformed` for anything else.
    mutating func next() throws(FormError) -> (name: ArraySlice<UInt8>, value: [UInt8])? {
        skipSpace()
        if index == text.endIndex { return nil }
        guard text[index] == UInt8(ascii: ";") else { throw .malformed }
        index += 1
        skipSpace()
        // A semicolon at the end is common and harmless.
        if index == text.endIndex { return nil }
        let name = token()
        guard !name.isEmpty, index < text.endIndex, text[index] == UInt8(ascii: "=") else { throw .malformed }
        index += 1
        guard index < text.endIndex, text[index] == UInt8(ascii: "\"") else {
            let value = token()
            if value.isEmpty { throw .malformed }
            return (name, Array(value))
        }
        index += 1
        return (name, try quotedString())
    }

    /// The rest of a quoted string. Only the quote is escaped: browsers write a backslash of a file's name as it is.
    private mutating func quotedString() throws(FormError) -> [UInt8] {
        var value: [UInt8] = []
        while index < text.endIndex {
            let byte = text[index]
            index += 1
            if byte == UInt8(ascii: "\"") { return value }
            if byte == UInt8(ascii: "\\"), index < text.endIndex, text[index] == UInt8(ascii: "\"") {
                value.append(UInt8(ascii: "\""))
                index += 1
            } else {
                value.append(byte)
            }
        }
        throw .malformed
    }

    private mutating func skipSpace() {
        while index < text.endIndex, text[index] == ByteClass.space || text[index] == ByteClass.tab {
            index += 1
        }
    }
}
