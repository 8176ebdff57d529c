import Testing

@testable import LiaisonReports

@Suite struct NumberSetTests {
    /// More than it begins with room for, among them numbers whose places meet.
    @Test func hasWhatWasPutInAndNothingElse() {
        var numbers = NumberSet<UInt32>()
        for number in stride(from: UInt32(2), to: 20_000, by: 2) {
            numbers.insert(number)
            numbers.insert(number)
        }
        numbers.insert(.max)
        #expect((1..<20_000).allSatisfy { numbers.contains($0) == ($0 % 2 == 0) })
        #expect(numbers.contains(.max))
        #expect(!numbers.contains(.max - 1))
    }
}
