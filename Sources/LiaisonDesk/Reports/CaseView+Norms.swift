import LiaisonCodes
import LiaisonLedger
import LiaisonRoster
import LiaisonSystem

/// What a survey of the norms looks at.
package struct NormRequest: Equatable, Sendable {
    /// The first and the last day; the twelve months that are over unless given.
    package var from: CivilDate?
    package var to: CivilDate?
    /// The one station asked for; nothing for all.
    package var station: StationID?

    package init(from: CivilDate? = nil, to: CivilDate? = nil, station: StationID? = nil) {
        (self.from, self.to, self.station) = (from, to, station)
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
        let to = request.to ?? today.firstOfMonth.adding(days: -1)
        let from = min(request.from ?? to.adding(days: 1).adding(months: -12), to)
        var activity = Activity(from: from, to: to)
        for station in try ledger.stations() {
            for value in try ledger.cases(of: station) { activity.note(value, in: roster) }
        }
        let whole = NormSurvey(of: roster, activity: activity, isWholePeriod: request.from != nil)
        self.init(whole, only: request.station)
    }
}

extension Activity {
    /// What a case says of what was done: the visit of whoever brought it, and each first step of its course.
    ///
    /// Registers say more; their entries are noted beside it.
    mutating func note(_ value: Case, in roster: Roster) {
        if value.isHidden { return }
        var deputies: [Code] = []
        if let code = value.claimedBy { deputies.append(code) }
        if case .deputy? = roster.state(of: value.to)?.holder { deputies.append(value.to) }
        func note(_ moment: Timestamp?, _ activity: inout Activity) {
            guard let moment else { return }
            activity.note(on: BeijingTime(moment).date, at: value.station, by: deputies)
        }
        // What a citizen writes is nobody's work yet; whoever came was received.
        if value.channel != .known(.scan) { note(value.received, &self) }
        note(value.milestones.acknowledgedAt, &self)
        note(value.milestones.firstAnswer?.at, &self)
        note(value.milestones.closedAt, &self)
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
    /// - Parameter station: The one station asked for.
    /// - Returns: The survey.
    /// - Throws: ``ReportRefusal``.
    package func districts(station: StationID?) throws(ReportRefusal) -> DistrictSurvey {
        let only = try reported(station)
        let stations = snapshot.roster.stations.filter { only == nil || $0.id == only }
        return DistrictSurvey(of: snapshot.roster, stations: stations)
    }
}
