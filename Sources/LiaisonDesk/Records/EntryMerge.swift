import LiaisonCodes
import LiaisonRecords
import LiaisonSystem

/// The register entries of several stations in one order, the newest day first, looked at as they are needed.
///
/// It goes through the entries as they were when it was made, whatever comes meanwhile.
struct EntryMerge {
    /// The stations' records, to make the entries of.
    private let books: [StationID: RecordBook]
    private let isWanted: (EntryRow) -> Bool
    private var sources: [Source] = []
    private var heap = SourceHeap<EntryPlace>()

    private struct Source {
        let rows: [EntryRow]
        /// What is still to be looked at, from its end.
        var rest: Range<Int>
    }

    /// - Parameters:
    ///   - books: The stations' records.
    ///   - place: Where the list goes on; nothing at its beginning.
    ///   - first: The first day, if there is one.
    ///   - last: The last day, if there is one.
    ///   - isWanted: Which entries.
    init(
        _ books: [StationID: RecordBook], after place: EntryPlace?, from first: CivilDate?,
        to last: CivilDate?, where isWanted: @escaping (EntryRow) -> Bool
    ) {
        self.books = books
        self.isWanted = isWanted
        for book in books.values {
            let rows = book.rows
            let start = first.map { rows.index(ofDay: $0) } ?? 0
            let end = min(
                last.map { rows.index(afterDay: $0) } ?? rows.count,
                place.map { rows.index(of: $0) } ?? rows.count)
            if start < end { sources.append(Source(rows: rows, rest: start..<end)) }
        }
        for source in sources.indices {
            if let next = advance(source) { heap.insert(source, next) }
        }
    }

    /// Whether there is another one.
    var hasMore: Bool { heap.top != nil }

    /// The next entries; fewer than the limit only at the end.
    mutating func next(_ limit: Int) -> [RegisterEntry] {
        var found: [RegisterEntry] = []
        while found.count < limit, let source = heap.top {
            let number = sources[source].rows[sources[source].rest.upperBound].place.number
            if let entry = books[number.station]?.entry(number) { found.append(entry) }
            heap.replaceTop(advance(source))
        }
        return found
    }

    /// Goes on to a source's next entry that is wanted.
    private mutating func advance(_ source: Int) -> EntryPlace? {
        let rows = sources[source].rows
        var rest = sources[source].rest
        while let index = rest.popLast() {
            if isWanted(rows[index]) {
                sources[source].rest = rest
                return rows[index].place
            }
        }
        sources[source].rest = rest
        return nil
    }
}
