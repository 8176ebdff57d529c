import LiaisonCodes
import LiaisonJournal
import LiaisonPhotos
import LiaisonSystem

/// A case with everything that was written to it, read back from its segments.
package struct CaseFile: Sendable {
    package let `case`: Case
    /// The events in order, the first of them the message itself.
    package let entries: [LedgerEntry]

    /// The message's entry: the first one, unless a clock that was slow has dated another before it.
    package var message: LedgerEntry? { entries.first { $0.event.isMessage } ?? entries.first }

    /// What the citizen has said of themselves and of the matter, the newest of each.
    package var particulars: Particulars {
        var particulars = Particulars()
        for entry in entries { particulars.note(entry.event) }
        return particulars
    }

    /// - Parameters:
    ///   - value: The case.
    ///   - lines: All that stands in the store of it, in the order of the fold.
    init(_ value: Case, of lines: [LedgerEntry]) {
        self.case = value
        var told = Told()
        entries = lines.compactMap { told.entry($0) }
    }

    /// A case of which a part is shown: entries that are told once each already.
    init(_ value: Case, entries: [LedgerEntry]) {
        self.case = value
        self.entries = entries
    }

    /// The entry that gave the matter to the department that has it, if one has.
    package var assignment: LedgerEntry? {
        entries.last { $0.event.body.kind == .known(.assigned) }
    }

    /// The entry that closed the case, while it is closed.
    package var closing: LedgerEntry? {
        self.case.state == .closed ? entries.last { $0.event.body.kind == .known(.closed) } : nil
    }

    /// The message with the newest name, number and topic in place of its own.
    package var upToDateMessage: LedgerEntry? {
        guard var message else { return nil }
        let newest = particulars
        message.event.topic = newest.topic
        message.event.personal?.name = newest.name
        message.event.personal?.phone = newest.phone
        message.event.personal?.topic = newest.topic
        return message
    }

    /// The photos in the order in which they came, the first of them number 1; none once erased.
    package var photos: [StoredPhoto] {
        if self.case.isErased { return [] }
        return entries.flatMap { entry in
            entry.event.photos.map { StoredPhoto(photo: $0, number: entry.numberOnLine) }
        }
    }
}

/// One stored event with its place in the ledger.
package struct LedgerEntry: Equatable, Sendable {
    /// `<station>/<segment>/<line>`: unique for ever.
    package let id: String
    /// What happened, under the number that the case has now.
    package internal(set) var event: Event
    /// The hash of its line, 64 lower-case hexadecimal digits.
    package let hash: String
    /// Whether its words have been taken out.
    package let isErased: Bool
    /// The case number that stands on the line.
    let numberOnLine: CaseNumber
    /// Where it stands in the order in which every server folds.
    let order: LineOrder
}

extension Ledger {
    /// The cases of a station, in the order in which they were first seen; blocks on the disk.
    package func cases(of station: StationID) throws(SystemError) -> [Case] {
        try desk(of: station).withFreshInbox(maximumAge: Self.readingAge) { $0.cases }
    }

    /// Those cases of a station that have, or had, one of the numbers; blocks on the disk.
    package func cases(of station: StationID, numbered numbers: Set<CaseNumber>) throws(SystemError) -> [Case]
    {
        try desk(of: station).withFreshInbox(maximumAge: Self.readingAge) { inbox in
            Set(numbers.flatMap { inbox.indices(of: $0) }).map { inbox.cases[$0] }
        }
    }

    /// The message entry of each of the cases, as ``CaseFile/message`` has it, in any order; erased ones too, and those
    /// that can be read.
    ///
    /// - Parameter numbers: The cases.
    /// - Returns: The entries, each with the newest of what the citizen has said in its case, as far as that isn't text.
    /// - Throws: What the file system says.
    package func messages(of numbers: [CaseNumber]) throws(SystemError) -> [LedgerEntry] {
        var entries: [LedgerEntry] = []
        for (station, numbers) in Dictionary(grouping: numbers, by: \.station) {
            let desk = desk(of: station)
            let (single, several) = try desk.withFreshInbox(maximumAge: Self.readingAge) { inbox in
                var single: [LinePlace] = []
                var several: [(Case, [LineReference])] = []
                for index in numbers.compactMap({ inbox.index(of: $0) }) {
                    let places = inbox.places(ofCase: index)
                    if inbox.cases[index].additions.areAny || inbox.repeated.contains(index) {
                        several.append((inbox.cases[index], inbox.references(to: places)))
                    } else if let first = places.first {
                        single.append(first)
                    }
                }
                return (inbox.references(to: single), several)
            }
            entries += try desk.read(single, skippingDamage: true)
            for (value, references) in several {
                let file = CaseFile(value, of: try desk.read(references, skippingDamage: true))
                if let message = file.upToDateMessage { entries.append(message) }
            }
        }
        return entries
    }

