extension String {
    /// Whether ``visibleLines`` would change nothing, told from the bytes: nearly every text is like that, and looking
    /// at each scalar's properties is most of what a message would cost.
    var isVisibleText: Bool {
        var copy = self
        return copy.withUTF8 { bytes in
            bytes.indices.allSatisfy { index in
                switch bytes[index] {
                case 0x09, 0x0A, 0x20...0x7E, 0x80...: !Self.startsInvisible(bytes, index)
                default: false
                }
            }
        }
    }

    /// Whether ``visibleLine`` would change nothing.
    var isVisibleLine: Bool {
        var copy = self
        return copy.withUTF8 { bytes in
            if bytes.first == 0x20 || bytes.last == 0x20 { return false }
            return bytes.indices.allSatisfy { index in
                switch bytes[index] {
                case 0x20: bytes[index - 1] != 0x20
                case 0x21...0x7E, 0x80...:
                    !Self.startsInvisible(bytes, index) && !Self.startsSpaceOrMark(bytes, index)
                default: false
                }
            }
        }
    }

    /// C1 controls, the line and paragraph separators, embeddings, overrides and isolates.
    private static func startsInvisible(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        switch bytes[index] {
        case 0xC2: bytes[index + 1] < 0xA0
        case 0xE2 where bytes[index + 1] == 0x80: (0xA8...0xAE).contains(bytes[index + 2])
        case 0xE2 where bytes[index + 1] == 0x81: (0xA6...0xA9).contains(bytes[index + 2])
        default: false
        }
    }

    /// White space beyond ASCII, and the marks of the bidirectional algorithm.
    private static func startsSpaceOrMark(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        switch bytes[index] {
        // U+00A0, U+061C
        case 0xC2: bytes[index + 1] == 0xA0
        case 0xD8: bytes[index + 1] == 0x9C
        // U+1680
        case 0xE1: bytes[index + 1] == 0x9A && bytes[index + 2] == 0x80
        // U+2000 to U+200A, U+200E and U+200F, U+202F, U+205F
        case 0xE2 where bytes[index + 1] == 0x80:
            switch bytes[index + 2] {
            case 0x80...0x8A, 0x8E, 0x8F, 0xAF: true
            default: false
            }
        case 0xE2: bytes[index + 1] == 0x81 && bytes[index + 2] == 0x9F
        // U+3000
        case 0xE3: bytes[index + 1] == 0x80 && bytes[index + 2] == 0x80
        default: false
        }
    }
}
