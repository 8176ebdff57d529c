/// "Did you mean": the names nearest to a mistyped one.
package enum Suggestions {
    /// Names at most a third of their letters away, nearest first; names that start with what was typed
    /// count as near.
    ///
    /// - Parameters:
    ///   - typed: What was typed.
    ///   - names: The names there are.
    /// - Returns: At most three names.
    package static func near(_ typed: String, among names: [String]) -> [String] {
        let ranked = names.compactMap { name -> (distance: Int, name: String)? in
            let distance = distance(Array(typed.lowercased().utf8), Array(name.utf8))
            if distance * 3 <= name.utf8.count + 1 { return (distance, name) }
            let isStart = typed.utf8.count > 2 && name.hasPrefix(typed)
            return isStart ? (name.utf8.count, name) : nil
        }
        return ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }

    /// The fewest insertions, deletions, replacements and swaps of neighbours that turn one into the other
    /// (optimal string alignment).
    package static func distance<Symbol: Equatable>(_ first: [Symbol], _ second: [Symbol]) -> Int {
        var previous: [Int] = []
        var row = Array(0...second.count)
        for i in first.indices {
            var next = [i + 1]
            for j in second.indices {
                var cost = min(row[j] + (first[i] == second[j] ? 0 : 1), row[j + 1] + 1, next[j] + 1)
                if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
                    cost = min(cost, previous[j - 1] + 1)
                }
                next.append(cost)
            }
            (previous, row) = (row, next)
        }
        return row[second.count]
    }
}
