import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// Where a station's records stand, and what the fold makes of them.
struct RecordIndex: Sendable {
    /// What they amount to.
    private(set) var fold: any RecordFold
    private let kind: any RecordFold.Type
    private let station: StationID
    /// The lines of each number.
    private var lines: [RecordNumber: Lines] = [:]

    private struct Lines {
        /// Where they stand, in the order in which they were first seen.
        var places: [LinePlace] = []
        /// The last of them in the order of the fold.
        var last = LineOrder(
            at: Timestamp(milliseconds: .min), segment: SegmentName(month: 0, number: 0), line: 0)
    }

    /// Which record has a key, and which of the lines that say so counts: the first in the order of the fold.
    private var keys: [Digest: (number: RecordNumber, place: LinePlace, order: LineOrder)] = [:]
    /// How many lines say of a number that its words and photos are to be taken out of the store.
    private var erasures: [RecordNumber: Int] = [:]
    /// Those of them with words or photos left, as far as is known.
    private var due: Set<RecordNumber> = []
    /// Lines that a batch has brought which may have to be taken back.
    private var taken: [(record: Record, place: LinePlace, order: LineOrder)] = []

    init(station: StationID, _ kind: any RecordFold.Type) {
        self.station = station
        self.kind = kind
        fold = kind.init(station: station)
    }

    /// The same of no lines.
    func emptied() -> RecordIndex { RecordIndex(station: station, kind) }

    /// The record that has a key.
    func known(_ key: Digest) -> (number: RecordNumber, place: LinePlace)? {
        keys[key].map { ($0.number, $0.place) }
    }

    /// Whether a number belongs to a record.
    func has(_ number: RecordNumber) -> Bool { lines[number] != nil }

    /// Where the lines of a number stand.
    func places(of number: RecordNumber) -> [LinePlace] { lines[number]?.places ?? [] }

    /// The earliest moment of a line in a segment that all servers fold after what a number has by now.
    func earliest(in segment: SegmentName, after number: RecordNumber) -> Timestamp {
        guard let last = lines[number]?.last else { return Timestamp(milliseconds: 0) }
        return segment < last.segment ? Timestamp(milliseconds: last.at.milliseconds + 1) : last.at
    }

    /// Why a record can't be written now, or nothing when it can.
    func refusal(of record: Record) -> RecordRefusal? {
        isErased(record.number) ? RecordRefusal("erased") : fold.refusal(of: record)
    }

    /// The fold as readers get it.
    mutating func arranged() -> any RecordFold {
        fold.arrange()
        return fold
    }

    /// Whether the words of a number are to be taken out, or are.
    func isErased(_ number: RecordNumber) -> Bool { erasures[number] != nil }

    /// The same of the number whose line stands at a place.
    func isErased(at place: LinePlace) -> Bool { erasures.keys.contains { places(of: $0).contains(place) } }

    /// Whether words are to be taken out.
    var hasErasures: Bool { !due.isEmpty }

    /// Takes a line in.
    ///
    /// - Returns: Whether this release knows what it says.
    mutating func take(
        _ record: Record, at place: LinePlace, _ order: LineOrder, hasWords: Bool, inBatch: Bool
    ) -> Bool {
        lines[record.number, default: Lines()].places.append(place)
        if let last = lines[record.number]?.last { lines[record.number]?.last = max(last, order) }
        let isErasure = record.kind == Record.erasure
        if isErasure { erasures[record.number, default: 0] += 1 }
        // An erasure that comes again looks at everything again; what a server added that didn't know of it goes too.
        let hasPersonal = hasWords || !record.photos.isEmpty
        if isErasure || hasPersonal, isErased(record.number) { due.insert(record.number) }
        if let key = record.key {
            if let known = keys[key] {
                // Of what two servers stored both, what stands second says nothing new, whichever was read first. A
                // batch brings no such line: a key that is known is a repetition there.
                if known.order < order { return true }
                fold.takeBack(known.number, known.order)
            }
            keys[key] = (record.number, place, order)
        }
        if inBatch { taken.append((record, place, order)) }
        return fold.take(record, order) || isErasure
    }

    /// Keeps what a batch has brought.
    mutating func commit() { taken = [] }

    /// Takes back what a batch has brought.
    mutating func rollBack() {
        for (record, place, order) in taken.reversed() {
            lines[record.number]?.places.removeAll { $0 == place }
            if lines[record.number]?.places.isEmpty == true { lines[record.number] = nil }
            if let key = record.key { keys[key] = nil }
            if record.kind == Record.erasure, let count = erasures[record.number] {
                erasures[record.number] = count > 1 ? count - 1 : nil
            }
            if !isErased(record.number) { due.remove(record.number) }
            fold.takeBack(record.number, order)
        }
        taken = []
    }

    /// The numbers whose words are due to be taken out; what arrives from now on makes them due anew.
    mutating func takeDue() -> [RecordNumber] {
        defer { due = [] }
        return due.sorted()
    }

    /// Has a number's words looked at once more.
    mutating func `repeat`(_ number: RecordNumber) { due.insert(number) }
}
