import LiaisonCodes
import Testing

@Suite struct QueryCodeTests {
    @Test(arguments: ["7K3M-9Q4A-B4C0", "7k3m9q4ab4co", "7K3M 9Q4A B4CO"])
    func readsTheSameCodeHoweverItIsTyped(_ typed: String) throws {
        let code = try QueryCode(parsing: typed)
        #expect(code.description == "7K3M-9Q4A-B4C0")
        #expect(code.symbols == Array("7K3M9Q4AB4C0".utf8))
    }

    @Test(arguments: [
        ("7K3M-9Q4A-B4C", CodeError.wrongLength(found: 11, expected: 12)),
        ("7K3M-9Q4A-B4C00", .wrongLength(found: 13, expected: 12)),
        ("7K3M-9Q4A-B4CV", .badCharacter("V")),
    ])
    func saysWhatIsWrong(_ typed: String, _ error: CodeError) {
        #expect(throws: error) { try QueryCode(parsing: typed) }
    }

    /// 2^128 - 1 = 340282366920938463463374607431768211455 in base 31, least significant digit first; worked
    /// out with Python: the twelve last digits are 7 14 19 1 23 27 28 8 25 22 21 6.
    @Test func writesTheNumberInBase31() {
        let zero = QueryCode(random: [UInt8](repeating: 0, count: 16))
        #expect(zero.description == "0000-0000-0000")
        let one = QueryCode(random: [UInt8](repeating: 0, count: 15) + [1])
        #expect(one.description == "1000-0000-0000")
        let most = QueryCode(random: [UInt8](repeating: 255, count: 16))
        #expect(most.description == "7EK1-PUW8-RNM6")
    }

    @Test func usesTheFirstSixteenBytesAlone() {
        let bytes = (0..<32).map { UInt8($0 * 7) }
        #expect(QueryCode(random: bytes) == QueryCode(random: Array(bytes.prefix(16))))
    }
}
