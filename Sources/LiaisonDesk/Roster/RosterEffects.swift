import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem

/// What a change of the roster means to those who work with it: whose tokens open nothing from then on, which open cases have
/// nobody left to answer them, which reception days name somebody who is there no more, which places at activities are kept for
/// them, and which posters are to be printed anew.
package struct RosterEffects: Sendable {
    package private(set) var endedTokens: [EndedToken] = []
    /// Those that open again: a deputy who returns needs no new one, and may have given a phone away.
    package private(set) var reopenedTokens: [ReopenedToken] = []
    package private(set) var orphanedCases: [OrphanedCase] = []
    package private(set) var lostDuties: [LostDuty] = []
    package private(set) var lostPlaces: [LostPlace] = []
    /// What is to be printed anew.
    package let posters: PostersToPrint
    private let before: Roster
    private let after: Roster
    private let at: Timestamp
    /// Whether anybody leaves, so that cases may have nobody left.
    private let mayOrphanCases: Bool
    /// Whether anybody leaves a station, so that their duties there may have nobody left.
    private let mayLoseDuties: Bool
    /// Whether there may be work left that ``findWork(in:)`` finds.
    package var leavesWork: Bool { mayOrphanCases || mayLoseDuties }

    package struct EndedToken: Sendable {
        package let record: TokenRecord
        package let name: String?
        package let closure: TokenClosure
    }

    package struct ReopenedToken: Sendable {
        package let record: TokenRecord
        package let name: String?
    }

    package struct OrphanedCase: Sendable {
        package let number: CaseNumber
        package let station: StationID
        package let to: Code
        package let name: String?
    }

    /// A reception day that somebody is set down for who isn't of the station any more.
    package struct LostDuty: Sendable {
        package let station: StationID
        package let on: CivilDate
        package let deputy: Code
        package let name: String
    }

    /// A place at an activity to come that somebody has who leaves office.
    package struct LostPlace: Sendable {
        package let notice: RecordNumber
        package let on: CivilDate
        package let deputy: Code
        package let name: String
    }

    /// - Parameters:
    ///   - difference: What the import changes.
    ///   - before: The roster as it is.
    ///   - after: The roster with it.
    ///   - tokens: All tokens.
    package init(
        of difference: RosterDifference, from before: Roster, to after: Roster, tokens: [TokenRecord]
    ) {
        let someoneLeaves = !difference.leavingDeputies.isEmpty || !difference.leavingStations.isEmpty
        self.init(
            from: before, to: after, tokens: tokens, at: difference.at, mayOrphanCases: someoneLeaves,
            mayLoseDuties: someoneLeaves || !difference.movedDeputies.isEmpty)
    }

    /// What it means that a code goes out of use: its holder stays in office, and keeps their duties.
    ///
    /// - Parameters:
    ///   - before: The roster as it was.
    ///   - after: The roster without the code.
    ///   - tokens: All tokens.
    ///   - at: When.
    package init(ofCodeRevokedFrom before: Roster, to after: Roster, tokens: [TokenRecord], at: Timestamp) {
        self.init(
            from: before, to: after, tokens: tokens, at: at, mayOrphanCases: true, mayLoseDuties: false)
    }

    private init(
        from before: Roster, to after: Roster, tokens: [TokenRecord], at now: Timestamp,
        mayOrphanCases: Bool, mayLoseDuties: Bool
    ) {
        (self.before, self.after) = (before, after)
        posters = PostersToPrint(from: before, to: after)
        at = now
        (self.mayOrphanCases, self.mayLoseDuties) = (mayOrphanCases, mayLoseDuties)
        for record in tokens {
            let standings = [before, after].map { TokenStanding(record, roster: $0, at: now) }
            switch (standings[0], standings[1]) {
            case (.open, .closed(let closure)):
                endedTokens.append(
                    EndedToken(
                        record: record, name: before.name(ofHolderOf: record.scope), closure: closure))
            case (.closed, .open):
                reopenedTokens.append(
                    ReopenedToken(record: record, name: after.name(ofHolderOf: record.scope)))
            case (.open, .open), (.closed, .closed): continue
            }
        }
    }

    /// Looks for the open cases that nobody is left to answer, and for the reception days to come whose deputies leave the
    /// station; blocks on the disk.
    ///
    /// - Parameter ledger: Where the cases and the days are.
    /// - Throws: What kept them from being read: a roster can be mended while they can't be.
    package mutating func findWork(in ledger: Ledger) throws(SystemError) {
        if mayLoseDuties { try findLostDuties(in: ledger) }
        if mayOrphanCases { try findOrphans(in: ledger) }
    }

    private mutating func findLostDuties(in ledger: Ledger) throws(SystemError) {
        let today = BeijingTime(at).date
        for station in try ledger.stations() {
            let book = try RecordBook(of: station, in: ledger)
            findLostPlaces(in: book, from: today)
            let changes = book.receptionChanges
            for (on, change) in changes.sorted(by: { $0.key < $1.key }) {
                if on < today || change.isCancelled { continue }
                for code in change.set?.deputies ?? [] {
                    guard let name = before.deputy(of: code, inOfficeAt: station)?.name,
                        after.deputy(of: code, inOfficeAt: station) == nil
                    else { continue }
                    lostDuties.append(LostDuty(station: station, on: on, deputy: code, name: name))
                }
            }
        }
    }

    private mutating func findLostPlaces(in book: RecordBook, from today: CivilDate) {
        for notice in book.notices where !notice.isWithdrawn {
            guard let day = notice.facts.activity, day >= today else { continue }
            for code in notice.signedUp + notice.waiting where after.incumbent(of: code) == nil {
                guard let name = before.incumbent(of: code)?.name else { continue }
                lostPlaces.append(LostPlace(notice: notice.number, on: day, deputy: code, name: name))
            }
        }
    }

    private mutating func findOrphans(in ledger: Ledger) throws(SystemError) {
        for station in try ledger.stations() {
            for value in try ledger.cases(of: station)
            where !value.isHidden && value.isOrphaned(in: after) && !value.isOrphaned(in: before) {
                orphanedCases.append(
                    OrphanedCase(
                        number: value.number, station: value.station, to: value.to,
                        name: before.state(of: value.to)?.holder.name))
            }
        }
    }
}

extension Roster {
    /// Whoever a code stands for today, where that is a deputy in office at a station.
    fileprivate func deputy(of code: Code, inOfficeAt station: StationID) -> Deputy? {
        guard case .deputy(let deputy)? = incumbent(of: code), deputy.station == station else { return nil }
        return deputy
    }

    /// The name of whoever a scope is of, or nothing for the office and for codes that are no more.
    package func name(ofHolderOf scope: Scope) -> String? {
        switch scope {
        case .deputy(let code): state(of: code)?.holder.name
        case .station(let id): station(id)?.name
        case .office: nil
        }
    }
}
