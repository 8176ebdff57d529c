import LiaisonCodes
import Testing

@Suite struct AlphabetTests {
    @Test func hasTheSymbolsOfTheStandardInItsOrder() {
        let symbols = String(decoding: Alphabet.symbols, as: UTF8.self)
        #expect(symbols == "0123456789ABCDEFGHJKLMNPQRTUWXY")
        #expect(Alphabet.value(of: UInt8(ascii: "0")) == 0)
        #expect(Alphabet.value(of: UInt8(ascii: "H")) == 17)
        #expect(Alphabet.value(of: UInt8(ascii: "J")) == 18)
        #expect(Alphabet.value(of: UInt8(ascii: "Y")) == 30)
        for byte in "IOSVZabz-".utf8 { #expect(Alphabet.value(of: byte) == nil) }
    }

    /// The example of GB 32100-2015, 91350100M000100Y4 with the check symbol 3, worked by hand:
    ///
    ///     symbol  9  1  3   5  0  1  0  0   M  0  0  0  1  0  0   Y   4
    ///     value   9  1  3   5  0  1  0  0  21  0  0  0  1  0  0  30   4
    ///     weight  1  3  9  27 19 26 16 17  20 29 25 13  8 24 10  30  28
    ///     product 9  3 27 135  0 26  0  0 420  0  0  0  8  0  0 900 112  sum 1640 = 52 * 31 + 28; 31 - 28 = 3
    @Test func computesTheCheckSymbolOfTheStandardsExample() {
        let values = "91350100M000100Y4".utf8.compactMap(Alphabet.value(of:))
        #expect(values.count == 17)
        #expect(Alphabet.check(after: values) == UInt8(ascii: "3"))
    }

    /// By hand, weights 1 3 9 27 19 26:
    ///
    ///     7K3M9Q   7 + 19*3 + 3*9 + 21*27 +  9*19 + 24*26 = 1453 = 46 * 31 + 27; 31 - 27 = 4
    ///     ABCDEF  10 + 11*3 + 12*9 + 13*27 + 14*19 + 15*26 = 1158 = 37 * 31 + 11; 31 - 11 = 20, L
    ///     YYYYYY  30 * (1 + 3 + 9 + 27 + 19 + 26) = 2550 = 82 * 31 + 8; 31 - 8 = 23, P
    @Test(arguments: [("000000", "0"), ("7K3M9Q", "4"), ("ABCDEF", "L"), ("YYYYYY", "P")])
    func computesTheCheckSymbolOfACode(_ symbols: String, _ check: String) {
        let values = symbols.utf8.compactMap(Alphabet.value(of:))
        #expect([Alphabet.check(after: values)] == Array(check.utf8))
    }

    @Test(arguments: [
        ("o", "0"), ("O", "0"), ("i", "1"), ("I", "1"), ("s", "5"), ("S", "5"), ("z", "2"),
        ("Z", "2"), ("a", "A"), ("y", "Y"), ("7", "7"),
    ])
    func readsLookAlikesAndAnyLetterCase(_ typed: String, _ symbol: String) {
        #expect(typed.utf8.map { Alphabet.symbol(forTyped: $0) } == symbol.utf8.map { $0 })
    }

    @Test(arguments: ["v", "V", "-", " ", "!", "\u{7F}"])
    func knowsNoOtherCharacters(_ typed: String) {
        for byte in typed.utf8 { #expect(Alphabet.symbol(forTyped: byte) == nil) }
    }
}
