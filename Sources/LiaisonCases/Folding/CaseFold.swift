import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

// The room where lines become cases: whose a line is, what the case is after it, which numbers lead to which case, what is still
// to be erased. Its rule: whatever the order in which lines come, the same lines make the same cases on every server, and a
// batch can be taken back. Lines come from the journal, read or just written; cases go to readers (`Ledger/`, `Streams/`) and to
// whoever decides on them (`Deciding/`).

/// What a station's lines amount to: its cases, without texts, and its records.
///
/// A plain value: it reads no file but where a case must be folded anew, and takes no lock, so its merging is tested by
/// permuting events.
struct CaseFold: Fold {
    let station: StationID
    /// The cases in the order in which they were first seen.
    var cases = CaseList()
    /// Which lines are whose.
    var caseLines = CaseLines()
    /// Where each case's latest event stands, parallel to ``cases``; ``caseLines`` tells of the one before.
    var latestPlaces: [LinePlace] = []
    var numbers = NumberIndex()
    var byNonce = IndexTable()
    /// The cases by age, for lists.
    var byAge = CaseOrder()
    /// Cases of which something stands in the store more than once: readers are given it once.
    var repeated: Set<Int> = []
    /// Cases of other stations' ledgers that are, or were, this station's to handle, and where the pointer stands.
    var referrals: [CaseNumber: LinePlace] = [:]
    /// Cases of this ledger that another station's refers to and that haven't been seen here, and where it does.
    var expected: [CaseNumber: Verification.Place] = [:]
    /// Events whose case hasn't been seen: its segment is still to be read.
    var orphans: [UInt64: [Orphan]] = [:]
    /// The topics and places of the cases, each once: thousands of cases have the same.
    var texts: Set<String> = []
    /// What is still to be taken out of the segments.
    var erasures = ErasureBacklog()
    /// Cases with an event that is older than one applied before: they must be folded anew, in order.
    var unordered: Set<Int> = []
    var lastApplied: [LineOrder] = []
    var undo: Undo?

    /// What belongs to no case.
    var records: RecordIndex

    /// The fold of no lines.
    ///
    /// - Parameters:
    ///   - station: Whose.
    ///   - records: What folds what belongs to no case.
    init(station: StationID, records: any RecordFold.Type = NoRecords.self) {
        self.station = station
        self.records = RecordIndex(station: station, records)
    }

    func emptied() -> CaseFold {
        var fold = CaseFold(station: station)
        fold.records = records.emptied()
        fold.expected = expected
        return fold
    }

    /// Where the events of a case stand, in the order in which they were first seen.
    ///
    /// - Parameter index: The case.
    /// - Returns: The places.
    func places(ofCase index: Int) -> [LinePlace] {
        var places: [LinePlace] = []
        var place = latestPlaces[index]
        while place != .none {
            places.append(place)
            place = caseLines.earlier(than: place)
        }
        return places.reversed()
    }

    /// Where the first line stands that the case has got; none where it has none.
    func firstPlace(ofCase index: Int) -> LinePlace {
        var (first, place) = (LinePlace.none, latestPlaces[index])
        while place != .none { (first, place) = (place, caseLines.earlier(than: place)) }
        return first
    }

    /// Adds one event.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - place: Where its line stands.
    ///   - hasWords: Whether what a person typed stands in the line.
    ///   - lines: The station's lines, that one too.
    /// - Returns: The index of its case; nothing for an event that waits for its case's first.
    @discardableResult
    mutating func absorb(
        _ event: Event, at place: LinePlace, hasWords: Bool = false, in lines: StationLines
    ) -> Int? {
        if case .referred = event.body {
            if referrals[event.caseNumber] == nil {
                referrals[event.caseNumber] = place
                undo?.referrals.append(event.caseNumber)
            }
            return nil
        }
        guard let index = merge(event, at: place, hasWords: hasWords, in: lines) else { return nil }
        if !expected.isEmpty { expected[event.caseNumber] = nil }
        let isErased = cases[index].isErased
        // A server that didn't know of the erasure has added photos, perhaps without a word: they go too.
        let hasPersonal = hasWords || (isErased && !event.photos.isEmpty)
        erasures.note(index, hasWords: hasPersonal, isErased: isErased)
        return index
    }

