import LiaisonCodes
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
    var latestPlaces: [EventPlace] = []
    var byNumber = IndexTable()
    var byNonce = IndexTable()
    /// Numbers that lead to a case of another number: the same form through two servers at once.
    private var aliases: [UInt64: Int] = [:]
    /// Cases that share a number with an earlier one: two servers drew it in the same instant.
    var twins: [UInt64: [Int]] = [:]
    /// Where the messages of a case stand when it has more than one, being the same form.
    var copies: [Int: [EventPlace]] = [:]
    /// Cases of other stations' ledgers that are, or were, this station's to handle, and where the pointer stands.
    package internal(set) var referrals: [CaseNumber: EventPlace] = [:]
    /// Events whose case hasn't been seen: its segment is still to be read.
    private var orphans: [UInt64: [(event: Event, place: EventPlace, hasWords: Bool)]] = [:]
    /// What is still to be taken out of the segments.
    package internal(set) var erasures = ErasureBacklog()
    /// Cases with an event that is older than one applied before: they must be folded anew, in order.
    package internal(set) var unordered: Set<Int> = []
    var lastApplied: [EventOrder] = []
    var undo: Undo?
    /// Bytes of extracts that aren't stored yet.
    var unsavedExtracts = 0
    /// Lines that were read from segments: other writers' news.
    var linesRead = 0
    /// The settled segments of whose status nothing is stored, or something else.
    var unsavedStatuses: [SegmentName: SettledStatus] = [:]

    /// What of the station's files can't be read.
    var damage = StationDamage()

    /// Whether the committer takes words out.
    var isErasing = false
    /// Whether a batch has begun that may have to be taken back.
    var isOpen: Bool { undo != nil }
    /// Whether the committer knows indices of this fold: while a batch is open, and while it erases.
    var isPinned: Bool { isOpen || isErasing }

    package init(station: StationID) { self.station = station }

    /// The index of the case with that number; of the first, should two servers have drawn it at once.
    package func index(of number: CaseNumber) -> Int? { index(ofSerial: number.serial) }

    private func index(ofSerial serial: UInt64) -> Int? {
        byNumber.index(hash: serial) { cases[$0].number.serial == serial } ?? aliases[serial]
    }

    /// The case with that number whose query code has that digest.
    package func index(of number: CaseNumber, query: Digest) -> Int? {
        let candidates = [index(of: number)].compactMap(\.self) + (twins[number.serial] ?? [])
        return candidates.first { cases[$0].isOpened(by: query) }
    }

    /// The case that the form with that nonce opened.
    package func index(ofNonce nonce: Digest) -> Int? {
        byNonce.index(hash: nonce.hash) { cases[$0].nonce == nonce }
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
    package func places(ofCase index: Int) -> [EventPlace] {
        var places: [EventPlace] = []
        var place = latestPlaces[index]
        while place != .none {
            places.append(place)
            place = segments[place.segment].earlierPlaces[place.line]
        }
        return places.reversed()
    }

    /// Where the messages of a case stand that a reader is given only one of; none where there is but one.
    func copies(ofCase index: Int) -> [EventPlace] { copies[index] ?? [] }

    /// Where the event stands in the one order that every server agrees on.
    func order(_ event: Event, _ place: EventPlace) -> EventOrder {
        EventOrder(at: event.at, segment: segments[place.segment].name, line: place.line)
    }

    /// Adds one event.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - place: Where its line stands.
    ///   - hasWords: Whether what a person typed stands in the line.
    /// - Returns: The index of its case; nothing for an event that waits for its case's first.
    @discardableResult
    mutating func absorb(_ event: Event, at place: EventPlace, hasWords: Bool = false) -> Int? {
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

    private mutating func merge(_ event: Event, at place: EventPlace, hasWords: Bool) -> Int? {
        let serial = event.caseNumber.serial
        guard case .received(let receipt) = event.body else {
            guard let index = index(ofSerial: serial) else {
                orphans[serial, default: []].append((event, place, hasWords))
                return nil
            }
            add(event, at: place, toCase: index)
            return index
        }
        if let index = index(ofNonce: receipt.nonce) {
            // The same form through two servers at once: one message, and both numbers lead to it.
            if self.index(ofSerial: serial) == nil { aliases[serial] = index }
            if cases[index].contains(receipt.digest) {
                remember(index)
                copies[index] = (copies[index] ?? Array(places(ofCase: index).prefix(1))) + [place]
                attach(place, toCase: index)
            } else {
                // Changed in between, as after the back button: neither server could know that it was adding words.
                add(event, at: place, toCase: index)
            }
            return index
        }
        let index = cases.count
        cases.append(
            Case(number: event.caseNumber, received: event.at, receipt: receipt, photos: event.photos))
        latestPlaces.append(place)
        segments[place.segment].lineCases[place.line] = Int32(index)
        lastApplied.append(order(event, place))
        let cases = cases
        byNonce.insert(index) { cases[$0].nonce.hash }
        if self.index(ofSerial: serial) == nil {
            byNumber.insert(index) { cases[$0].number.serial }
        } else {
            twins[serial, default: []].append(index)
        }
        for waiting in orphans.removeValue(forKey: serial) ?? [] {
            add(waiting.event, at: waiting.place, toCase: index)
            erasures.note(index, hasWords: waiting.hasWords, isErased: cases[index].isErased)
        }
        return index
    }

    private mutating func add(_ event: Event, at place: EventPlace, toCase index: Int) {
        remember(index)
        attach(place, toCase: index)
        let order = order(event, place)
        if order < lastApplied[index] {
            unordered.insert(index)
        } else {
            cases[index].apply(event)
            lastApplied[index] = order
        }
    }

    private mutating func attach(_ place: EventPlace, toCase index: Int) {
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
    mutating func refold(_ index: Int, _ events: [(Event, EventPlace)]) {
        let sorted = events.sorted { order($0.0, $0.1) < order($1.0, $1.1) }
        // The message comes first whatever the clocks said: no event may be lost for being dated before it.
        var folded: Case?
        for (event, _) in sorted {
            guard folded == nil, case .received(let receipt) = event.body else { continue }
            folded = Case(
                number: event.caseNumber, received: event.at, receipt: receipt, photos: event.photos)
        }
        for (event, place) in sorted {
            folded?.apply(event)
            lastApplied[index] = order(event, place)
        }
        if let folded {
            // The other server's number may be the earlier one.
            if folded.number != cases[index].number { aliases[cases[index].number.serial] = index }
            cases[index] = folded
        }
        erasures.note(index, hasWords: false, isErased: cases[index].isErased)
        unordered.remove(index)
    }
}
