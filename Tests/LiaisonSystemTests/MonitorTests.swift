import LiaisonSystem
import Testing

@Suite struct MonitorTests {
    @Test func whoWaitsSeesWhatOthersChange() throws {
        let monitor = Monitor([Int]())
        let sum = Monitor<Int?>(nil)
        _ = try Thread(named: "adder") {
            var total = 0
            while total < 6 {
                total += monitor.wait { $0.popLast() }
            }
            sum.withLock { [total] in $0 = total }
            sum.announce()
        }
        for value in 1...3 {
            monitor.withLock { $0.append(value) }
            monitor.announce()
        }
        #expect(sum.wait { $0 } == 6)
    }

    @Test func whatIsThereAlreadyIsNotWaitedFor() {
        let monitor = Monitor(5)
        let found = monitor.wait { value -> Int? in
            defer { value = 0 }
            return value
        }
        #expect(found == 5)
        #expect(monitor.withLock { $0 } == 0)
    }
}
