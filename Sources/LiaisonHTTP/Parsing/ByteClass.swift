/// The byte classes of RFC 9110 section 5.6.2 and RFC 9112, as bit masks that need no table in memory.
enum ByteClass {
    static let carriageReturn: UInt8 = 0x0D
    static let lineFeed: UInt8 = 0x0A
    static let space: UInt8 = 0x20
    static let tab: UInt8 = 0x09

    /// `tchar`: what a method and a field name are made of.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        if byte < 64 { return (0x03FF_6CFA_0000_0000 as UInt64) >> UInt64(byte) & 1 == 1 }
        // Nothing is left of the mask where it is shifted by 64 and more.
        return (0x57FF_FFFF_C7FF_FFFE as UInt64) >> UInt64(byte &- 64) & 1 == 1
    }

    /// What may stand in a field value: visible characters, space, tab and obs-text.
    @inline(__always)
    static func isFieldValue(_ byte: UInt8) -> Bool { byte >= 0x20 ? byte != 0x7F : byte == tab }

    /// What may stand in a request target: visible ASCII but `#`, which no client may send (RFC 9112
    /// section 3.2). Browsers leave `|`, `^`, `{` and the like unescaped in queries, so they pass.
    @inline(__always)
    static func isTarget(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "#") }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// ASCII letters in lower case; other bytes unchanged.
    @inline(__always)
    static func lowercase(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}

extension Span<UInt8> {
    /// Whether these bytes are `text`, byte for byte.
    @inline(__always)
    func spells(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        let other = text.utf8Start
        for index in 0..<count where self[index] != other[index] { return false }
        return true
    }

    /// Whether these bytes are `text` in any letter case; `text` itself is in lower case.
    @inline(__always)
    func spellsIgnoringCase(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        let other = text.utf8Start
        for index in 0..<count where ByteClass.lowercase(self[index]) != other[index] { return false }
        return true
    }

    /// The bytes without optional white space (RFC 9110 section 5.6.3) at either end.
    @inline(__always)
    func trimmingWhitespace() -> Range<Int> {
        var start = 0
        var end = count
        while start < end, self[start] == ByteClass.space || self[start] == ByteClass.tab { start += 1 }
        while end > start, self[end - 1] == ByteClass.space || self[end - 1] == ByteClass.tab { end -= 1 }
        return start..<end
    }
}
