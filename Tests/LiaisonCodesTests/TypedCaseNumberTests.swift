import LiaisonSystem
import Testing

@testable import LiaisonCodes

/// A case number as people type it, say it, or paste it.
struct TypedCaseNumberTests {
    private static let exact = "SS01-251224-EE444"

    @Test(arguments: [
        exact, "ss01-251224-ee444", " SS01 - 251224 - EE444 ", "SS01251224EE444", "ss01 251224 ee444",
        "ＳＳ０１－２５１２２４－ＥＥ４４４", "SS01—251224—EE444", "SS0I-2512Z4-EE444", "受理编号：SS01-251224-EE444",
        "SSO1251224EE444", "5501-251224-EE444", "\tSS01-251224-EE444\r\n", "S-S01-2512-24EE444",
    ])
    func isReadInAnySpelling(typed: String) throws {
        let stations = try ["SS00", "SS01", "SS02"].map { try #require(StationID($0)) }
        let read = try TypedCaseNumber(parsing: typed)
        #expect(read.number(among: stations).description == Self.exact)
        #expect(read.queryCode == nil)
    }

    @Test(arguments: [
        "https://LLZ.EXAMPLE.GOV.CN/R/SS01-251224-EE444/7K3M-9QX2-AB4C",
        "llz.example.gov.cn/r/ss01-251224-ee444/7k3m-9qx2-ab4c?lang=en#x",
        "/r/SS01251224EE444/7K3M9QX2AB4C", "r/SS01-251224-EE444/7K3M 9QX2 AB4C",
        "http://host/base/r/SS01-251224-EE444/7K3M-9QX2-AB4C/photo/1",
    ])
    func isReadFromAReceiptsAddress(typed: String) throws {
        let read = try TypedCaseNumber(parsing: typed)
        #expect(read.number.description == Self.exact)
        #expect(read.queryCode?.description == "7K3M-9QX2-AB4C")
    }

    @Test(arguments: [
        "SS01-251224-EE444 7K3M-9QX2-AB4C", "受理编号：SS01-251224-EE444 查询码：7K3M-9QX2-AB4C",
        "SS01251224EE4447K3M9QX2AB4C", "SS01-251224-EE444\u{7F}\r\n:7K3M9QX2AB4C",
        "SS01-251224-EE444--7K3M9QX2AB4C",
    ])
    func isReadWithTheQueryCodeBehindIt(typed: String) throws {
        let read = try TypedCaseNumber(parsing: typed)
        #expect(read.number.description == Self.exact)
        #expect(read.queryCode?.description == "7K3M-9QX2-AB4C")
    }

    @Test(arguments: ["7K3M-9QX2-AB4C", "K3M-9QX2-AB4C", "-", "SS01-251224-EE445 7K3M-9QX2-AB4C", "！"])
    func nothingElseIsANumberWithItsQueryCode(typed: String) {
        #expect(throws: CodeError.self) { try TypedCaseNumber(parsing: typed) }
    }

    @Test func anAddressWithoutAQueryCodeGivesTheNumberAlone() throws {
        let read = try TypedCaseNumber(parsing: "https://h/r/SS01-251224-EE444")
        #expect(read.number.description == Self.exact)
        #expect(read.queryCode == nil)
    }

    /// The hyphens of the station's own identifier are in nobody's memory.
    @Test func aStationWithAHyphenIsFoundWithoutIt() throws {
        let station = try #require(StationID("YL-0V"))
        let date = try #require(CivilDate(year: 2025, month: 12, day: 24))
        let number = CaseNumber(station: station, date: date, value: 123_456)
        let typed = number.description.filter { $0 != "-" }.lowercased()
        #expect(try TypedCaseNumber(parsing: typed).number(among: [station]) == number)
        let likeness = typed.replacing("v", with: "u")
        #expect(try TypedCaseNumber(parsing: likeness).number(among: [station]) == number)
    }

    @Test func ofTwoStationsThatLookAlikeTheOneThatWasTypedIsTaken() throws {
        let (first, second) = (try #require(StationID("SS0")), try #require(StationID("550")))
        let date = try #require(CivilDate(year: 2025, month: 12, day: 24))
        let number = CaseNumber(station: second, date: date, value: 1)
        #expect(try TypedCaseNumber(parsing: number.description).number(among: [first, second]) == number)
        let other = try TypedCaseNumber(parsing: number.description.replacing("550", with: "5S0"))
        #expect(other.number(among: [first, second]) == other.number)
    }

    @Test(arguments: [
        ("", CodeError.wrongLength(found: 0, expected: 12)),
        ("251224-EE444", .wrongLength(found: 11, expected: 12)),
        ("SS01-251224-EE445", .wrongCheck), ("SS02-251224-EE444", .wrongCheck),
        ("SS01-251224-EE4S4", .wrongCheck), ("SS01-2512A4-EE444", .badCharacter("A")),
        ("SS01-251224-EE44V", .badCharacter("V")), ("https://h/q?number=1", .badCharacter("/")),
        ("https://h/r", .badCharacter("/")), ("--------------", .wrongLength(found: 0, expected: 12)),
    ])
    func whatIsNoneIsRefused(typed: String, error: CodeError) {
        #expect(throws: error) { try TypedCaseNumber(parsing: typed) }
    }

    @Test func aBookIsNotReadToItsEnd() {
        #expect(throws: CodeError.self) {
            try TypedCaseNumber(parsing: String(repeating: "A", count: 1 << 20))
        }
    }
}
