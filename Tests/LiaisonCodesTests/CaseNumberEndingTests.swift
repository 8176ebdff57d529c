import LiaisonCodes
import LiaisonSystem
import Testing

/// The ends of numbers as people read them out.
@Suite struct CaseNumberEndingTests {
    private let number: CaseNumber

    init() throws {
        number = CaseNumber(
            station: try #require(StationID("SS00")),
            date: try #require(CivilDate(year: 2025, month: 12, day: 24)), value: 0x3_1234)
    }

    @Test func endsTheNumberHoweverItIsTyped() throws {
        let text = number.description
        for typed in [
            String(text.suffix(3)), String(text.suffix(5)), text, text.lowercased(), "24-\(text.suffix(5))",
            text.filter { $0 != "-" }, text.replacing("-", with: " "), text.replacing("0", with: "o"),
            text.replacing("-", with: "－"),
        ] {
            #expect(try #require(CaseNumberEnding(typed), "\(typed)").ends(number), "\(typed)")
        }
    }

    @Test func doesNotEndAnother() throws {
        let text = number.description
        for typed in ["0\(text)", "SS01\(text.dropFirst(4))", "25-\(text.suffix(5))"] {
            #expect(try !#require(CaseNumberEnding(typed), "\(typed)").ends(number), "\(typed)")
        }
    }

    @Test func hasThreeTo27Symbols() {
        #expect(CaseNumberEnding("7K") == nil && CaseNumberEnding("7-K 3")?.text == "7K3")
        #expect(CaseNumberEnding(String(repeating: "7", count: 27)) != nil)
        #expect(CaseNumberEnding(String(repeating: "7", count: 28)) == nil)
        #expect(CaseNumberEnding("7K/") == nil)
    }
}