    /// The cases of other stations' ledgers that are, or were, this station's to handle; blocks on the disk.
    package func referrals(of station: StationID) throws(SystemError) -> Set<CaseNumber> {
        try desk(of: station).withFreshInbox(maximumAge: Self.readingAge) { Set($0.referrals.keys) }
    }

    /// The stations that have a directory in the store, in order.
    package func stations() throws(SystemError) -> [StationID] { try Self.stations(in: directory) }
}

/// Where to read one line back, without the fold's lock.
struct LineReference: Sendable {
    let segment: SegmentName
    let line: Int
    let range: Range<Int>
    /// Whether its words are no longer to be read: they are being taken out, or are out.
    let isErased: Bool
    /// The number that its case has now.
    let number: CaseNumber?

    /// The line's name among all lines: `<station>/<segment>/<line>`.
    func id(in station: StationID) -> String { "\(station)/\(segment)/\(line)" }

    /// Reads the lines' events, sorted as every server folds them; an altered line is left to `verify`.
    ///
    /// - Parameters:
    ///   - references: The lines.
    ///   - station: Whose.
    ///   - directory: The station's inbox directory.
    ///   - damage: Gets what can't be read and is left out.
    /// - Returns: The entries.
    /// - Throws: What the file system says of more than one file.
    static func read(
        _ references: [LineReference], station: StationID, in directory: String, damage: inout ReadingDamage
    ) throws(SystemError) -> [LedgerEntry] {
        var found: [LedgerEntry] = []
        found.reserveCapacity(references.count)
        for (segment, lines) in Dictionary(grouping: references, by: \.segment) {
            do throws(SystemError) {
                found += try read(lines, of: segment, station: station, in: directory, damage: &damage)
            } catch {
                let path = "\(directory)/\(segment.fileName)"
                guard error.concernsOneFile else { throw error.about(path) }
                damage.files.append((path, error.about(path)))
            }
        }
        return found.sorted { $0.order < $1.order }
    }

    private static func read(
        _ lines: [LineReference], of segment: SegmentName, station: StationID, in directory: String,
        damage: inout ReadingDamage
    ) throws(SystemError) -> [LedgerEntry] {
        var found: [LedgerEntry] = []
        let file = try SegmentFile.open(segment, in: directory)
        for reference in lines {
            let bytes = try SegmentFile.line(at: reference.range, of: file)
            // Another server may be erasing the words at this moment: the event itself is never lost by that.
            let whole = reference.isErased ? nil : try? LedgerLine(decoding: bytes, withPersonal: true)
            let line: LedgerLine
            do throws(LineError) {
                line = if let whole { whole } else { try LedgerLine(decoding: bytes, withPersonal: false) }
            } catch {
                damage.lines.append(
                    (reference, error, bytes.withUnsafeBufferPointer { LineScanner.hasHole($0) }))
                continue
            }
            guard case .event(var event) = line.content else { continue }
            let numberOnLine = event.caseNumber
            event.caseNumber = reference.number ?? numberOnLine
            let entry = LedgerEntry(
                id: reference.id(in: station), event: event,
                hash: String(decoding: line.hash, as: UTF8.self),
                isErased: line.words != .none && event.personal == nil,
                numberOnLine: numberOnLine,
                order: LineOrder(at: event.at, segment: segment, line: reference.line))
            found.append(entry)
        }
        return found
    }
}

/// What could be read when it was folded, or when its extract was stored, and can't be any more.
struct ReadingDamage {
    /// Lines that are none, and whether part of them may be on its way.
    var lines: [(line: LineReference, error: LineError, hasHole: Bool)] = []
    /// Segments that can't be opened or read, by their paths.
    var files: [(path: String, error: SystemError)] = []

    var isEmpty: Bool { lines.isEmpty && files.isEmpty }
}

extension Inbox {
    /// Where to read those lines; lines that aren't on stable storage yet are left out.
    func references(to places: [LinePlace]) -> [LineReference] {
        places.compactMap { place in
            place.line < segments[place.segment].durableLines ? reference(to: place) : nil
        }
    }

    /// Where to read a line.
    func reference(to place: LinePlace) -> LineReference {
        let segment = segments[place.segment]
        let known = segment.caseIndex(ofLine: place.line).map { cases[$0] }
        return LineReference(
            segment: segment.name, line: place.line, range: segment.range(ofLine: place.line),
            isErased: known?.isErased ?? false, number: known?.number)
    }
}
