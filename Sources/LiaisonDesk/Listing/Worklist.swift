import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonSystem

/// What waits for staff in one station's ledger.
struct Worklist: Sendable {
    /// Cases that nobody has taken up.
    let received: [DueCase]
    /// Those that are taken up, and not answered.
    let acknowledged: [DueCase]
    /// Those of both kinds whose department has let its day pass.
    let delegated: [DueCase]
    /// Those that were answered, and should be closed by now; ``DueCase/due`` is the closing's.
    let closing: [DueCase]
    /// Those that were answered or asked back, and are anybody's of the station to go on with.
    let shared: [DueCase]
    /// Those that were answered or closed, and of which the citizen has said more since.
    let said: [DueCase]
    /// How many messages wait in quarantine, by the stations that they are with.
    let quarantined: [StationID: Int]
    /// How many entries of the registers wait to be approved.
    let pendingCount: Int
    /// The next reception day that takes place, within ``daysAhead``.
    let reception: ReceptionDay?
    /// What of the lines it was made of, and on which day.
    let mark: StationMark
    let madeOn: CivilDate

    /// How far ahead reception days are looked for, in days.
    static let daysAhead = 60
    /// For how long after a case is closed what the citizen says more is brought to somebody's notice, in days.
    static let daysAfter = 30

    /// A case, and by when it wants its answer, or its closing.
    struct DueCase: Sendable {
        let value: Case
        let due: CivilDate

        /// Those due first stand in front, then those that came first.
        static func < (first: DueCase, second: DueCase) -> Bool {
            (first.due, first.value.received, first.value.number)
                < (second.due, second.value.received, second.value.number)
        }
    }

    /// Whether the citizen has said more since it was answered, or was closed lately, and nobody has acted on that.
    static func isSaid(_ value: Case, on today: CivilDate) -> Bool {
        if value.isErased || value.isHidden || !value.additions.areUnheard { return false }
        guard value.state == .closed else { return value.state == .replied }
        let first = BeijingTime.start(of: today.adding(days: -daysAfter))
        return value.milestones.closedAt.map { $0 >= first } ?? true
    }

    /// Whether a list has something of a case.
    static func holds(_ value: Case) -> Bool {
        if value.screening == .waiting { return true }
        return !value.isErased && !value.isHidden && (value.state != .closed || value.additions.areUnheard)
    }

    /// Makes a station's list; blocks on the disk where words belong to its reception days.
    ///
    /// - Parameters:
    ///   - news: What its ledger holds.
    ///   - station: The station.
    ///   - desk: The roster and the calendar.
    /// - Throws: What the file system says.
    init(_ news: StationNews, of station: StationID, _ desk: RecordDesk) throws(SystemError) {
        (mark, madeOn) = (news.mark, desk.today)
        var cases: [Case.State: [DueCase]] = [:]
        var (said, closing, delegated): ([DueCase], [DueCase], [DueCase]) = ([], [], [])
        var quarantined: [StationID: Int] = [:]
        let deadlines = desk.view.snapshot.deadlines
        for value in news.cases {
            if value.screening == .waiting, value.suspicion != nil {
                quarantined[value.station, default: 0] += 1
            }
            if value.isErased || value.isHidden { continue }
            if Self.isSaid(value, on: desk.today) {
                said.append(DueCase(value: value, due: deadlines.due(value)))
            }
            if value.state == .closed { continue }
            if value.state == .replied, !value.additions.areUnheard {
                let due = deadlines.closeDue(value)
                if due < madeOn { closing.append(DueCase(value: value, due: due)) }
            }
            if deadlines.isUnitOverdue(value, on: madeOn) {
                delegated.append(DueCase(value: value, due: deadlines.due(value)))
                continue
            }
            let hasEnded = value.state != .received && value.state != .acknowledged
            if hasEnded, !desk.view.isClaimable(value) { continue }
            cases[hasEnded ? .replied : value.state, default: []]
                .append(DueCase(value: value, due: deadlines.due(value)))
        }
        let sorted = { (state: Case.State) in (cases[state] ?? []).sorted(by: <) }
        (received, acknowledged, shared) = (sorted(.received), sorted(.acknowledged), sorted(.replied))
        self.said = said.sorted(by: <)
        self.closing = closing.sorted(by: <)
        self.delegated = delegated.sorted(by: <)
        self.quarantined = quarantined
        guard let book = news.records as? RecordBook else {
            throw SystemError("fold", "stations/\(station)", code: .notSupported)
        }
        pendingCount = book.pendingCount
        let last = madeOn.adding(days: Self.daysAhead)
        var next: ReceptionDay?
        if let place = desk.roster.station(station), place.status == .active {
            let days = try desk.days(of: place, book, from: madeOn, through: last)
            next = days.first { $0.cancelled == nil }
        }
        reception = next
    }
}

extension [Worklist.DueCase] {
    /// How many are due before a day.
    func count(dueBefore day: CivilDate) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].due < day { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
