import LiaisonSystem

/// A case number (受理编号): `<station>-<yymmdd>-<4 symbols><check>`, such as `SS00-251224-7K3M9`.
///
/// The date is the Beijing date of receipt. The check symbol is ``Alphabet/check(after:)`` over all that
/// precedes it, hyphens left out, look-alike letters as the digits they resemble (O 0, I 1, S 5, Z 2) and V
/// as U, so that it holds however the number is copied by hand.
package struct CaseNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The station that received the case first; it stays in the number when the case moves on.
    package let station: StationID
    /// The number in its one canonical spelling.
    package let description: String

    /// The number of random symbols before the check symbol.
    package static let symbolCount = 4

    /// Composes a number.
    ///
    /// - Parameters:
    ///   - station: The receiving station.
    ///   - date: The Beijing date.
    ///   - value: Chooses the four symbols: taken modulo 31^4.
    package init(station: StationID, date: CivilDate, value: UInt64) {
        var text = Array("\(station)-".utf8)
        text.appendDecimal(date.year % 100, width: 2)
        text.appendDecimal(date.month, width: 2)
        text.appendDecimal(date.day, width: 2)
        text.append(UInt8(ascii: "-"))
        var rest = value
        for _ in 0..<Self.symbolCount {
            text.append(Alphabet.symbols[Int(rest % 31)])
            rest /= 31
        }
        text.append(Self.check(after: text))
        self.station = station
        self.description = String(decoding: text, as: UTF8.self)
    }

    /// Reads a number as people type it: any letter case, full hyphens or none around, spaces ignored,
    /// look-alikes in the last five symbols.
    ///
    /// - Throws: ``CodeError``; `wrongCheck` when a symbol is mistyped anywhere.
    package init(parsing text: some StringProtocol) throws(CodeError) {
        var bytes: [UInt8] = []
        for byte in text.utf8 where byte != UInt8(ascii: " ") {
            bytes.append((UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 0x20 : byte)
        }
        let parts = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count >= 3 else { throw .wrongLength(found: parts.count, expected: 3) }
        let symbols = try Code.symbols(typed: parts[parts.count - 1], count: Self.symbolCount + 1)
        let digits = parts[parts.count - 2].map { byte in
            byte == UInt8(ascii: "O")
                ? UInt8(ascii: "0") : byte == UInt8(ascii: "I") ? UInt8(ascii: "1") : byte
        }
        guard digits.count == 6 else { throw .wrongLength(found: digits.count, expected: 6) }
        if let bad = digits.first(where: { !(0x30...0x39).contains($0) }) {
            throw .badCharacter(String(decoding: [bad], as: UTF8.self))
        }
        let stationBytes = bytes.prefix(
            bytes.count - parts[parts.count - 1].count - parts[parts.count - 2].count - 2)
        guard let station = StationID(bytes: stationBytes) else {
            throw .badCharacter(String(decoding: stationBytes, as: UTF8.self))
        }
        let head = Array("\(station)-".utf8) + digits + [UInt8(ascii: "-")] + symbols.dropLast()
        guard Self.check(after: head) == symbols.last else { throw .wrongCheck }
        self.station = station
        self.description = String(decoding: head + [symbols[Self.symbolCount]], as: UTF8.self)
    }

    package static func < (first: CaseNumber, second: CaseNumber) -> Bool {
        first.description < second.description
    }

    private static func check(after text: [UInt8]) -> UInt8 {
        Alphabet.check(
            after: text.compactMap { byte in
                let letter = byte == UInt8(ascii: "V") ? UInt8(ascii: "U") : byte
                return Alphabet.symbol(forTyped: letter).flatMap(Alphabet.value(of:))
            })
    }
}
