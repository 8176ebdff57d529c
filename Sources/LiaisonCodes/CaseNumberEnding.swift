/// The last symbols of a case number, as people read them out: `7K3M9` of `SS00-251224-7K3M9`, or more of it, in any
/// letter case, with or without hyphens and spaces.
package struct CaseNumberEnding: Equatable, Sendable {
    /// Letters and digits alone, look-alikes as the digits that they resemble.
    private let symbols: [UInt8]

    /// Fewer symbols than these name no case.
    package static let fewest = 3
    /// More than a number has.
    private static let most = 16 + 6 + CaseNumber.symbolCount + 1

    /// Reads what was typed; nothing for what can't be the end of a number.
    package init?(_ typed: some StringProtocol) {
        let bytes = TypedText.folded(typed.utf8) ?? Array(typed.utf8)
        var symbols: [UInt8] = []
        for byte in bytes where byte != UInt8(ascii: " ") && byte != UInt8(ascii: "-") {
            guard let symbol = Self.plain(byte) else { return nil }
            symbols.append(symbol)
        }
        guard (Self.fewest...Self.most).contains(symbols.count) else { return nil }
        self.symbols = symbols
    }

    /// Whether a number ends so.
    package func ends(_ number: CaseNumber) -> Bool {
        var rest = symbols[...]
        for byte in number.bytes.reversed() where byte != UInt8(ascii: "-") {
            guard let wanted = rest.last else { return true }
            if Self.plain(byte) != wanted { return false }
            rest.removeLast()
        }
        return rest.isEmpty
    }

    /// The symbols as typed, for asking a server.
    package var text: String { String(decoding: symbols, as: UTF8.self) }

    private static func plain(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): plain(byte - 0x20)
        case UInt8(ascii: "O"): UInt8(ascii: "0")
        case UInt8(ascii: "I"): UInt8(ascii: "1")
        case UInt8(ascii: "S"): UInt8(ascii: "5")
        case UInt8(ascii: "Z"): UInt8(ascii: "2")
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
        default: nil
        }
    }
}
