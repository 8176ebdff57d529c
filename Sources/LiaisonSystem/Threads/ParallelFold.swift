import Synchronization

/// Folds many items on all processors, each thread into a part of its own.
package enum ParallelFold {
    /// How many items are folded at once: while one thread of a processor waits for the disk, the other folds.
    private static let threads = 2 * Thread.processorCount

    /// Folds the items.
    ///
    /// Which item lands in which part is chance: `merge` must give the same whatever it is.
    ///
    /// - Parameters:
    ///   - items: What to fold.
    ///   - start: The part that each thread begins with, empty.
    ///   - fold: Adds an item to a part.
    ///   - merge: Adds a part to another.
    /// - Returns: The parts merged.
    /// - Throws: The first error of `fold`, or EAGAIN when the machine allows no more threads.
    package static func over<Item: Sendable, Part: Sendable>(
        _ items: [Item], from start: Part,
        _ fold: @escaping @Sendable (inout Part, Item) throws(SystemError) -> Void,
        merging merge: (inout Part, Part) -> Void
    ) throws(SystemError) -> Part {
        let shelf = Shelf<Part>()
        try Thread.concurrently(items.count, threads: threads) { index in
            var part = shelf.take() ?? start
            do throws(SystemError) { try fold(&part, items[index]) } catch { shelf.note(error) }
            shelf.put(part)
        }
        let (parts, failure) = shelf.contents
        if let failure { throw failure }
        guard var result = parts.first else { return start }
        for part in parts.dropFirst() { merge(&result, part) }
        return result
    }

    /// Parts that no thread works on right now.
    private final class Shelf<Part: Sendable>: Sendable {
        private let state = Mutex<(parts: [Part], failure: SystemError?)>(([], nil))

        func take() -> Part? { state.withLock { $0.parts.popLast() } }
        func put(_ part: Part) { state.withLock { $0.parts.append(part) } }
        func note(_ error: SystemError) { state.withLock { $0.failure = $0.failure ?? error } }
        var contents: ([Part], SystemError?) { state.withLock { ($0.parts, $0.failure) } }
    }
}
