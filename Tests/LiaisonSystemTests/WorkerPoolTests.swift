import LiaisonSystem
import Synchronization
import Testing

@Suite struct WorkerPoolTests {
    @Test(arguments: [1, 4])
    func finishesEveryJobBeforeItStops(_ threads: Int) throws {
        let sum = Mutex(0)
        let pool = try WorkerPool(named: "test", count: threads)
        for number in 1...1000 { pool.run { sum.withLock { $0 += number } } }
        pool.stop()
        #expect(sum.withLock { $0 } == 500_500)
    }

    @Test func runsJobsInOrderOnOneThread() throws {
        let order = Mutex<[Int]>([])
        let pool = try WorkerPool(named: "test", count: 1)
        for number in 0..<100 { pool.run { order.withLock { $0.append(number) } } }
        pool.stop()
        #expect(order.withLock { $0 } == Array(0..<100))
    }

    @Test func runsAJobWhileAnotherBlocks() throws {
        let gate = Gate()
        let pool = try WorkerPool(named: "test", count: 2)
        // The first can only end when the second has run.
        pool.run { gate.wait() }
        pool.run { gate.open() }
        pool.stop()
        gate.wait()
    }
}
