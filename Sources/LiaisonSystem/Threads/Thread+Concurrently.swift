import Glibc
import Synchronization

extension Thread {
    /// The number of processors that the machine has on line, at least 1.
    package static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Calls `body` once for each number from 0 up to `count`, on several threads, and returns when all are done.
    ///
    /// The numbers are taken in order, each by the first thread that is free.
    ///
    /// - Parameters:
    ///   - count: How many calls.
    ///   - threads: How many at once, the calling thread included.
    ///   - body: The work for one number.
    /// - Throws: EAGAIN when the machine allows no more threads; the calls that have begun are finished then.
    package static func concurrently(
        _ count: Int, threads: Int = processorCount, _ body: @escaping @Sendable (Int) -> Void
    ) throws(SystemError) {
        let work = Work(count: count, body: body)
        try share(work, threads: min(threads, count))
    }

    private static func share(_ work: Work, threads: Int) throws(SystemError) {
        guard threads > 1 else { return work.run() }
        let helper = try Thread(named: "worker") { work.run() }
        do throws(SystemError) {
            try share(work, threads: threads - 1)
        } catch {
            helper.join()
            throw error
        }
        helper.join()
    }

    private final class Work: Sendable {
        private let next = Atomic(0)
        private let count: Int
        private let body: @Sendable (Int) -> Void

        init(count: Int, body: @escaping @Sendable (Int) -> Void) {
            self.count = count
            self.body = body
        }

        func run() {
            while true {
                let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
                if number >= count { return }
                body(number)
            }
        }
    }
}
