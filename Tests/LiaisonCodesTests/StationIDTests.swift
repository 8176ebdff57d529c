import LiaisonCodes
import Testing

@Suite struct StationIDTests {
    @Test(arguments: [
        ("SS00", "SS00"), ("ss00", "SS00"), ("a", "A"), ("CS-01-3", "CS-01-3"),
        ("ABCDEFGHIJKLMNOP", "ABCDEFGHIJKLMNOP"),
    ])
    func readsLettersDigitsAndHyphens(_ typed: String, _ canonical: String) {
        #expect(StationID(typed)?.description == canonical)
    }

    @Test(arguments: [
        "", "-A", "A-", "-", ".", "..", "A/B", "../A", "A B", "ABCDEFGHIJKLMNOPQ", "站", "A\u{0}", "A.B",
        "A_B",
    ])
    func refusesWhatCouldLeaveItsDirectory(_ typed: String) {
        #expect(StationID(typed) == nil)
    }
}
