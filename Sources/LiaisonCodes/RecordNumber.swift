import LiaisonSystem

/// The number of something that stands in a station's ledger beside its cases:
/// `<station>-<series><yymmdd>-<4 symbols><check>`, such as `SS00-L261129-7K3M9` of an entry of a register.
///
/// It is composed, read and checked as a ``CaseNumber`` is; the letter before the date keeps the two apart.
package struct RecordNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let station: StationID
    package let series: Series
    /// As ``CaseNumber/serial``.
    package let serial: UInt64

    /// What is numbered, by the letter before the date; a newer release may know further ones.
    package struct Series: Hashable, Sendable {
        /// A capital letter of ASCII.
        package let letter: UInt8

        /// - Parameter letter: A capital letter of ASCII.
        package init(letter: UInt8) { self.letter = letter }

        /// An entry of a register (台账).
        package static let entry = Series(letter: UInt8(ascii: "L"))
        /// A notice or an activity.
        package static let notice = Series(letter: UInt8(ascii: "N"))
        /// A reception day.
        package static let reception = Series(letter: UInt8(ascii: "R"))
    }

    /// Composes a number.
    ///
    /// - Parameters:
    ///   - series: What is numbered.
    ///   - station: Whose ledger it stands in.
    ///   - date: The Beijing date.
    ///   - value: Chooses the four symbols: taken modulo ``CaseNumber/numbersADay``.
    package init(_ series: Series, station: StationID, date: CivilDate, value: UInt64) {
        self.series = series
        self.station = station
        serial = CaseNumber(station: station, date: date, value: value).serial
    }

    /// The number that ``serial`` was taken from.
    ///
    /// - Parameters:
    ///   - series: What is numbered.
    ///   - station: Whose ledger it stands in.
    ///   - serial: The serial.
    package init(_ series: Series, station: StationID, serial: UInt64) {
        self.series = series
        self.station = station
        self.serial = serial
    }

    /// Reads a number as people type it; see ``CaseNumber/init(parsing:)-(StringProtocol)``.
    ///
    /// - Throws: ``CodeError``; `wrongCheck` when a symbol is mistyped anywhere.
    package init(parsing text: some StringProtocol) throws(CodeError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// Reads a number from bytes of UTF-8.
    package init(parsing typed: some Collection<UInt8>) throws(CodeError) {
        var bytes: [UInt8] = []
        for byte in TypedText.folded(typed) ?? Array(typed) where byte != UInt8(ascii: " ") {
            bytes.append((UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 0x20 : byte)
        }
        let parts = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count >= 3 else { throw .wrongLength(found: parts.count, expected: 3) }
        let (dated, symbolText) = (parts[parts.count - 2], parts[parts.count - 1])
        let stationText = bytes.prefix(bytes.count - symbolText.count - dated.count - 2)
        guard let station = StationID(bytes: stationText) else {
            throw .badCharacter(String(decoding: stationText, as: UTF8.self))
        }
        guard dated.count == 7 else { throw .wrongLength(found: dated.count, expected: 7) }
        guard let letter = dated.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter) else {
            throw .badCharacter(String(decoding: dated.prefix(1), as: UTF8.self))
        }
        var date: UInt64 = 0
        for byte in dated.dropFirst() {
            guard let symbol = Alphabet.symbol(forTyped: byte), let digit = Alphabet.value(of: symbol),
                digit < 10
            else { throw .badCharacter(String(decoding: [byte], as: UTF8.self)) }
            date = date * 10 + UInt64(digit)
        }
        let symbols = try Code.symbols(typed: symbolText, count: CaseNumber.symbolCount + 1)
        series = Series(letter: letter)
        self.station = station
        serial =
            date << 20
            | symbols.dropLast().reduce(UInt64(0)) { $0 << 5 | UInt64(Alphabet.value(of: $1) ?? 0) }
        guard self.bytes.last == symbols.last else { throw .wrongCheck }
    }

    /// The number in its one canonical spelling, ASCII.
    package var bytes: [UInt8] {
        var text: [UInt8] = []
        text.append(station.description)
        text.append(UInt8(ascii: "-"))
        text.append(series.letter)
        text.appendDecimal(Int(serial >> 20), width: 6)
        text.append(UInt8(ascii: "-"))
        for shift in stride(from: UInt64(15), through: 0, by: -5) {
            text.append(Alphabet.symbols[Int(serial >> shift & 31)])
        }
        text.append(text.withUnsafeBufferPointer { CaseNumber.check(after: $0) })
        return text
    }

    package var description: String { String(decoding: bytes, as: UTF8.self) }

    package static func < (first: RecordNumber, second: RecordNumber) -> Bool {
        (first.station, first.serial, first.series.letter)
            < (second.station, second.serial, second.series.letter)
    }
}
