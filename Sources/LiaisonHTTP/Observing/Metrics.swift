import LiaisonSystem
import Synchronization

/// A count that only grows.
package final class Counter: Sendable {
    private let count = Atomic(0)

    package init() {}

    package func add(_ amount: Int = 1) { count.add(amount, ordering: .relaxed) }
    package var value: Int { count.load(ordering: .relaxed) }
}

/// A number that goes up and down.
package final class Gauge: Sendable {
    private let number = Atomic(0)

    package init() {}

    package func add(_ amount: Int) { number.add(amount, ordering: .relaxed) }
    package func set(_ value: Int) { number.store(value, ordering: .relaxed) }
    package var value: Int { number.load(ordering: .relaxed) }
}

/// Observations sorted into buckets, in whole units such as nanoseconds or items; printed in base units.
package final class Histogram: Sendable {
    /// Inclusive upper bounds, ascending.
    let bounds: [Int]
    /// Units of one base unit: 1,000,000,000 for nanoseconds printed as seconds, 1 for items.
    let unitsPerBase: Int
    private let counts: [Counter]
    private let sum = Atomic(0)

    package init(bounds: [Int], unitsPerBase: Int = 1) {
        self.bounds = bounds
        self.unitsPerBase = unitsPerBase
        counts = (0...bounds.count).map { _ in Counter() }
    }

    /// Durations in nanoseconds, printed in seconds: 100 us to 10 s, about three buckets a decade.
    package static func durations() -> Histogram {
        Histogram(
            bounds: [
                100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000,
                50_000_000,
                100_000_000, 250_000_000, 500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000,
                10_000_000_000,
            ], unitsPerBase: 1_000_000_000)
    }

    package func observe(_ value: Int) {
        // Few bounds, and most observations meet one of the first.
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count].add()
        sum.wrappingAdd(value, ordering: .relaxed)
    }

    /// Cumulative counts, one for each bound and one for all; and the sum in units.
    var snapshot: (cumulative: [Int], sum: Int) {
        var total = 0
        let cumulative = counts.map { counter in
            total += counter.value
            return total
        }
        return (cumulative, sum.load(ordering: .relaxed))
    }
}
