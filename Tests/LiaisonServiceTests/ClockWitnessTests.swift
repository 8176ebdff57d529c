import LiaisonSystem
import Testing

@testable import LiaisonService

/// A clock that has gone wrong erases nothing.
@Suite struct ClockWitnessTests {
    private static let day: Int64 = 24 * 60 * 60 * 1000
    private let start = Timestamp(milliseconds: 1_780_000_000_000)

    /// Days after the start by the clock, days that have passed, days before the start of the newest message.
    @Test(arguments: [
        (0, 0, 1, true), (300, 300, 1, true), (0, 0, 92, true), (0, 0, 93, false), (0, 0, 7000, false),
        (2, 0, 1, false), (7000, 1, 1, false), (-400, 1, 1, false), (1, 2, 1, true),
    ])
    func aClockIsBelieved(says: Int64, passed: Int64, silence: Int64, isCredible: Bool) {
        let witness = ClockWitness(at: start, nanoseconds: 5)
        #expect(
            witness.isCredible(
                start.adding(milliseconds: says * Self.day),
                newest: start.adding(milliseconds: -silence * Self.day),
                nanoseconds: 5 + UInt64(passed * Self.day) * 1_000_000) == isCredible)
    }

    @Test func aStoreWithoutMessagesSaysNothing() {
        #expect(ClockWitness(at: start, nanoseconds: 0).isCredible(start, newest: nil, nanoseconds: 0))
    }
}
