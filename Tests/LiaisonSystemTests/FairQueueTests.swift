import LiaisonSystem
import Testing

@Suite struct FairQueueTests {
    private typealias Queue = FairQueue<String, Int>

    private func queue(_ waiting: Int = 100, ofOne: Int = 50, atWork: Int = 10) -> Queue {
        Queue(Queue.Limits(waiting: waiting, waitingOfOne: ofOne, atWorkOfOne: atWork))
    }

    /// The jobs that are run when each is done before the next begins, `dropped` those that aren't.
    private func drain(
        _ queue: inout Queue, at now: UInt64 = 0, isWanted: (Int, UInt64) -> Bool = { _, _ in true }
    ) -> (run: [Int], dropped: [Int]) {
        var (run, dropped): ([Int], [Int]) = ([], [])
        while let step = queue.next(at: now, isWanted: isWanted) {
            switch step {
            case .run(let client, let job):
                run.append(job)
                queue.finish(client)
            case .drop(let job): dropped.append(job)
            }
        }
        return (run, dropped)
    }

    @Test func clientsTakeTurns() {
        var queue = queue()
        for job in 10..<15 { _ = queue.add(job, of: "a", at: 0) }
        for job in 20..<22 { _ = queue.add(job, of: "b", at: 0) }
        _ = queue.add(30, of: "c", at: 0)
        #expect(drain(&queue).run == [10, 20, 30, 11, 21, 12, 13, 14])
        #expect(queue.waiting == 0)
    }

    @Test func whoComesLateWaitsForOneTurnOfTheOthers() {
        var queue = queue()
        for job in 0..<40 { _ = queue.add(job, of: "storm", at: 0) }
        guard case .run("storm", 0) = queue.next(at: 0, isWanted: { _, _ in true }) else {
            Issue.record("the first comes first")
            return
        }
        _ = queue.add(99, of: "citizen", at: 0)
        #expect(drain(&queue).run.prefix(2) == [1, 99])
    }

    @Test func oneClientNeverHasEveryThread() {
        var queue = queue(atWork: 1)
        for job in 0..<5 { _ = queue.add(job, of: "storm", at: 0) }
        guard case .run = queue.next(at: 0, isWanted: { _, _ in true }) else {
            Issue.record("the first is run")
            return
        }
        // The second thread has nothing to do for the storm, and everything for somebody else.
        #expect(queue.next(at: 0, isWanted: { _, _ in true }) == nil)
        _ = queue.add(99, of: "citizen", at: 0)
        guard case .run("citizen", 99) = queue.next(at: 0, isWanted: { _, _ in true }) else {
            Issue.record("others are served")
            return
        }
        queue.finish("storm")
        guard case .run("storm", 1) = queue.next(at: 0, isWanted: { _, _ in true }) else {
            Issue.record("its next is run when its first is done")
            return
        }
    }

    @Test func refusesAClientWhoseLineIsFull() {
        var queue = queue(ofOne: 2)
        for job in 0..<2 { #expect(queue.add(job, of: "a", at: 0) == .admitted) }
        #expect(queue.add(2, of: "a", at: 0) == .refused)
        #expect(queue.add(3, of: "b", at: 0) == .admitted)
        #expect(drain(&queue).run == [0, 3, 1])
        #expect(queue.add(4, of: "a", at: 0) == .admitted)
    }

    @Test func theLongestLineGivesWayWhereAllIsFull() {
        var queue = queue(4)
        for job in 0..<4 { _ = queue.add(job, of: "storm", at: 0) }
        #expect(queue.add(99, of: "citizen", at: 0) == .admittedFor(3))
        #expect(queue.add(4, of: "storm", at: 0) == .refused)
        #expect(queue.waiting == 4)
        #expect(drain(&queue).run == [0, 99, 1, 2])
    }

    @Test func aFullQueueOfManyClientsTakesNobodyElse() {
        var queue = queue(3)
        for (job, client) in ["a", "b", "c"].enumerated() { _ = queue.add(job, of: client, at: 0) }
        #expect(queue.add(9, of: "d", at: 0) == .refused)
        #expect(queue.waiting == 3)
    }

    @Test func dropsJobsThatNobodyWaitsForAnyMore() {
        var queue = queue()
        for job in 0..<4 { _ = queue.add(job, of: "a", at: UInt64(job) * 100) }
        _ = queue.add(9, of: "b", at: 0)
        let result = drain(&queue, at: 500) { job, waited in waited < 300 || job == 9 }
        #expect(result.dropped == [0, 1, 2])
        #expect(result.run == [3, 9])
        #expect(queue.waiting == 0)
    }

    @Test func givesUpAllThatWaits() {
        var queue = queue(atWork: 1)
        for job in 0..<3 { _ = queue.add(job, of: "a", at: 0) }
        _ = queue.next(at: 0) { _, _ in true }
        #expect(queue.removeAll() == [1, 2])
        #expect(queue.waiting == 0)
        // What is at work still counts for its client.
        _ = queue.add(5, of: "a", at: 0)
        #expect(queue.next(at: 0, isWanted: { _, _ in true }) == nil)
        queue.finish("a")
        #expect(drain(&queue).run == [5])
    }
}
