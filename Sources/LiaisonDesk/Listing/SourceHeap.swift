/// Several sources in the order of their next elements, the greatest on top: a binary heap.
struct SourceHeap<Key: Comparable> {
    private var sources: [(key: Key, index: Int)] = []

    /// The source whose next element is the greatest of all; nothing when none has any.
    var top: Int? { sources.first?.index }

    /// Adds a source.
    ///
    /// - Parameters:
    ///   - index: The source.
    ///   - key: Its next element.
    mutating func insert(_ index: Int, _ key: Key) {
        sources.append((key, index))
        var child = sources.count - 1
        while child > 0, sources[child].key > sources[(child - 1) / 2].key {
            sources.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Puts the source on top where it belongs by now.
    ///
    /// - Parameter key: Its next element; nothing when it has no more.
    mutating func replaceTop(_ key: Key?) {
        if let key {
            sources[0].key = key
        } else {
            sources.swapAt(0, sources.count - 1)
            sources.removeLast()
        }
        var parent = 0
        while true {
            var greatest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < sources.count {
                if sources[child].key > sources[greatest].key { greatest = child }
            }
            if greatest == parent { return }
            sources.swapAt(parent, greatest)
            parent = greatest
        }
    }
}
