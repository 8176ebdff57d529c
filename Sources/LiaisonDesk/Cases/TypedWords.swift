import LiaisonCodes

/// What people type, as it is stored whoever took it in: a citizen's form, an officer's, a command.
package enum TypedWords {
    /// The most characters (Unicode scalars) of a message.
    package static let textLimit = 5000
    /// The most characters of a name, a telephone number or a topic.
    package static let nameLimit = 50
    private static let phoneLimit = 40

    /// Browsers send CR LF for every line end that was typed (HTML section 4.10.22.4).
    package static func withPlainNewlines(_ text: String) -> String {
        let hasReturns = text.utf8.withContiguousStorageIfAvailable { $0.contains(0x0D) }
        guard hasReturns ?? text.utf8.contains(0x0D) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == 0x0A, previous == 0x0D {
                previous = byte
                continue
            }
            bytes.append(byte == 0x0D ? 0x0A : byte)
            previous = byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A whole number as people type it, with full-width digits or spaces too; nothing for anything else.
    package static func wholeNumber(_ text: String) -> Int? {
        Int(TypedText.folded(text).filter { !$0.isWhitespace })
    }

    /// The text without the white space around it; nothing where nothing else is there.
    package static func trimmed(_ text: String) -> String? {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return nil }
        return String(text[first...last])
    }

    /// Whether it reads as a telephone number in any of the ways people write one.
    package static func isPhone(_ text: String) -> Bool {
        guard text.unicodeScalars.count <= phoneLimit else { return false }
        let digits = text.count { $0.isWholeNumber }
        let isFine = text.allSatisfy {
            $0.isWholeNumber || $0.isWhitespace || $0 == "转" || "+-()（）－—–.#*,，、/".contains($0)
        }
        return isFine && digits >= 5
    }
}
