import LiaisonCodes
import LiaisonJournal
import LiaisonStore
import LiaisonSystem
import Synchronization

extension Ledger {
    /// What a server would tell of when it starts on a data directory: files and lines that can't be read or are missing.
    ///
    /// It reads every line, since the cache may hide what is damaged by now, and checks no hash, which is `verify`'s work; it
    /// needs no secret and writes nothing.
    ///
    /// - Parameter directory: The data directory.
    /// - Returns: The findings, in the order of stations.
    /// - Throws: When the stations can't be listed, or the machine allows no threads.
    package static func damage(in directory: DataDirectory) throws(SystemError) -> [Verification.Finding] {
        let stations = try directory.stations()
        let found = Mutex<[Int: [Verification.Finding]]>([:])
        let survey = Mutex(ReferralSurvey())
        @Sendable func read(_ station: StationID) -> (Inbox, [Verification.Finding]) {
            var inbox = Inbox(station, CaseFold(station: station), isCached: false)
            let findings = inbox.firstFindings(in: directory)
            return (inbox, findings)
        }
        try Thread.concurrently(stations.count) { index in
            let (inbox, findings) = read(stations[index])
            let made = inbox.referrals(in: InboxDirectory(of: stations[index], in: directory))
            survey.withLock { $0.add(ReferralSurvey(made: made, held: Set(inbox.fold.cases.map(\.number)))) }
            if !findings.isEmpty { found.withLock { $0[index] = findings } }
        }
        var all = found.withLock { all in all.sorted { $0.key < $1.key }.flatMap(\.value) }
        let (referred, lacking) = survey.withLock { ($0, $0.lacking) }
        // Of a station that is gone the cache may know; a case may have come since, or have had another number.
        let gone = Set(ExtractFile.stations(in: directory)).subtracting(stations)
        for station in gone.union(lacking.map(\.station)).sorted() {
            let (inbox, findings) = read(station)
            if gone.contains(station) { all += findings }
            for number in lacking.first(where: { $0.station == station })?.numbers ?? []
            where inbox.fold.index(of: number) == nil {
                all += [referred.finding(number)].compactMap(\.self)
            }
        }
        return all
    }

    /// Those of some stations of which a file or a line couldn't be read, or was missing, when they were last looked at.
    package func incompleteStations(among stations: [StationID]) -> [StationID] {
        stations.filter { journal(of: $0).withKnown { $0.isIncomplete } }
    }

    /// What is to be said of stations beside their cases.
    package struct Soundness: Sendable {
        /// Those of which something couldn't be read, or was missing, when they were last looked at.
        package var incomplete: [StationID] = []
        /// Those in whose ledgers a newer release wrote something that this one doesn't know.
        package var newer: [StationID] = []
    }

    /// What is to be said of some stations, as far as they have been read, with one look at each.
    ///
    /// - Parameters:
    ///   - stations: Which.
    ///   - includesOthers: Whether it is said of all others, too, of which something is incomplete.
    /// - Returns: What is to be said.
    package func soundness(of stations: [StationID], andOfOthers includesOthers: Bool = false) -> Soundness {
        var found = Soundness()
        // Of a station that nobody has touched nothing is known.
        for journal in includesOthers ? allJournals : stations.map(journal(of:)) {
            let (isIncomplete, isNewer) = journal.withKnown { ($0.isIncomplete, $0.lines.newerLines > 0) }
            if isIncomplete { found.incomplete.append(journal.station) }
            if isNewer, stations.contains(journal.station) { found.newer.append(journal.station) }
        }
        if includesOthers {
            found.incomplete.sort()
            found.newer.sort()
        }
        return found
    }

    /// The same of all stations that were looked at, in order.
    package var incompleteStations: [StationID] {
        allJournals.filter { journal in journal.withKnown { $0.isIncomplete } }.map(\.station).sorted()
    }

    /// Those of some stations in whose ledgers a newer release wrote something that this one doesn't know, as far as they
    /// have been read.
    package func newerStations(among stations: [StationID]) -> [StationID] {
        stations.filter { journal(of: $0).withKnown { $0.lines.newerLines > 0 } }
    }

    /// How many such lines stand in all ledgers, as far as they have been read.
    package func newerLines() -> Int {
        allJournals.reduce(0) { $0 + $1.withKnown { $0.lines.newerLines } }
    }
}
