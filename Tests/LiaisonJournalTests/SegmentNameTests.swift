import Testing

@testable import LiaisonJournal

@Suite struct SegmentNameTests {
    @Test(arguments: [
        ("2026-11-0001", 202_611, 1), ("2026-01-9999", 202_601, 9999), ("2026-12-10000", 202_612, 10_000),
        ("2026-12-12345678", 202_612, 12_345_678),
    ])
    func readsAMonthAndANumber(text: String, month: Int, number: Int) {
        let name = SegmentName(text)
        #expect(name == SegmentName(month: month, number: number))
        #expect(name?.description == text)
        #expect(name?.fileName == "\(text).jsonl")
        #expect(SegmentName(fileName: "\(text).jsonl") == name)
    }

    @Test(arguments: [
        "", "-", "2026-11", "2026-11-", "2026-00-0001", "2026-13-0001", "2026-1-0001", "226-11-0001",
        "02026-11-0001",
        "2026-11-0000", "2026-11-001", "2026-11-00001", "2026-11-123456789", "2026-11-0001-", "2026-11--0001",
        "-2026-11-0001", "2026-11-+001", "2026-11-0001 ", "２０２６-11-0001", "2026/11/0001",
    ])
    func refusesAnythingElse(text: String) {
        #expect(SegmentName(text) == nil)
    }

    @Test(arguments: ["2026-11-0001", "2026-11-0001.json", ".jsonl", "2026-11-0001.jsonl.tmp"])
    func passesOverOtherFiles(name: String) {
        #expect(SegmentName(fileName: name) == nil)
    }
}
