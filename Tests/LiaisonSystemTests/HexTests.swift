import LiaisonSystem
import Testing

@Suite struct HexTests {
    /// RFC 4648 section 10, in lower case.
    @Test(arguments: [
        ("", ""), ("f", "66"), ("fo", "666f"), ("foobar", "666f6f626172"), ("\u{7F}\0", "7f00"),
    ])
    func writesTwoLowerCaseDigitsAByte(_ text: String, _ hex: String) {
        #expect(Hex.string(text.utf8) == hex)
        #expect(Hex.decode(hex.utf8) == Array(text.utf8))
    }

    @Test func writesEveryByteIntoMemory() {
        let bytes = [UInt8](0...255)
        var digits = [UInt8](repeating: 0, count: 512)
        bytes.withUnsafeBytes { bytes in digits.withUnsafeMutableBytes { Hex.write(bytes, to: $0) } }
        #expect(digits == Hex.bytes(bytes) && Hex.decode(digits) == bytes)
    }

    @Test func readsBothLetterCases() {
        #expect(Hex.decode("00aBcDEf".utf8) == [0x00, 0xAB, 0xCD, 0xEF])
    }

    @Test(arguments: ["0", "000", "0g", "0x00", " 00", "0０"])
    func refusesOtherText(_ text: String) {
        #expect(Hex.decode(text.utf8) == nil)
    }

    @Test(
        arguments: [
            ("00000000000000000000000000000001", 1),
            ("0123456789abcdefFEDCBA9876543210", 0x0123_4567_89ab_cdef_fedc_ba98_7654_3210),
            ("0123456789abcdef0123456789abcde", nil), ("0123456789abcdef0123456789abcdefg", nil),
            ("0123456789abcdeg0123456789abcdef", nil), ("0123456789abcdef0123456789abcdeg", nil), ("", nil),
        ] as [(String, UInt128?)])
    func readsANumberOf32Digits(_ text: String, _ number: UInt128?) {
        var text = text
        let read = text.withUTF8 { Hex.number($0) }
        #expect(read == number)
    }

    @Test func drawsRandomBytesThatDiffer() {
        let draws = (0..<100).map { _ in RandomBytes.hex(count: 16) }
        #expect(draws.allSatisfy { $0.utf8.count == 32 })
        #expect(Set(draws).count == 100)
        #expect(RandomBytes.make(count: 0).isEmpty)
        #expect(RandomBytes.make(count: 300).count == 300)
    }
}
