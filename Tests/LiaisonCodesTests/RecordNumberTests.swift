import LiaisonCodes
import LiaisonSystem
import Testing

/// The numbers of what stands beside the cases; how the symbols and their check are made is tested with ``CaseNumber``.
@Suite struct RecordNumberTests {
    private let number: RecordNumber

    init() throws {
        number = RecordNumber(
            .entry, station: try #require(StationID("SS-00")),
            date: try #require(CivilDate(year: 2026, month: 11, day: 29)), value: 0x3_1234)
    }

    @Test func isReadHoweverItIsTyped() throws {
        let text = number.description
        #expect(text.hasPrefix("SS-00-L261129-"))
        for typed in [text, text.lowercased(), " \(text) ", text.replacing("-", with: "－")] {
            #expect(try RecordNumber(parsing: typed) == number, "\(typed)")
        }
    }

    @Test func namesWhatCannotBeOne() throws {
        let text = number.description
        let (first, last) = (text.dropLast(6), String(text.suffix(5)))
        for (typed, error) in [
            ("", CodeError.wrongLength(found: 1, expected: 3)),
            ("SS00-L261129", .wrongLength(found: 2, expected: 3)),
            ("S/-L261129-\(last)", .badCharacter("S/")),
            ("SS00-L26112-\(last)", .wrongLength(found: 6, expected: 7)),
            ("SS00-L2611290-\(last)", .wrongLength(found: 8, expected: 7)),
            ("SS00-2261129-\(last)", .badCharacter("2")), ("SS00-[261129-\(last)", .badCharacter("[")),
            // `A` is the symbol of ten.
            ("SS00-L2611A9-\(last)", .badCharacter("A")), ("SS00-L2611V9-\(last)", .badCharacter("V")),
            ("\(first)-\(last.dropLast())", .wrongLength(found: 4, expected: 5)),
            ("\(first)-\(last)0", .wrongLength(found: 6, expected: 5)),
            ("\(first)-\(last.dropLast())\(last.hasSuffix("0") ? "1" : "0")", .wrongCheck),
            (text.replacing("-L", with: "-N"), .wrongCheck),
        ] {
            #expect(throws: error, "\(typed)") { try RecordNumber(parsing: typed) }
        }
    }

    @Test func standsByStationThenDayThenLetter() throws {
        let station = number.station
        let later = RecordNumber(.entry, station: station, serial: number.serial + 1)
        let notice = RecordNumber(.notice, station: station, serial: number.serial)
        let elsewhere = RecordNumber(.entry, station: try #require(StationID("SS01")), serial: 0)
        #expect([elsewhere, later, notice, number].sorted() == [number, notice, later, elsewhere])
    }
}
