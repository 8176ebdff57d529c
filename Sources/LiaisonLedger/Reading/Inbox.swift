import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// What the ledger keeps in memory of one station: the fold of the union of its segments, without texts.
///
/// A plain value: it reads no file and takes no lock, so its merging is tested by permuting events.
package struct Inbox: Sendable {
    package let station: StationID
    /// The segments in the order in which they were first seen.
    package internal(set) var segments: [SegmentIndex] = []
    /// The indices of ``segments`` in the order of their names.
    private(set) var segmentsByName: [Int] = []
    private var segmentIndices: [SegmentName: Int] = [:]
    /// The cases in the order in which they were first seen.
    package internal(set) var cases: [Case] = []
    /// Where each case's latest event stands, parallel to ``cases``; the segment's line tells of the one before.
    var latestPlaces: [LinePlace] = []
    var numbers = NumberIndex()
    var byNonce = IndexTable()
    /// The cases by age, for lists.
    var byAge = CaseOrder()
    /// Cases of which something stands in the store more than once: readers are given it once.
    var repeated: Set<Int> = []
    /// Cases of other stations' ledgers that are, or were, this station's to handle, and where the pointer stands.
    package internal(set) var referrals: [CaseNumber: LinePlace] = [:]
    /// Events whose case hasn't been seen: its segment is still to be read.
    var orphans: [UInt64: [Orphan]] = [:]
    /// What is still to be taken out of the segments.
    package internal(set) var erasures = ErasureBacklog()
    /// Cases with an event that is older than one applied before: they must be folded anew, in order.
    package internal(set) var unordered: Set<Int> = []
    var lastApplied: [LineOrder] = []
    var undo: Undo?
    /// Bytes of extracts that aren't stored yet.
    var unsavedExtracts = 0
    /// Lines that were read from segments: other writers' news.
    var linesRead = 0
    /// The settled segments of whose status nothing is stored, or something else.
    var unsavedStatuses: [SegmentName: SettledStatus] = [:]

    /// What of the station's files can't be read.
    var damage = StationDamage()
    /// What isn't there though something refers to it.
    var missing = MissingLines()
    /// What changes while this process looks on.
    var changing = ChangingFiles()
    /// Segments with something that may be there in a moment.
    var doubted: Set<Int> = []

    /// Whether the committer takes words out.
    var isErasing = false
    /// Whether a batch has begun that may have to be taken back.
    var isOpen: Bool { undo != nil }
    /// Whether the committer knows indices of this fold: while a batch is open, and while it erases.
    var isPinned: Bool { isOpen || isErasing }

    /// What belongs to no case.
    var records: RecordIndex

    package init(station: StationID, records: any RecordFold.Type = NoRecords.self) {
        self.station = station
        self.records = RecordIndex(station: station, records)
    }

    /// The index of the segment with that name, if it has been seen.
    func index(of segment: SegmentName) -> Int? { segmentIndices[segment] }

    /// Adds a segment that hasn't been seen before.
    ///
    /// - Returns: Its index.
    @discardableResult
    mutating func add(_ segment: SegmentIndex) -> Int {
        let index = segments.count
        segments.append(segment)
        segments[index].growing = GrowingExtract(station: station, from: 0)
        segmentIndices[segment.name] = index
        let place = segmentsByName.lastIndex { segments[$0].name < segment.name }.map { $0 + 1 } ?? 0
        segmentsByName.insert(index, at: place)
        return index
    }

    /// Where the events of a case stand, in the order in which they were first seen.
    package func places(ofCase index: Int) -> [LinePlace] {
        var places: [LinePlace] = []
        var place = latestPlaces[index]
        while place != .none {
            places.append(place)
            place = segments[place.segment].earlierPlaces[place.line]
        }
        return places.reversed()
    }

    /// Where the event stands in the one order that every server agrees on.
    func order(_ event: Event, _ place: LinePlace) -> LineOrder {
        LineOrder(at: event.at, segment: segments[place.segment].name, line: place.line)
    }

    /// Adds one event.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - place: Where its line stands.
    ///   - hasWords: Whether what a person typed stands in the line.
    /// - Returns: The index of its case; nothing for an event that waits for its case's first.
    @discardableResult
    mutating func absorb(_ event: Event, at place: LinePlace, hasWords: Bool = false) -> Int? {
        if case .referred = event.body {
            if referrals[event.caseNumber] == nil {
                referrals[event.caseNumber] = place
                undo?.referrals.append(event.caseNumber)
            }
            return nil
        }
        guard let index = merge(event, at: place, hasWords: hasWords) else { return nil }
        let isErased = cases[index].isErased
        // A server that didn't know of the erasure has added photos, perhaps without a word: they go too.
        let hasPersonal = hasWords || (isErased && !event.photos.isEmpty)
        erasures.note(index, hasWords: hasPersonal, isErased: isErased)
        return index
    }

    private mutating func merge(_ event: Event, at place: LinePlace, hasWords: Bool) -> Int? {
        let serial = event.caseNumber.serial
        guard case .received(let receipt) = event.body else {
            let found = event.nonce.map { self.index(ofNonce: $0) } ?? self.index(ofSerial: serial)
            guard let index = found else {
                orphans[serial, default: []].append(Orphan(event: event, place: place, hasWords: hasWords))
                return nil
            }
            add(event, at: place, toCase: index)
            return index
        }
        let known = self.index(ofNonce: receipt.nonce)
        let index = known ?? cases.count
        if known != nil {
            if numbers.add(serial, to: index, of: cases) { undo?.numbers.append((serial, index)) }
            add(event, at: place, toCase: index)
        } else {
            cases.append(
                Case(
                    number: event.caseNumber, received: event.at, receipt: receipt, photos: event.photos,
                    length: length(at: place)))
            latestPlaces.append(place)
            segments[place.segment].lineCases[place.line] = Int32(index)
            lastApplied.append(order(event, place))
            let cases = cases
            byNonce.insert(index) { cases[$0].nonce.hash }
            numbers.insert(index, of: cases)
        }
        if !orphans.isEmpty { adopt(serial, by: index) }
        return index
    }

    /// Gives a case what has been waiting for it.
    private mutating func adopt(_ serial: UInt64, by index: Int) {
        guard let waiting = orphans[serial] else { return }
        let nonce = cases[index].nonce
        let isOwn = { (orphan: Orphan) in (orphan.event.nonce ?? nonce) == nonce }
        let rest = waiting.filter { !isOwn($0) }
        if rest.count == waiting.count { return }
        let own = waiting.filter(isOwn)
        undo?.adopted += own
        orphans[serial] = rest.isEmpty ? nil : rest
        for orphan in own {
            add(orphan.event, at: orphan.place, toCase: index)
            erasures.note(index, hasWords: orphan.hasWords, isErased: cases[index].isErased)
        }
    }

    private mutating func add(_ event: Event, at place: LinePlace, toCase index: Int) {
        remember(index)
        attach(place, toCase: index)
        let order = order(event, place)
        if order < lastApplied[index] {
            unordered.insert(index)
        } else {
            let isNew = cases[index].apply(event, length: length(at: place))
            if !isNew || event.isMessage { repeated.insert(index) }
            lastApplied[index] = order
        }
    }

    /// The bytes of a line.
    private func length(at place: LinePlace) -> Int {
        segments[place.segment].range(ofLine: place.line).count
    }

    private mutating func attach(_ place: LinePlace, toCase index: Int) {
        segments[place.segment].earlierPlaces[place.line] = latestPlaces[index]
        latestPlaces[index] = place
        segments[place.segment].lineCases[place.line] = Int32(index)
    }

    /// The earliest moment of an event in a segment that all servers fold after what the case has by now.
    func earliest(inSegment segment: Int, afterCase index: Int) -> Timestamp {
        let last = lastApplied[index]
        let isBehind = segments[segment].name < last.segment
        return isBehind ? Timestamp(milliseconds: last.at.milliseconds + 1) : last.at
    }

    /// Folds a case anew from all its events, in whatever order they come.
    mutating func refold(_ index: Int, _ events: [(Event, LinePlace)]) {
        let sorted = events.sorted { order($0.0, $0.1) < order($1.0, $1.1) }
        // The message comes first whatever the clocks said: no event may be lost for being dated before it.
        var folded: Case?
        var first: LinePlace?
        for (event, place) in sorted {
            guard folded == nil, case .received(let receipt) = event.body else { continue }
            folded = Case(
                number: event.caseNumber, received: event.at, receipt: receipt, photos: event.photos,
                length: length(at: place))
            first = place
        }
        guard var folded else { return }
        for (event, place) in sorted {
            if place != first {
                let isNew = folded.apply(event, length: length(at: place))
                if !isNew || event.isMessage { repeated.insert(index) }
            }
            lastApplied[index] = order(event, place)
        }
        if folded.received != cases[index].received { byAge.forget() }
        cases[index] = folded
        erasures.note(index, hasWords: false, isErased: folded.isErased)
        unordered.remove(index)
    }
}
