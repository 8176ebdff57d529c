import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// A place in a list of cases that begins with the newest: behind the case of that moment and number.
///
/// It holds whatever comes in the meantime, since new cases come before it, and wherever the list is read, since every
/// server gives a case the same moment and number.
package struct ListPosition: Hashable, Comparable, Sendable {
    package let received: Timestamp
    package let number: CaseNumber

    package init(received: Timestamp, number: CaseNumber) {
        self.received = received
        self.number = number
    }

    /// The place of a case.
    package init(of value: Case) { self.init(received: value.received, number: value.number) }

    package static func < (first: ListPosition, second: ListPosition) -> Bool {
        (first.received, first.number) < (second.received, second.number)
    }
}

extension Ledger {
    /// The next of a station's cases that are wanted, the newest first; blocks on the disk.
    ///
    /// - Parameters:
    ///   - station: Whose ledger.
    ///   - position: Where the list goes on; nothing at its beginning.
    ///   - period: When they came.
    ///   - limit: The most cases.
    ///   - isWanted: Which of them.
    /// - Returns: The cases; fewer than the limit only where there are no more.
    /// - Throws: What the file system says.
    package func newestCases(
        of station: StationID, before position: ListPosition?, in period: Range<Timestamp>, limit: Int,
        where isWanted: (Case) -> Bool
    ) throws(SystemError) -> [Case] {
        try journal(of: station).withFreshFold(maximumAge: Self.readingAge) { inbox in
            inbox.newestCases(before: position, in: period, limit: limit, where: isWanted)
        }
    }

    /// Those of a station's cases that are wanted, in no order, and its records; blocks on the disk.
    ///
    /// - Parameters:
    ///   - station: Whose ledger.
    ///   - isWanted: Which of its cases.
    /// - Returns: What there is now.
    /// - Throws: What the file system says.
    package func news(
        of station: StationID, where isWanted: (Case) -> Bool
    ) throws(SystemError) -> StationNews {
        try journal(of: station).withFreshFold(maximumAge: Self.readingAge) { inbox in
            StationNews(
                mark: StationMark(of: inbox), cases: inbox.storedCases(where: isWanted),
                records: inbox.fold.records.arranged())
        }
    }

    /// What was written to some cases of one station, as far as it is wanted; blocks on the disk.
    ///
    /// - Parameters:
    ///   - numbers: The cases.
    ///   - station: Whose ledger they stand in.
    ///   - isWanted: Which lines, by their bytes as they are stored, the newline left out.
    /// - Returns: Each case's entries in their order; what can't be read is left out, and the observer told of it.
    /// - Throws: What the file system says of more than one file.
    package func entries(
        of numbers: [CaseNumber], at station: StationID, where isWanted: (UnsafeBufferPointer<UInt8>) -> Bool
    ) throws(SystemError) -> [CaseNumber: [LedgerEntry]] {
        let journal = journal(of: station)
        let references = try journal.withFreshFold(maximumAge: Self.readingAge) { inbox in
            let places = numbers.flatMap { number in
                inbox.fold.index(of: number).map { inbox.fold.places(ofCase: $0) } ?? []
            }
            // As they stand in the store, so that many are read with one call to the kernel.
            return inbox.references(
                to: places.sorted { ($0.segment, $0.line) < ($1.segment, $1.line) })
        }
        return Dictionary(
            grouping: try journal.read(references, skippingDamage: true, where: isWanted),
            by: \.event.caseNumber
        )
    }
}

/// What a station's ledger holds.
package struct StationNews: Sendable {
    package let mark: StationMark
    package let cases: [Case]
    package let records: any RecordFold
}

extension FoldedStation where Folded == CaseFold {
    /// The cases that are wanted, in no order; those whose message isn't on stable storage yet are left out.
    fileprivate func storedCases(where isWanted: (Case) -> Bool) -> [Case] {
        // Where each stands: of most not even a copy is wanted.
        fold.cases.indices.compactMap { isWanted(fold.cases[$0]) && isStored($0) ? fold.cases[$0] : nil }
    }

    /// The next of the cases that are wanted, the newest first; those whose message isn't on stable storage yet are left
    /// out.
    mutating func newestCases(
        before position: ListPosition?, in period: Range<Timestamp> = .always, limit: Int,
        where isWanted: (Case) -> Bool
    ) -> [Case] {
        fold.byAge.update(with: fold.cases)
        var found: [Case] = []
        let latest = min(position?.received ?? .distantFuture, period.upperBound)
        var end = fold.byAge.count(upTo: latest, of: fold.cases)
        while end > 0, found.count < limit {
            let moment = fold.cases[Int(fold.byAge.indices[end - 1])].received
            if moment < period.lowerBound { break }
            var start = end - 1
            while start > 0, fold.cases[Int(fold.byAge.indices[start - 1])].received == moment { start -= 1 }
            var together: [Case] = []
            for index in fold.byAge.indices[start..<end] where isStored(Int(index)) {
                let value = fold.cases[Int(index)]
                if moment >= period.upperBound { continue }
                if let position, ListPosition(of: value) >= position { continue }
                if isWanted(value) { together.append(value) }
            }
            if together.count > 1 { together.sort { $0.number > $1.number } }
            found += together.prefix(limit - found.count)
            end = start
        }
        return found
    }

    /// Whether a line of the case is on stable storage.
    private func isStored(_ index: Int) -> Bool {
        // Nearly always its latest one is, and there is nothing to look through.
        let latest = fold.latestPlaces[index]
        if lines.isDurable(latest) { return true }
        return fold.places(ofCase: index).contains(where: lines.isDurable)
    }
}

extension Range<Timestamp> {
    /// From before anything happened to after everything.
    package static var always: Range<Timestamp> {
        Timestamp(milliseconds: .min)..<Timestamp.distantFuture
    }
}

extension Timestamp {
    /// A moment after all others.
    fileprivate static var distantFuture: Timestamp { Timestamp(milliseconds: .max) }
}
