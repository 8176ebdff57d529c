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
        var distinct = DistinctEntries()
        entries = lines.compactMap { distinct.entry($0) }
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
    package func cases(of station: StationID) throws(SystemError) -> CaseList {
        try journal(of: station).withFreshFold(maximumAge: Self.readingAge) { $0.fold.cases }
    }

    /// Those cases of a station that have, or had, one of the numbers; blocks on the disk.
    package func cases(of station: StationID, numbered numbers: Set<CaseNumber>) throws(SystemError) -> [Case]
    {
        try journal(of: station).withFreshFold(maximumAge: Self.readingAge) { inbox in
            Set(numbers.flatMap { inbox.fold.indices(of: $0) }).map { inbox.fold.cases[$0] }
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
            let journal = journal(of: station)
            let (single, several) = try journal.withFreshFold(maximumAge: Self.readingAge) {
                $0.messagePlaces(of: numbers)
            }
            entries += try Self.messages(single, several) { references throws(SystemError) in
                try journal.read(references, skippingDamage: true)
            }
        }
        return entries
    }

    /// Reads messages where ``FoldedStation/messagePlaces(of:)`` has found them.
    static func messages(
        _ single: [EntryReference], _ several: [(Case, [EntryReference])],
        _ read: ([EntryReference]) throws(SystemError) -> [LedgerEntry]
    ) throws(SystemError) -> [LedgerEntry] {
        var entries = try read(single)
        for (value, references) in several {
            let file = CaseFile(value, of: try read(references))
            if let message = file.upToDateMessage { entries.append(message) }
        }
        return entries
    }

    /// The cases of other stations' ledgers that are, or were, this station's to handle; blocks on the disk.
    package func referrals(of station: StationID) throws(SystemError) -> Set<CaseNumber> {
        try journal(of: station).withFreshFold(maximumAge: Self.readingAge) { Set($0.fold.referrals.keys) }
    }
}

extension FoldedStation where Folded == CaseFold {
    /// Where the messages of cases stand: of most on one line, of those to which the citizen has added something, or which
    /// are stored twice, on several.
    func messagePlaces(
        of numbers: [CaseNumber]
    ) -> (single: [EntryReference], several: [(Case, [EntryReference])]) {
        var single: [LinePlace] = []
        var several: [(Case, [EntryReference])] = []
        for index in numbers.compactMap({ fold.index(of: $0) }) {
            let places = fold.places(ofCase: index)
            if fold.cases[index].additions.areAny || fold.repeated.contains(index) {
                several.append((fold.cases[index], references(to: places)))
            } else if let first = places.first {
                single.append(first)
            }
        }
        return (references(to: single), several)
    }
}
