/// What isn't there though something refers to it: lines that another segment's opening has witnessed, lines that this
/// process has seen stand for a while, and what acts are about.
///
/// It costs a start nothing but a look at each opening, which the cache has too. The last segment of a server that
/// is gone has no witness before another one opens but the cache, if it was read when it had settled: else only a seal that
/// was kept elsewhere tells what it had.
package struct MissingLines: Sendable {
    /// Who has seen lines that have to be there.
    enum Witness: Sendable {
        /// Another segment's opening.
        case opening(SegmentName)
        /// This process itself.
        case process
        /// Whoever stored extracts of a segment that had settled.
        case cache
    }

    /// Segments with fewer lines than somebody has seen, and who has.
    private var short: [SegmentName: (lines: Int, witness: Witness)] = [:]
    /// What this process has seen stand, of segments that had fewer lines later.
    private var standing: [SegmentName: Int] = [:]
    /// The last lines of those, for the next opening to witness: what has seen them may end before anybody puts them back.
    private(set) var heads: [SegmentName: SegmentHead] = [:]
    /// What has been found to be missing by the look before.
    private var known: Set<String> = []
    /// What the operator has been told of.
    private var told: Set<String> = []

    /// Whether no lines are missing.
    package var isEmpty: Bool { short.isEmpty }

    /// Whether a segment has fewer lines than somebody has seen.
    func isShort(_ name: SegmentName) -> Bool { short[name] != nil }

    /// The same for a fold that begins anew: what this process has seen, and what has been told.
    func whatStood() -> MissingLines {
        var rest = MissingLines()
        (rest.standing, rest.heads) = (standing, heads)
        (rest.known, rest.told) = (known, told)
        for (name, lines) in standing { rest.note(lines, in: name, witness: .process) }
        return rest
    }

    /// Takes note of lines that have to be there.
    mutating func note(_ lines: Int, in name: SegmentName, witness: Witness) {
        let known = short[name]
        // An opening is part of the ledger.
        let isBetter = if case .cache? = known?.witness { lines == known?.lines } else { false }
        if lines > known?.lines ?? 0 || isBetter { short[name] = (lines, witness) }
    }

    /// Takes note of lines that this process has seen stand, in a segment that has fewer now.
    ///
    /// - Parameters:
    ///   - lines: How many.
    ///   - name: The segment.
    ///   - head: The last of them that can be read, if it is known.
    mutating func stood(_ lines: Int, in name: SegmentName, head: SegmentHead?) {
        guard lines > standing[name] ?? 0 else { return }
        standing[name] = lines
        heads[name] = head.flatMap { $0.sequence < lines ? $0 : nil }
    }

    /// Strikes out what is there.
    mutating func strike(where isThere: (SegmentName, _ lines: Int) -> Bool) {
        for (name, value) in short where isThere(name, value.lines) {
            short[name] = nil
            if let lines = standing[name], isThere(name, lines) { (standing[name], heads[name]) = (nil, nil) }
        }
    }

    /// Whether anything is missing, by its name, that wasn't before.
    func isNews(_ names: some Sequence<String>) -> Bool { names.contains { !known.contains($0) } }

    /// Everything that is missing, by its name, is known now.
    mutating func setKnown(_ names: some Sequence<String>) {
        known = Set(names)
        told.formIntersection(known)
    }

    /// Nothing is missing any more.
    mutating func forgetKnown() { if !known.isEmpty { setKnown([]) } }

    /// Whether the operator is to be told of something, by its name: once.
    mutating func tells(_ name: String) -> Bool { told.insert(name).inserted }

    /// The segments with fewer lines than somebody has seen, in order.
    var segments: [(name: SegmentName, lines: Int, witness: Witness)] {
        short.sorted { $0.key < $1.key }.map { ($0.key, $0.value.lines, $0.value.witness) }
    }
}
