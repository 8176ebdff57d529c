import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem
import Synchronization

/// What the deputies of each station have scored, kept for whoever asks next.
///
/// Nothing of it is anybody's page: it holds sums by deputy, and a page takes those that its reader may see. A station's
/// sheet is made anew, before it is read, when a line of it has come at a station where one of its deputies is or was, when
/// one of them has moved or has another code, or when the duties are others. So one more entry costs its station's sheet.
/// One thread makes sheets at a time; whoever asks meanwhile finds them made.
package final class Standings: Sendable {
    private let state = Mutex<State>(State())

    private struct State {
        var crews: Crews?
        var table = DutyTable()
        var sheets: [StationID: Sheet] = [:]
    }

    /// A station's deputies, and what they have scored.
    private struct Sheet {
        let crew: [Crews.Member]
        /// Where what counts for them stands.
        let stations: [StationID]
        var seen: [Seen]
        let scores: ScoreSheet
    }

    /// What there was at a station when a sheet was made.
    private struct Seen {
        let mark: StationMark
        let entries: Int
        let cases: Int

        /// Whether nothing that counts has changed from one to the other.
        func saysTheSame(as other: Seen) -> Bool { (entries, cases) == (other.entries, other.cases) }
    }

    package init() {}

    /// The scores of the deputies of some stations, those who have retired among them; blocks on the disk.
    ///
    /// - Parameters:
    ///   - stations: The stations at which they are today.
    ///   - view: The roster, and where the lines are.
    ///   - table: What each duty is worth.
    /// - Returns: For each station its deputies, by their codes, and their scores.
    /// - Throws: What the file system says; what was made before stays.
    func scores(
        of stations: [StationID], _ view: CaseView, _ table: DutyTable
    ) throws(SystemError) -> [(deputies: [Deputy], scores: ScoreSheet)] {
        try state.withLock { state throws(SystemError) in
            if state.crews?.snapshot !== view.snapshot { state.crews = Crews(of: view.snapshot) }
            guard let crews = state.crews else { return [] }
            if state.table != table { (state.table, state.sheets) = (table, [:]) }
            var found: [(deputies: [Deputy], scores: ScoreSheet)] = []
            for station in stations {
                guard let crew = crews[station] else { continue }
                let sheet = try Self.sheet(crew, state.sheets[station], view.ledger, table)
                state.sheets[station] = sheet
                found.append((crew.deputies, sheet.scores))
            }
            return found
        }
    }

    /// The sheet of a crew: the known one, as long as it holds.
    private static func sheet(
        _ crew: Crews.Crew, _ known: Sheet?, _ ledger: Ledger, _ table: DutyTable
    ) throws(SystemError) -> Sheet {
        // A case stays in the ledger where it came in, whoever has it now.
        let stations = try ledger.sources(of: crew.stations)
        var marks: [StationMark] = []
        for station in stations { marks.append(try ledger.mark(of: station)) }
        if var known, known.crew == crew.members, known.stations == stations {
            if known.seen.map(\.mark) == marks { return known }
            // Most lines are messages, which change no score.
            let before = known.seen
            for (index, mark) in marks.enumerated() where before[index].mark != mark {
                known.seen[index] = try look(at: stations[index], mark, ledger, table)
            }
            if zip(before, known.seen).allSatisfy({ $0.saysTheSame(as: $1) }) { return known }
        }
        var seen: [Seen] = []
        var items: [Scorable] = []
        for (station, mark) in zip(stations, marks) {
            seen.append(try look(at: station, mark, ledger, table))
            items += try scorables(of: crew, at: station, ledger, table)
        }
        return Sheet(
            crew: crew.members, stations: stations, seen: seen, scores: ScoreSheet(items, by: table))
    }

    /// What there is at a station, so that a change is seen.
    private static func look(
        at station: StationID, _ mark: StationMark, _ ledger: Ledger, _ table: DutyTable
    ) throws(SystemError) -> Seen {
        var cases = 0
        if !table.countedKeys.isEmpty {
            try ledger.forEachCase(of: station) { value in
                let scored = ScoredCase(value)
                if scored.work.isEmpty { return }
                var hasher = Hasher()
                hasher.combine(scored)
                cases &+= hasher.finalize()
            }
        }
        return Seen(
            mark: mark, entries: try RecordBook(of: station, in: ledger).entryMark, cases: cases)
    }

    /// Everything at a station that may count for a crew.
    private static func scorables(
        of crew: Crews.Crew, at station: StationID, _ ledger: Ledger, _ table: DutyTable
    ) throws(SystemError) -> [Scorable] {
        var items: [Scorable] = []
        for row in try RecordBook(of: station, in: ledger).rows where row.state == .counted {
            // An entry counts once for whoever is named by two of their codes.
            var named: [Code] = []
            for code in row.deputies {
                guard let deputy = crew.codes[code], !named.contains(deputy) else { continue }
                named.append(deputy)
                items.append(
                    Scorable(
                        number: .ofEntry(row.place.number), duty: row.duty, on: row.place.on, deputy: deputy))
            }
        }
        let counted = table.countedKeys
        if counted.isEmpty { return items }
        try ledger.forEachCase(of: station) { value in
            let scored = ScoredCase(value)
            for key in counted {
                for work in scored.work where table.duty(key, on: work.day)?.source == work.source {
                    guard let deputy = crew.codes[work.by] else { continue }
                    items.append(
                        Scorable(number: .ofCase(scored.number), duty: key, on: work.day, deputy: deputy))
                }
            }
        }
        return items
    }
}

