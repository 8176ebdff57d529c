import LiaisonSystem

/// A case number (受理编号): `<station>-<yymmdd>-<4 symbols><check>`, such as `SS00-251224-7K3M9`.
///
/// The date is the Beijing date of receipt. The check symbol is ``Alphabet/check(after:)`` over all that
/// precedes it, hyphens left out, look-alike letters as the digits they resemble (O 0, I 1, S 5, Z 2) and V
/// as U, so that it holds however the number is copied by hand.
package struct CaseNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The station that received the case first; it stays in the number when the case moves on.
    package let station: StationID
    /// What tells the case from the others of its station: the date as `yymmdd` times 2^20, plus the four
    /// symbols' values, five bits each. Numbers of one station sort by date.
    package let serial: UInt64

    /// The number of symbols before the check symbol.
    package static let symbolCount = 4

    /// How many numbers a station has for one day: 31^4.
    package static let numbersADay: UInt64 = 923_521

    /// Composes a number.
    ///
    /// - Parameters:
    ///   - station: The receiving station.
    ///   - date: The Beijing date.
    ///   - value: Chooses the four symbols: taken modulo ``numbersADay``.
    package init(station: StationID, date: CivilDate, value: UInt64) {
        var rest = value
        var symbols: UInt64 = 0
        for _ in 0..<Self.symbolCount {
            symbols = symbols << 5 | rest % 31
            rest /= 31
        }
        self.station = station
        serial = UInt64(date.year % 100 * 10_000 + date.month * 100 + date.day) << 20 | symbols
    }

    /// The number that ``serial`` was taken from.
    package init(station: StationID, serial: UInt64) {
        self.station = station
        self.serial = serial
    }

    /// Reads a number as people type it: any letter case, full-width forms, spaces ignored, look-alikes among
    /// digits and symbols.
    ///
    /// - Throws: ``CodeError``; `wrongCheck` when a symbol is mistyped anywhere.
    package init(parsing text: some StringProtocol) throws(CodeError) {
        try self.init(parsing: text.utf8)
    }

    /// Reads a number from bytes of UTF-8; see ``init(parsing:)-(StringProtocol)``.
    package init(parsing typed: some Collection<UInt8>) throws(CodeError) {
        if let folded = TypedText.folded(typed) {
            try self.init(folding: folded)
        } else {
            try self.init(folding: typed)
        }
    }

    private init(folding typed: some Collection<UInt8>) throws(CodeError) {
        var bytes: [UInt8] = []
        for byte in typed where byte != UInt8(ascii: " ") {
            bytes.append((UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 0x20 : byte)
        }
        let parts = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count >= 3 else { throw .wrongLength(found: parts.count, expected: 3) }
        let (dateText, symbolText) = (parts[parts.count - 2], parts[parts.count - 1])
        let stationText = bytes.prefix(bytes.count - symbolText.count - dateText.count - 2)
        guard let station = StationID(bytes: stationText) else {
            throw .badCharacter(String(decoding: stationText, as: UTF8.self))
        }
        guard dateText.count == 6 else { throw .wrongLength(found: dateText.count, expected: 6) }
        var date: UInt64 = 0
        for byte in dateText {
            guard let symbol = Alphabet.symbol(forTyped: byte), let digit = Alphabet.value(of: symbol),
                digit < 10
            else { throw .badCharacter(String(decoding: [byte], as: UTF8.self)) }
            date = date * 10 + UInt64(digit)
        }
        let symbols = try Code.symbols(typed: symbolText, count: Self.symbolCount + 1)
        let packed = symbols.dropLast().reduce(UInt64(0)) { $0 << 5 | UInt64(Alphabet.value(of: $1) ?? 0) }
        self.init(station: station, serial: date << 20 | packed)
        guard self.bytes.last == symbols.last else { throw .wrongCheck }
    }

    /// Reads a number in its one canonical spelling, as lines and folders have it.
    ///
    /// - Parameter text: ASCII.
    package init?(spelled text: UnsafeBufferPointer<UInt8>) {
        let (hyphen, end) = (text.count - Self.tailLength, text.count - 1)
        guard hyphen > 0, text[hyphen] == UInt8(ascii: "-"), text[hyphen + 7] == UInt8(ascii: "-"),
            let station = StationID(spelled: UnsafeBufferPointer(rebasing: text[..<hyphen]))
        else { return nil }
        var serial: UInt64 = 0
        for index in (hyphen + 1)..<(hyphen + 7) {
            guard (0x30...0x39).contains(text[index]) else { return nil }
            serial = serial * 10 + UInt64(text[index] - 0x30)
        }
        for index in (hyphen + 8)..<end {
            guard let value = Alphabet.value(of: text[index]) else { return nil }
            serial = serial << 5 | UInt64(value)
        }
        guard text[end] == Self.check(after: UnsafeBufferPointer(rebasing: text[..<end])) else { return nil }
        self.init(station: station, serial: serial)
    }

    /// What follows the station: a hyphen and the date, a hyphen, the symbols and the check symbol.
    private static let tailLength = 1 + 6 + 1 + symbolCount + 1

    /// The number in its one canonical spelling, ASCII.
    package var bytes: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(32)
        text.append(self)
        return text
    }

    package var description: String { String(decoding: bytes, as: UTF8.self) }

    package static func < (first: CaseNumber, second: CaseNumber) -> Bool {
        (first.station, first.serial) < (second.station, second.serial)
    }

    /// The check symbol after what precedes it in a number, ASCII.
    static func check(after text: UnsafeBufferPointer<UInt8>) -> UInt8 {
        Alphabet.check(after: text.lazy.compactMap(Alphabet.valueInCheck))
    }
}

extension [UInt8] {
    /// Appends a case number in its one canonical spelling, ASCII.
    package mutating func append(_ number: CaseNumber) {
        let start = count
        append(number.station.description)
        append(UInt8(ascii: "-"))
        appendDecimal(Int(number.serial >> 20), width: 6)
        append(UInt8(ascii: "-"))
        for shift in stride(from: UInt64(15), through: 0, by: -5) {
            append(Alphabet.symbols[Int(number.serial >> shift & 31)])
        }
        append(self[start...].withUnsafeBufferPointer { CaseNumber.check(after: $0) })
    }
}
