import LiaisonCodes
import LiaisonSystem
import Testing

@Suite struct CaseNumberTests {
    /// The check by hand over SS00 251224 7K3M, S read as 5, weights 1 3 9 27 19 26 16 17 20 29 25 13 8 24:
    /// 5 + 5*3 + 2*19 + 5*26 + 1*16 + 2*17 + 2*20 + 4*29 + 7*25 + 19*13 + 3*8 + 21*24 = 1344 = 43 * 31 + 11;
    /// 31 - 11 = 20, L.
    private let number = "SS00-251224-7K3ML"

    @Test func composesStationDateSymbolsAndCheck() throws {
        let station = try #require(StationID("SS00"))
        let date = try #require(CivilDate(year: 2025, month: 12, day: 24))
        // 7 K 3 M are 7, 19, 3, 21: the least significant first.
        let value: UInt64 = 7 + 31 * (19 + 31 * (3 + 31 * 21))
        #expect(CaseNumber(station: station, date: date, value: value).description == number)
        #expect(
            CaseNumber(station: station, date: date, value: value + 31 * 31 * 31 * 31).description == number)
    }

    @Test(arguments: [
        "SS00-251224-7K3ML", "ss00-251224-7k3ml", " SS00 - 251224 - 7K3ML ", "SS00-25I224-7K3ML",
        "SS00-251224-7 K3 ML", "ＳＳ００－２５１２２４—7Ｋ３ＭＬ",
    ])
    func readsTheSameNumberHoweverItIsTyped(_ typed: String) throws {
        let read = try CaseNumber(parsing: typed)
        #expect(read.description == number)
        #expect(read.station == StationID("SS00"))
    }

    /// Lines and folders have the one spelling; what else people type is theirs alone.
    @Test(arguments: ["SS00-251224-7K3ML", "SV-1-251224-0000J", "A-991231-0000Y"])
    func readsItsOneSpellingInPlace(_ spelling: String) throws {
        let read = { (text: String) in Array(text.utf8).withUnsafeBufferPointer { CaseNumber(spelled: $0) } }
        #expect(read(spelling) == (try? CaseNumber(parsing: spelling)))
        for other in [spelling.lowercased(), spelling + " ", String(spelling.dropLast()), "-" + spelling, ""]
        {
            #expect(read(other) == nil, "\(other)")
        }
        for position in spelling.indices {
            for symbol in Alphabet.symbols where symbol != spelling[position].asciiValue {
                let next = spelling.index(after: position)
                let wrong =
                    spelling[..<position] + String(decoding: [symbol], as: UTF8.self) + spelling[next...]
                // What reads at all is another number: one that is spelled so itself.
                if let number = read(String(wrong)) { #expect(number.description == wrong) }
            }
        }
    }

    /// A station with hyphens and a V, which counts as U: 5 + 27*3 + 1*9 + 2*27 + 5*19 + 1*26 + 2*16 + 2*17 +
    /// 4*20 = 416 = 13 * 31 + 13; 31 - 13 = 18, J.
    @Test func readsStationsWithHyphens() throws {
        let read = try CaseNumber(parsing: "SV-1-251224-0000J")
        #expect(read.station == StationID("SV-1"))
    }

    @Test func detectsEverySingleWrongSymbol() {
        let symbols = Array(number.utf8)
        for position in symbols.indices where symbols[position] != UInt8(ascii: "-") {
            for symbol in Alphabet.symbols where symbol != symbols[position] {
                var wrong = symbols
                wrong[position] = symbol
                let text = String(decoding: wrong, as: UTF8.self)
                // A letter in the date is no digit; 5 for S looks alike, so the check can't tell them apart.
                let looksAlike = symbols[position] == UInt8(ascii: "S") && symbol == UInt8(ascii: "5")
                if looksAlike { continue }
                #expect(throws: CodeError.self, "\(text)") { try CaseNumber(parsing: text) }
            }
        }
    }

    /// As lines and folders have it: a byte more, less or other is no number.
    @Test func isSpelledInOneWay() throws {
        func read(_ text: String) -> CaseNumber? {
            var text = text
            return text.withUTF8 { CaseNumber(spelled: $0) }
        }
        #expect(read(number) == (try CaseNumber(parsing: number)))
        for length in 0..<number.utf8.count {
            #expect(read(String(number.prefix(length))) == nil && read(String(number.suffix(length))) == nil)
        }
        for wrong in ["\(number)0", "\(number) ", number.lowercased(), number.replacing("-", with: "_")] {
            #expect(read(wrong) == nil, "\(wrong)")
        }
        for place in number.indices {
            for character in "/:@" {
                #expect(read(number.replacingCharacter(at: place, with: character)) == nil)
            }
        }
    }

    @Test func detectsEverySwapOfNeighbours() {
        let symbols = Array(number.utf8)
        let places = symbols.indices.filter { symbols[$0] != UInt8(ascii: "-") }
        for (first, second) in zip(places, places.dropFirst()) where symbols[first] != symbols[second] {
            var wrong = symbols
            wrong.swapAt(first, second)
            let text = String(decoding: wrong, as: UTF8.self)
            #expect(throws: CodeError.self, "\(text)") { try CaseNumber(parsing: text) }
        }
    }

    @Test(arguments: [
        ("", CodeError.wrongLength(found: 1, expected: 3)),
        ("SS00-251224", .wrongLength(found: 2, expected: 3)),
        ("SS00-25122-7K3ML", .wrongLength(found: 5, expected: 6)),
        ("SS00-251224-7K3M", .wrongLength(found: 4, expected: 5)),
        ("SS00-2512X4-7K3ML", .badCharacter("X")),
        ("SS/0-251224-7K3ML", .badCharacter("SS/0")),
        ("-251224-7K3ML", .badCharacter("")),
        ("SS00-251224-7K3MM", .wrongCheck),
    ])
    func saysWhatIsWrong(_ typed: String, _ error: CodeError) {
        #expect(throws: error) { try CaseNumber(parsing: typed) }
    }
}

extension String {
    fileprivate func replacingCharacter(at place: Index, with character: Character) -> String {
        self[..<place] + String(character) + self[index(after: place)...]
    }
}
