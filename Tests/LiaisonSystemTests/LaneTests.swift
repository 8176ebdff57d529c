import LiaisonSystem
import Synchronization
import Testing

@Suite struct LaneTests {
    private func lane(threads: Int = 1, waiting: Int = 100, ofOne: Int = 100) throws -> Lane<String> {
        try Lane(
            named: "test", threads: threads,
            limits: .init(waiting: waiting, waitingOfOne: ofOne, atWorkOfOne: max(1, threads - 1)))
    }

    @Test func runsEveryJob() throws {
        let lane = try lane(threads: 4)
        let sum = Mutex(0)
        let left = Atomic(100)
        let done = Gate()
        for number in 1...100 {
            lane.run(
                for: "\(number % 3)",
                .init {
                    sum.withLock { $0 += number }
                    if left.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
                        done.open()
                    }
                })
        }
        done.wait()
        #expect(sum.withLock { $0 } == 5050)
        #expect(lane.stop(within: .seconds(10)))
        #expect(lane.figures.run == 100)
    }

    /// Hands a job in when it goes, as an upload's file does to be closed.
    private final class Successor: Sendable {
        let lane: Lane<String>
        let done: Gate

        init(lane: Lane<String>, done: Gate) {
            self.lane = lane
            self.done = done
        }

        deinit {
            let done = done
            lane.run(for: "b", .init { done.open() })
        }
    }

    /// A job that holds the last reference to a successor.
    private func handIn(_ successor: consuming Successor, isWanted: Bool) {
        let lane = successor.lane
        let work: @Sendable () -> Void = { [successor] in withExtendedLifetime(successor) {} }
        lane.run(
            for: "a", isWanted ? .init(run: work) : .init(isWanted: { _ in false }, refuse: work, run: {}))
    }

    @Test(arguments: [true, false])
    func whatEndsWithAJobMayHandInAnother(isWanted: Bool) throws {
        let lane = try lane()
        let (held, ready, done) = (Gate(), Gate(), Gate())
        lane.run(
            for: "a",
            .init {
                ready.open()
                held.wait()
            })
        ready.wait()
        handIn(Successor(lane: lane, done: done), isWanted: isWanted)
        held.open()
        #expect(done.wait(atMost: .seconds(10)))
        #expect(lane.stop(within: .seconds(10)))
    }

    @Test func aStormOfOneClientLeavesAThreadToOthers() throws {
        let lane = try lane(threads: 2)
        let (entered, leave, served) = (Gate(), Gate(), Gate())
        for _ in 0..<50 {
            lane.run(
                for: "storm",
                .init {
                    entered.open()
                    leave.wait()
                })
        }
        entered.wait()
        lane.run(for: "citizen", .init { served.open() })
        served.wait()
        leave.open()
        #expect(lane.stop(within: .seconds(10)))
    }

    @Test func stoppingRefusesWhatWaitsAndWhatComesAfter() throws {
        let lane = try lane()
        let (entered, leave) = (Gate(), Gate())
        let refused = Atomic(0)
        lane.run(
            for: "a",
            .init {
                entered.open()
                leave.wait()
            })
        entered.wait()
        for _ in 0..<3 {
            lane.run(
                for: "a",
                .init(
                    refuse: { refused.add(1, ordering: .relaxed) }, run: { Issue.record("run after the end") }
                ))
        }
        // The job at work hangs: the end comes all the same.
        #expect(!lane.stop(within: .milliseconds(1)))
        #expect(refused.load(ordering: .relaxed) == 3)
        lane.run(for: "b", .init(refuse: { refused.add(1, ordering: .relaxed) }, run: {}))
        #expect(refused.load(ordering: .relaxed) == 4)
        leave.open()
        #expect(lane.stop(within: .seconds(10)))
    }

    @Test func tellsWhomThereIsNoRoomFor() throws {
        let lane = try lane(waiting: 1)
        let (entered, leave, refused) = (Gate(), Gate(), Gate())
        lane.run(
            for: "a",
            .init {
                entered.open()
                leave.wait()
            })
        entered.wait()
        lane.run(for: "a", .init {})
        lane.run(for: "b", .init(refuse: { refused.open() }, run: {}))
        #expect(refused.wait(atMost: .zero))
        #expect(lane.figures == .init(waiting: 1, run: 1, refused: 1, dropped: 0))
        leave.open()
        #expect(lane.stop(within: .seconds(10)))
    }

    @Test func aJobWhoseAskerHasGoneIsNotRun() throws {
        let lane = try lane()
        let (entered, leave, refused) = (Gate(), Gate(), Gate())
        lane.run(
            for: "a",
            .init {
                entered.open()
                leave.wait()
            })
        entered.wait()
        lane.run(
            for: "a",
            .init(isWanted: { _ in false }, refuse: { refused.open() }, run: { Issue.record("nobody asks") }))
        leave.open()
        refused.wait()
        #expect(lane.stop(within: .seconds(10)))
        #expect(lane.figures.dropped == 1)
    }
}
