import LiaisonSystem
import Synchronization
import Testing

@Suite struct ThreadConcurrentlyTests {
    @Test(arguments: [(0, 2), (1, 4), (1000, 1), (1000, 3)])
    func callsOnceForEachNumber(count: Int, threads: Int) throws {
        let calls = Mutex([Int](repeating: 0, count: count))
        try Thread.concurrently(count, threads: threads) { number in calls.withLock { $0[number] += 1 } }
        #expect(calls.withLock { $0 } == [Int](repeating: 1, count: count))
    }
}
