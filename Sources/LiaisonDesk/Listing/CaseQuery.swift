import LiaisonCases
import LiaisonCodes
import LiaisonSystem

/// What somebody wants to see of the cases, as it was asked for: the API's parameters, or a command's options.
package struct CaseQuery: Equatable, Sendable {
    /// Which list.
    package var shelf = Shelf.cases
    package var state: Case.State?
    /// A configured topic, or one that cases have from before.
    package var topic: String?
    /// The first Beijing day on which they came.
    package var since: CivilDate?
    /// The last.
    package var until: CivilDate?
    /// What stands in what was typed, by whoever, or in the name of who has it; ASCII letters in either case.
    package var text: String?
    /// Only those whose answer is late; with ``isCloseOverdueOnly`` those of both.
    package var isOverdueOnly = false
    /// Only those whose closing is late.
    package var isCloseOverdueOnly = false
    /// What wants somebody today for that reason.
    package var group: TodayCases.Group?
    /// The last symbols of a case's number.
    package var ending: String?
    /// A station's id or exact name: its cases only.
    package var station: String?
    /// Whether the stations below that one are meant too, however deep.
    package var includesBranches = false
    /// Whether of the quarantine only what waits is meant, not what was discarded.
    package var leavesOutDiscarded = false
    /// A deputy's code or exact name: theirs only.
    package var deputy: String?

    package init() {}

    /// The lists of cases that there are.
    package enum Shelf: String, Sendable, CaseIterable {
        case cases
        /// What waits in shared inboxes for somebody to claim it.
        case claimable
        /// What waits in quarantine, or was discarded from it.
        case quarantine
    }

    /// The moments in which cases of those days came.
    var period: Range<Timestamp> {
        let all = Range<Timestamp>.always
        let start = since.map { BeijingTime.start(of: $0) } ?? all.lowerBound
        let end = until.map { BeijingTime.start(of: $0.adding(days: 1)) } ?? all.upperBound
        return start < end ? start..<end : start..<start
    }
}

/// Why a list was not given.
package enum CaseQueryError: Error, Equatable, Sendable {
    /// A parameter that can't be read: its name, and what it may be, where that is few.
    case invalid(parameter: String, choices: [String])
    /// No such station or deputy, or several.
    case unknownHolder(parameter: String, typed: String, candidates: [String])
    /// A station or deputy whose cases aren't the asker's to see.
    case foreign(parameter: String)
    /// The store could not be read.
    case unreadable(SystemError)
}
