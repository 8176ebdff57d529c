import LiaisonCases
import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import Synchronization
import Testing

@testable import LiaisonNews

/// Of several servers one hands news on, and another takes over; nobody's clock is asked.
@Suite struct LeaseTests {
    /// A monotonic clock that the test sets.
    private final class Ticks: Sendable {
        private let value = Atomic<UInt64>(1_000_000_000)
        var now: UInt64 { value.load(ordering: .relaxed) }
        func pass(seconds: UInt64) { value.wrappingAdd(seconds * 1_000_000_000, ordering: .relaxed) }
    }

    private let directory: String

    init() throws { directory = try Files.makeTemporaryDirectory(named: "liaison-lease") }

    private func lease(_ owner: String, _ ticks: Ticks) -> NewsLease {
        NewsLease(in: directory, owner: owner, monotonic: { ticks.now })
    }

    @Test func oneOfThreeHasIt() throws {
        let ticks = Ticks()
        let leases = ["a", "b", "c"].map { lease($0, ticks) }
        for _ in 0..<20 {
            for lease in leases { try lease.attend() }
            #expect(leases.map(\.isHeld) == [true, false, false])
            ticks.pass(seconds: 4)
        }
        #expect(leases[1].otherOwner == "a")
        try Files.removeTree(directory)
    }

    @Test func aDeadOnesIsTakenOverWithinAMinuteByOne() throws {
        let ticks = Ticks()
        let leases = ["a", "b", "c"].map { lease($0, ticks) }
        for lease in leases { try lease.attend() }
        // The first is killed: nobody attends to it any more.
        var seconds: UInt64 = 0
        while !leases[1].isHeld, !leases[2].isHeld {
            ticks.pass(seconds: 1)
            seconds += 1
            for lease in leases.dropFirst() { try lease.attend() }
            // The dead one, should it live after all, has let go long before.
            #expect(!(leases[0].isHeld && leases.dropFirst().contains(where: \.isHeld)))
            try #require(seconds < 60)
        }
        #expect(seconds >= 30)
        #expect(leases.dropFirst().count(where: \.isHeld) == 1)
        // It wakes up, and finds that it has it no more; nor does it take it back.
        try leases[0].attend()
        #expect(!leases[0].isHeld)
        for _ in 0..<20 {
            ticks.pass(seconds: 4)
            for lease in leases { try lease.attend() }
            #expect(leases.count(where: \.isHeld) == 1)
            #expect(!leases[0].isHeld)
        }
        try Files.removeTree(directory)
    }

    @Test func oneThatIsGivenUpIsTakenAtOnce() throws {
        let ticks = Ticks()
        let (first, second) = (lease("a", ticks), lease("b", ticks))
        try first.attend()
        try second.attend()
        try first.release()
        #expect(!first.isHeld)
        #expect(try second.attend())
        try first.attend()
        #expect(!first.isHeld)
        try Files.removeTree(directory)
    }

    @Test func oneThatCannotWriteHoldsItNoLonger() throws {
        let ticks = Ticks()
        let lease = lease("a", ticks)
        try lease.attend()
        ticks.pass(seconds: 19)
        #expect(lease.isHeld)
        ticks.pass(seconds: 2)
        #expect(!lease.isHeld)
        try Files.removeTree(directory)
    }

    @Test func twoRunnersHandEachPieceOnOnceAndTheSecondTakesOver() throws {
        let fixture = try NewsFixture()
        try fixture.program()
        let times = NewsLease.Times(beat: 200_000_000, doubt: 3_000_000_000, patience: 6_000_000_000)
        let runners = try (0..<2).map { _ in
            try NewsRunner(
                of: DataDirectory(at: fixture.path), fixture.world(), metrics: NewsMetrics(),
                observer: SilentNews(), times)
        }
        for runner in runners { try runner.start() }
        func isHanded(_ number: CaseNumber) throws -> Bool {
            try fixture.handed().contains { $0.contains(number.description) }
        }
        let first = try fixture.message(to: fixture.code("甲"))
        try waitUntil { try isHanded(first) }
        runners[0].end()
        let second = try fixture.message(to: fixture.code("甲"))
        try waitUntil { try isHanded(second) }
        runners[1].end()
        // The last one may have been the one that ended first; whoever it was, nothing came twice.
        let lines = try fixture.handed()
        #expect(lines.count(where: { $0.contains(first.description) }) == 1)
        #expect(lines.count(where: { $0.contains(second.description) }) == 1)
    }

    @Test func endingAsksAProgramAtWorkToEndAndKeepsItsPiece() throws {
        let fixture = try NewsFixture()
        try fixture.bareProgram("cat >/dev/null; echo begun >>\"$log\"; exec sleep 60")
        let number = try fixture.message(to: fixture.code("甲"))
        let runner = try NewsRunner(
            of: DataDirectory(at: fixture.path), fixture.world(), metrics: NewsMetrics(),
            observer: SilentNews(),
            NewsLease.Times())
        try runner.start()
        try waitUntil { try !fixture.handed().isEmpty }
        let start = monotonicNanoseconds()
        runner.end()
        #expect(monotonicNanoseconds() - start < 10_000_000_000)
        #expect(try fixture.value(number).notices.first == nil)
        try fixture.program()
        try fixture.once()
        #expect(try fixture.value(number).notices.first != nil)
    }
}