    private mutating func merge(
        _ event: Event, at place: LinePlace, hasWords: Bool, in lines: StationLines
    ) -> Int? {
        let serial = event.caseNumber.serial
        guard case .received(var receipt) = event.body else {
            let found = event.nonce.map { self.index(ofNonce: $0) } ?? self.index(ofSerial: serial)
            guard let index = found else {
                orphans[serial, default: []].append(Orphan(event: event, place: place, hasWords: hasWords))
                return nil
            }
            add(event, at: place, toCase: index, in: lines)
            return index
        }
        let known = self.index(ofNonce: receipt.nonce)
        let index = known ?? cases.count
        if known != nil {
            if numbers.add(serial, to: index, of: cases) { undo?.numbers.append((serial, index)) }
            add(event, at: place, toCase: index, in: lines)
        } else {
            receipt.topic = receipt.topic.map { texts.insert($0).memberAfterInsert }
            receipt.place = receipt.place.map { texts.insert($0).memberAfterInsert }
            cases.append(
                Case(
                    number: event.caseNumber, received: event.at, receipt: receipt, photos: event.photos,
                    length: lines.length(at: place)))
            latestPlaces.append(.none)
            attach(place, toCase: index)
            lastApplied.append(lines.order(of: place, at: event.at))
            let cases = cases
            byNonce.insert(index) { cases[$0].nonce.hash }
            numbers.insert(index, of: cases)
        }
        if !orphans.isEmpty { adopt(serial, by: index, in: lines) }
        return index
    }

    /// Gives a case what has been waiting for it.
    private mutating func adopt(_ serial: UInt64, by index: Int, in lines: StationLines) {
        guard let waiting = orphans[serial] else { return }
        let nonce = cases[index].nonce
        let isOwn = { (orphan: Orphan) in (orphan.event.nonce ?? nonce) == nonce }
        let rest = waiting.filter { !isOwn($0) }
        if rest.count == waiting.count { return }
        let own = waiting.filter(isOwn)
        undo?.adopted += own
        orphans[serial] = rest.isEmpty ? nil : rest
        for orphan in own {
            add(orphan.event, at: orphan.place, toCase: index, in: lines)
            erasures.note(index, hasWords: orphan.hasWords, isErased: cases[index].isErased)
        }
    }

    private mutating func add(
        _ event: Event, at place: LinePlace, toCase index: Int, in lines: StationLines
    ) {
        remember(index)
        attach(place, toCase: index)
        let order = lines.order(of: place, at: event.at)
        if order < lastApplied[index] {
            unordered.insert(index)
        } else {
            let isNew = cases[index].apply(event, length: lines.length(at: place))
            if !isNew || event.isMessage { repeated.insert(index) }
            lastApplied[index] = order
        }
    }

    private mutating func attach(_ place: LinePlace, toCase index: Int) {
        caseLines.attach(place, toCase: index, behind: latestPlaces[index])
        latestPlaces[index] = place
        undo?.attached.append(place)
    }

    /// The earliest moment of an event in a segment that all servers fold after what the case has by now.
    func earliest(in segment: SegmentName, afterCase index: Int) -> Timestamp {
        let last = lastApplied[index]
        return segment < last.segment ? Timestamp(milliseconds: last.at.milliseconds + 1) : last.at
    }

    /// Folds a case anew from all its events, in whatever order they come.
    mutating func refold(_ index: Int, _ events: [(Event, LinePlace)], in lines: StationLines) {
        let sorted = events.sorted {
            lines.order(of: $0.1, at: $0.0.at) < lines.order(of: $1.1, at: $1.0.at)
        }
        // The message comes first whatever the clocks said: no event may be lost for being dated before it.
        var folded: Case?
        var first: LinePlace?
        for (event, place) in sorted {
            guard folded == nil, case .received(let receipt) = event.body else { continue }
            folded = Case(
                number: event.caseNumber, received: event.at, receipt: receipt, photos: event.photos,
                length: lines.length(at: place))
            first = place
        }
        guard var folded else { return }
        for (event, place) in sorted {
            if place != first {
                let isNew = folded.apply(event, length: lines.length(at: place))
                if !isNew || event.isMessage { repeated.insert(index) }
            }
            lastApplied[index] = lines.order(of: place, at: event.at)
        }
        if folded.received != cases[index].received { byAge.forget() }
        cases[index] = folded
        erasures.note(index, hasWords: false, isErased: folded.isErased)
        unordered.remove(index)
    }
}

/// An event whose case hasn't been seen: the segment with its message is still to be read.
struct Orphan: Sendable {
    let event: Event
    let place: LinePlace
    let hasWords: Bool
}

/// What is known of one station: its lines, its cases and its records.
typealias Inbox = FoldedStation<CaseFold>
