import Testing

@testable import LiaisonCodes

@Suite struct SlipCodeTests {
    @Test func readsWhatPeopleMakeOfIt() throws {
        for _ in 0..<200 {
            let code = SlipCode.random()
            #expect(code.symbols.count == 24 && code.symbols.allSatisfy { Alphabet.value(of: $0) != nil })
            #expect(try SlipCode(parsing: code.description) == code)
            #expect(try SlipCode(parsing: " \(code.text.lowercased()) ") == code)
            let mistaken = code.text.replacing("0", with: "O").replacing("1", with: "i").replacing(
                "5", with: "s")
            #expect(try SlipCode(parsing: mistaken) == code)
        }
    }

    @Test func noticesEveryWrongSymbol() throws {
        let code = SlipCode.random()
        for index in code.symbols.indices {
            for symbol in Alphabet.symbols where symbol != code.symbols[index] {
                var symbols = code.symbols
                symbols[index] = symbol
                let text = String(decoding: symbols, as: UTF8.self)
                #expect(throws: CodeError.wrongCheck) { try SlipCode(parsing: text) }
            }
        }
    }

    @Test(arguments: ["", "7K3M", "七K3M9Q4"]) func refusesWhatIsNone(text: String) {
        #expect(throws: CodeError.self) { try SlipCode(parsing: text) }
    }

    @Test func isNeverTheSameTwice() {
        #expect(Set((0..<1000).map { _ in SlipCode.random() }).count == 1000)
    }
}
