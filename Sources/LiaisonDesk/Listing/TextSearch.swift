import CLinux
import LiaisonCases

/// Looks for words in what was typed, as grep(1) -F -i does under the C locale: ASCII letters in either case, everything
/// else as it is.
struct TextSearch: Sendable {
    private let wanted: [UInt8]
    /// Whether a case makes a difference in it.
    private let hasLetters: Bool
    /// What is looked for is part of a phone number, however it is grouped: its digits.
    private let digits: [Character]?

    init(_ text: String) {
        wanted = text.utf8.map(Self.folded)
        hasLetters = wanted.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        let digits = Self.digits(of: text)
        let isNumber = text.allSatisfy { $0.wholeNumberValue != nil || " 　-－+".contains($0) }
        self.digits = isNumber && digits.count >= 4 ? digits : nil
    }

    /// Whether somebody typed it in one of the entries: citizen or officer, text, name, phone, topic or department.
    func finds(in entries: [LedgerEntry]) -> Bool {
        entries.contains { entry in
            guard let words = entry.event.personal else { return false }
            let typed = [words.text, words.name, words.phone, words.topic, words.unit]
            if typed.contains(where: { $0.map(isIn) ?? false }) { return true }
            guard let digits, let phone = words.phone else { return false }
            return Self.digits(of: phone).contains(digits)
        }
    }

    /// Whether somebody may have typed it in what a stored line holds: of all others no event has to be read.
    ///
    /// - Parameter line: The line, as it is stored.
    /// - Returns: Whether it has it somewhere, or may have it where something is escaped or a phone number grouped otherwise.
    func mayFind(in line: UnsafeBufferPointer<UInt8>) -> Bool {
        func has(_ part: StaticString) -> Bool {
            memmem(line.baseAddress, line.count, part.utf8Start, part.utf8CodeUnitCount) != nil
        }
        return isIn(line) || has("\\") || digits != nil && has("\"phone\"")
    }

    /// The digits of a phone number, full-width ones too.
    private static func digits(of text: String) -> [Character] {
        text.compactMap { $0.wholeNumberValue.map { Character("\($0)") } }.filter(\.isASCII)
    }

    /// Whether a text has it somewhere.
    func isIn(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { isIn($0) }
    }

    private func isIn(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = wanted.first else { return true }
        if !hasLetters { return memmem(bytes.baseAddress, bytes.count, wanted, wanted.count) != nil }
        guard bytes.count >= wanted.count else { return false }
        for start in 0...(bytes.count - wanted.count) where Self.folded(bytes[start]) == first {
            let isEqual = wanted.indices.allSatisfy { Self.folded(bytes[start + $0]) == wanted[$0] }
            if isEqual { return true }
        }
        return false
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
