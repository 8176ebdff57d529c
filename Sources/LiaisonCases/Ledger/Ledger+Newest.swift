import LiaisonCodes
import LiaisonJournal
import LiaisonSystem
import Synchronization

/// The newest cases of all stations as their newest segments alone have them, each with its message: what a list begins with
/// before everything has been read.
///
/// A segment has the lines of one month, and what is done to a case stands behind its message. So whoever has read
/// the segments of a month knows the cases that came in it, but those of its first days, whose messages another
/// server may have taken in the month before as well.
package struct NewestCases: Sendable {
    /// The cases, the newest first.
    package let cases: [Case]
    /// Their messages, as ``Ledger/messages(of:)`` has them.
    package let messages: [LedgerEntry]

    /// A month, and from when on its segments tell of cases.
    private struct Month {
        let name: Int
        let start: Timestamp

        /// How many days at its beginning are left out: no form is sent again later.
        private static let leftOut = 2
        /// On how many days of a month the month before is taken, which has more.
        private static let early = 10

        /// The month of a moment, or the one before.
        init(at now: Timestamp) {
            let date = BeijingTime(now).date.adding(days: -Self.early)
            name = date.year * 100 + date.month
            start = BeijingTime.start(of: date.adding(days: 1 - date.day))
        }

        /// From when on cases are known.
        var known: Timestamp { BeijingTime.start(of: BeijingTime(start).date.adding(days: Self.leftOut)) }
    }

    /// What one station has of them.
    private struct Share: Sendable {
        let station: StationID
        let cases: [Case]
        let messages: [CaseNumber: (single: [EntryReference], several: [(Case, [EntryReference])])]
    }

    /// Reads them; nothing comes of it where there are fewer, or anything is unusual: then all has to be read to say which
    /// they are.
    ///
    /// - Parameters:
    ///   - ledger: Where.
    ///   - limit: How many.
    ///   - isWanted: Which.
    /// - Throws: What the file system says of more than one file.
    package init?(
        of ledger: Ledger, limit: Int, where isWanted: @escaping @Sendable (Case) -> Bool
    ) throws(SystemError) {
        let month = Month(at: ledger.clock.now)
        let stations = try ledger.stations()
        let found = Mutex<(shares: [Share], isSound: Bool)>(([], true))
        try Thread.concurrently(stations.count) { index in
            let share = Self.share(of: stations[index], in: ledger, month, limit, isWanted)
            found.withLock { found in
                if let share { found.shares.append(share) } else { found.isSound = false }
            }
        }
        let (shares, isSound) = found.withLock { $0 }
        guard isSound else { return nil }
        let newest = shares.flatMap(\.cases).sorted { ListPosition(of: $1) < ListPosition(of: $0) }
            .prefix(limit)
        guard newest.count == limit else { return nil }
        cases = Array(newest)
        let wanted = Dictionary(grouping: cases, by: \.number.station)
        var messages: [LedgerEntry] = []
        for share in shares {
            for value in wanted[share.station] ?? [] {
                guard let (single, several) = share.messages[value.number] else { return nil }
                var damage = ReadingDamage()
                messages += try Ledger.messages(single, several) { references throws(SystemError) in
                    try EntryReference.read(
                        references, station: share.station,
                        in: ledger.journal(of: share.station).inbox, damage: &damage)
                }
                if !damage.isEmpty { return nil }
            }
        }
        self.messages = messages
    }

    private static func share(
        of station: StationID, in ledger: Ledger, _ month: Month, _ limit: Int,
        _ isWanted: (Case) -> Bool
    ) -> Share? {
        var inbox = Inbox(station, CaseFold(station: station), isCached: false)
        do throws(SystemError) {
            let isSound = try inbox.readNewest(
                from: month.name, begunAt: month.start, in: ledger.journal(of: station).inbox)
            guard isSound else { return nil }
        } catch {
            // Whoever reads everything tells of it.
            return nil
        }
        let cases = inbox.newestCases(
            before: nil, in: month.known..<Range<Timestamp>.always.upperBound, limit: limit, where: isWanted)
        let messages = cases.map { ($0.number, inbox.messagePlaces(of: [$0.number])) }
        return Share(
            station: station, cases: cases, messages: Dictionary(messages) { first, _ in first })
    }
}
