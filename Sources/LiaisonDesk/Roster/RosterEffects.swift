import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem

/// What an import means to those who work with the roster: whose tokens open nothing from then on, which open cases have
/// nobody left to answer them, and which posters are to be printed anew.
package struct RosterEffects: Sendable {
    package private(set) var endedTokens: [EndedToken] = []
    /// Those that open again: a deputy who returns needs no new one, and may have given a phone away.
    package private(set) var reopenedTokens: [ReopenedToken] = []
    package private(set) var orphanedCases: [OrphanedCase] = []
    /// What is to be printed anew.
    package let posters: PostersToPrint
    private let before: Roster
    private let after: Roster
    /// Whether anybody leaves, so that cases may have nobody left.
    package let mayOrphanCases: Bool

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

    /// - Parameters:
    ///   - difference: What the import changes.
    ///   - before: The roster as it is.
    ///   - after: The roster with it.
    ///   - tokens: All tokens.
    package init(
        of difference: RosterDifference, from before: Roster, to after: Roster, tokens: [TokenRecord]
    ) {
        (self.before, self.after) = (before, after)
        posters = PostersToPrint(from: before, to: after)
        mayOrphanCases = !difference.leavingDeputies.isEmpty || !difference.leavingStations.isEmpty
        for record in tokens {
            let now = difference.at
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

    /// Looks for the open cases that nobody is left to answer; blocks on the disk.
    ///
    /// - Parameter ledger: Where the cases are.
    /// - Throws: What kept them from being read: a roster can be mended while they can't be.
    package mutating func findOrphans(in ledger: Ledger) throws(SystemError) {
        if !mayOrphanCases { return }
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
    /// The name of whoever a scope is of, or nothing for the office and for codes that are no more.
    package func name(ofHolderOf scope: Scope) -> String? {
        switch scope {
        case .deputy(let code): state(of: code)?.holder.name
        case .station(let id): station(id)?.name
        case .office: nil
        }
    }
}
