import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem

/// What a survey of the norms looks at.
package struct NormRequest: Equatable, Sendable {
    /// The first and the last day; the twelve months that are over unless given.
    package var from: CivilDate?
    package var to: CivilDate?
    /// The one station asked for; nothing for all.
    package var station: StationID?
    /// Whether the stations below it are asked for too, however deep.
    package var includesBranches: Bool

    package init(
        from: CivilDate? = nil, to: CivilDate? = nil, station: StationID? = nil,
        includesBranches: Bool = false
    ) {
        (self.from, self.to) = (from, to)
        (self.station, self.includesBranches) = (station, includesBranches)
    }

    /// What is looked at: of the days asked for those that are over.
    ///
    /// - Parameter today: The Beijing date.
    /// - Returns: Those days, with nothing done yet.
    package func activity(on today: CivilDate) -> Activity {
        let to = min(to ?? today.firstOfMonth.adding(days: -1), today.adding(days: -1))
        return Activity(
            from: min(from ?? to.adding(days: 1).adding(months: -12), to), to: to,
            asked: from == nil ? nil : self.to ?? to)
    }
}

extension Roster {
    /// A station, with those below it if asked for; nothing where none is named: then it is all.
    package func stations(_ head: StationID?, includingBranches: Bool) -> Set<StationID>? {
        head.map { Set([$0] + (includingBranches ? stationsBelow($0) : [])) }
    }
}

extension NormSurvey {
    /// Surveys an installation; blocks on the disk.
    ///
    /// - Parameters:
    ///   - ledger: Where what was done stands.
    ///   - roster: Who there is.
    ///   - request: The period and the station.
    ///   - today: The Beijing date.
    /// - Throws: What the file system says.
    package init(
        of ledger: Ledger, _ roster: Roster, _ request: NormRequest, today: CivilDate
    ) throws(SystemError) {
        var activity = request.activity(on: today)
        for station in try ledger.stations() {
            for value in try ledger.cases(of: station) { activity.note(value, in: roster) }
            activity.note(try RecordBook(of: station, in: ledger), of: station)
        }
        let whole = NormSurvey(of: roster, activity: activity)
        self.init(
            whole, only: roster.stations(request.station, includingBranches: request.includesBranches))
    }
}

extension Activity {
    /// What a case says of what was done: the visit of whoever brought it, each first step of its course, and that staff did
    /// anything with it.
    mutating func note(_ value: Case, in roster: Roster) {
        if !value.isCounted { return }
        var deputies: [Code] = []
        if let code = value.claimedBy { deputies.append(code) }
        if case .deputy? = roster.state(of: value.to)?.holder { deputies.append(value.to) }
        func note(_ moment: Timestamp?, by code: Code? = nil, _ activity: inout Activity) {
            guard let moment else { return }
            activity.note(on: BeijingTime(moment).date, at: value.station, by: code.map { [$0] } ?? deputies)
        }
        // What a citizen writes is nobody's work yet; whoever came was received.
        if value.channel != .known(.scan) { note(value.received, &self) }
        note(value.milestones.acknowledgedAt, &self)
        for month in value.milestones.monthsOfWork(since: value.received) {
            self.note(on: month, at: value.station)
        }
        // Who has it now takes nobody's work over.
        note(value.milestones.firstAnswer?.at, by: value.milestones.firstAnswer?.by, &self)
        note(value.milestones.closedAt, by: value.milestones.closedBy, &self)
    }

    /// What a station's registers say of what was done: every entry that counts, and who was at an activity that made none.
    mutating func note(_ book: RecordBook, of station: StationID) {
        for entry in book.entries where entry.state == .counted {
            note(on: entry.facts.on, at: station, by: entry.facts.deputies)
        }
        for notice in book.notices where !notice.isWithdrawn && !notice.attended.isEmpty {
            guard notice.facts.duty == nil, let day = notice.facts.activity else { continue }
            note(on: day, at: station, by: notice.attended)
        }
    }
}

extension CaseView {
    /// Who doesn't meet the norms, as far as the caller may see; blocks on the disk.
    ///
    /// - Parameter request: The period and the station.
    /// - Returns: The survey.
    /// - Throws: ``ReportRefusal``.
    package func norms(_ request: NormRequest) throws(ReportRefusal) -> NormSurvey {
        var request = request
        request.station = try reported(request.station)
        do throws(SystemError) {
            return try NormSurvey(
                of: ledger, snapshot.roster, request, today: BeijingTime(clock.now).date)
        } catch {
            throw .unreadable(error)
        }
    }

    /// The districts of the stations that the caller may see.
    ///
    /// - Parameters:
    ///   - station: The one station asked for.
    ///   - includingBranches: Whether the stations below it count too, however deep.
    /// - Returns: The survey.
    /// - Throws: ``ReportRefusal``.
    package func districts(
        station: StationID?, includingBranches: Bool = false
    ) throws(ReportRefusal) -> DistrictSurvey {
        let only = snapshot.roster.stations(try reported(station), includingBranches: includingBranches)
        let stations = snapshot.roster.stations.filter { only?.contains($0.id) ?? true }
        return DistrictSurvey(of: snapshot.roster, stations: stations)
    }
}