extension Ledger {
    /// Some stations and those in whose ledgers cases stand that came to them, in order; blocks on the disk.
    func sources(of stations: [StationID]) throws(SystemError) -> [StationID] {
        var all = Set(stations)
        for station in stations { all.formUnion(try referrals(of: station).map(\.station)) }
        return all.sorted()
    }
}

/// What of a case may count.
private struct ScoredCase: Hashable {
    let number: CaseNumber
    /// That it was answered, or closed: by whom, and on which day.
    private(set) var work: [Work] = []

    struct Work: Hashable {
        let source: Duty.Source
        let by: Code
        let day: CivilDate
    }

    init(_ value: Case) {
        number = value.number
        if !value.isCounted { return }
        if let answer = value.milestones.firstAnswer {
            work.append(Work(source: .replied, by: answer.by, day: BeijingTime(answer.at).date))
        }
        if let closed = value.milestones.closedAt, let by = value.milestones.closedBy {
            work.append(Work(source: .closed, by: by, day: BeijingTime(closed).date))
        }
    }
}

/// Who is at which station, and where they were before.
private struct Crews {
    let snapshot: SiteSnapshot
    private var crews: [StationID: Crew] = [:]

    /// What of a deputy decides on their score.
    struct Member: Equatable {
        let code: Code
        let codes: [Code]
        let stations: Set<StationID>
    }

    /// A station's deputies, the retired ones too.
    struct Crew {
        /// By their codes.
        var deputies: [Deputy] = []
        var members: [Member] = []
        /// Each code that one of them has or had, as the code of today.
        var codes: [Code: Code] = [:]
        /// The stations at which they are or were, in order.
        var stations: [StationID] = []
    }

    init(of snapshot: SiteSnapshot) {
        self.snapshot = snapshot
        let roster = snapshot.roster
        for (station, deputies) in Dictionary(grouping: roster.allDeputies, by: \.station) {
            var crew = Crew()
            crew.deputies = deputies.sorted { $0.code.description < $1.code.description }
            for deputy in crew.deputies {
                let codes = roster.codes(ofHolderOf: deputy.code)
                let stations = roster.stations(of: deputy)
                crew.members.append(Member(code: deputy.code, codes: codes, stations: stations))
                for code in codes { crew.codes[code] = deputy.code }
            }
            crew.stations = crew.members.reduce(into: Set()) { $0.formUnion($1.stations) }.sorted()
            crews[station] = crew
        }
    }

    subscript(station: StationID) -> Crew? { crews[station] }
}
