import LiaisonCodes
import Testing

@Suite struct CodeTests {
    @Test(arguments: [
        "7K3M9Q4", "7k3m9q4", "7K3-M9Q4", " 7K3 M9Q 4 ", "7-K-3-M-9-Q-4", "７Ｋ３Ｍ９Ｑ４", "７ｋ３ｍ－９ｑ　4",
        "7K3—M9Q4", "编码：7K3M9Q4", "编码 ： 7K3M9Q4。", ":7K3M9Q4", "7K3M9Q4/", "7K3M9Q4.,", "7K3M9Q4、。",
    ])
    func readsTheSameCodeHoweverItIsTyped(_ typed: String) throws {
        #expect(try Code(parsing: typed).description == "7K3M9Q4")
    }

    /// 0*1 + 1*3 + 5*9 + 2*27 = 102 = 3 * 31 + 9; 31 - 9 = 22, N.
    @Test(arguments: ["01520 0N", "OISZOON", "oiszoon"])
    func readsLookAlikesAsDigits(_ typed: String) throws {
        #expect(try Code(parsing: typed).description == "015200N")
    }

    @Test func packsIntoANumberAndRefusesAnyOther() throws {
        let code = try Code(parsing: "7K3M9Q4")
        #expect(Code(packed: code.packed) == code)
        for place in 0..<Code.length {
            for difference in 1..<32 as Range<UInt64> {
                let other = code.packed ^ difference << UInt64(5 * place)
                #expect(Code(packed: other) == nil, "\(place), \(difference)")
            }
        }
        #expect(Code(packed: code.packed | 1 << 35) == nil)
    }

    @Test(arguments: [
        ("", CodeError.wrongLength(found: 0, expected: 7)),
        ("7K3M9Q", .wrongLength(found: 6, expected: 7)),
        ("7K3M9Q44", .wrongLength(found: 8, expected: 7)),
        ("7K3V9Q4", .badCharacter("V")),
        ("7K3/9Q4", .badCharacter("/")),
        ("7K3\u{0}9Q4", .badCharacter("\\x00")),
        ("路K3M9Q4", .badCharacter("路")),
        ("7K3M9Q\u{FF5F}", .badCharacter("｟")),
        ("7K3M9Q\u{7F}", .badCharacter("\\x7f")), ("7K3 é", .badCharacter("é")), ("7K3ก", .badCharacter("ก")),
        ("𠮷K3", .badCharacter("𠮷")), ("7K3!", .badCharacter("!")), ("7K3~", .badCharacter("~")),
        // Nobody counts further.
        (String(repeating: "7", count: 100), .wrongLength(found: 65, expected: 7)),
        ("7K3M9Q5", .wrongCheck),
    ])
    func saysWhatIsWrong(_ typed: String, _ error: CodeError) {
        #expect(throws: error) { try Code(parsing: typed) }
    }

    @Test(arguments: ["7K3M9Q4", "0000000", "ABCDEFL", "YYYYYYP"])
    func detectsEverySingleWrongSymbolAndEverySwapOfNeighbours(_ text: String) throws {
        let symbols = Array(text.utf8)
        #expect(try Code(parsing: symbols).bytes == symbols)
        for position in symbols.indices {
            for symbol in Alphabet.symbols where symbol != symbols[position] {
                var wrong = symbols
                wrong[position] = symbol
                #expect(throws: CodeError.wrongCheck) { try Code(parsing: wrong) }
            }
        }
        for position in 0..<6 where symbols[position] != symbols[position + 1] {
            var wrong = symbols
            wrong.swapAt(position, position + 1)
            #expect(throws: CodeError.wrongCheck) { try Code(parsing: wrong) }
        }
    }

    @Test func findsTheMeantCodeAmongTheCorrections() throws {
        let meant = try Code(parsing: "7K3M9Q4")
        for typed in ["7K3M9Q5", "7K3N9Q4", "K73M9Q4", "7K3M94Q"] {
            let corrections = Code.corrections(of: typed)
            #expect(corrections.contains(meant), "\(typed)")
            #expect(corrections == corrections.sorted())
            #expect(Set(corrections).count == corrections.count)
        }
    }

    @Test(arguments: ["", "7K3M9Q", "7K3M9Q44", "7K3V9Q4"])
    func correctsNothingWithoutSevenSymbols(_ typed: String) {
        #expect(Code.corrections(of: typed).isEmpty)
    }

    @Test func drawsCodesThatReadBackAndUseEverySymbolEverywhere() throws {
        var seen = [Set<UInt8>](repeating: [], count: 6)
        for _ in 0..<2000 {
            let code = Code.random()
            #expect(try Code(parsing: code.description) == code)
            for position in 0..<6 { seen[position].insert(code.bytes[position]) }
        }
        // A symbol that is missing at a place after 2,000 draws: 186 * (30/31)^2000, about 1 in 10^26.
        for symbols in seen { #expect(symbols.count == 31) }
    }

    @Test func ordersCodesAsTheirTextsAreOrdered() throws {
        let codes = (0..<200).map { _ in Code.random() }
        let texts = codes.map(\.description).sorted()
        #expect(codes.sorted().map(\.description) == texts)
    }
}
