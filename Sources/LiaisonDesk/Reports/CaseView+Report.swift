import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonReports
import LiaisonSystem

/// Why there is no report for somebody.
package enum ReportRefusal: Error, Equatable, Sendable {
    /// It is of a station that isn't theirs.
    case foreignStation
    /// The roster has no such station.
    case noStation(StationID)
    /// The store could not be read.
    case unreadable(SystemError)
}

extension CaseView {
    /// The figures of a period; blocks on the disk, and both processors.
    ///
    /// Nothing personal stands in a report, so whoever has a token may see one: the office of everything or of any
    /// station, an officer of the station, a deputy of the deputy's station.
    ///
    /// - Parameters:
    ///   - from: The first day; the first message's unless given.
    ///   - to: The last day; today unless given.
    ///   - asOf: The day on which overdue cases are overdue; today unless given.
    ///   - station: The one station asked for.
    ///   - includingBranches: Whether the stations below it count too, however deep.
    /// - Returns: The report.
    /// - Throws: ``ReportRefusal``.
    package func report(
        from: CivilDate?, to: CivilDate?, asOf: CivilDate?, station: StationID?,
        includingBranches: Bool = false
    ) throws(ReportRefusal) -> Report {
        var request = ReportRequest(
            from: from, to: to, asOf: asOf, station: try reported(station),
            today: BeijingTime(clock.now).date)
        if includingBranches, let head = request.station {
            request.branches = snapshot.roster.stationsBelow(head)
        }
        do throws(SystemError) {
            return try Report(of: [ReportSource(ledger, snapshot, duties.usable)], request)
        } catch {
            throw .unreadable(error)
        }
    }

    /// The station to report on, nothing for all.
    func reported(_ asked: StationID?) throws(ReportRefusal) -> StationID? {
        let own: StationID?
        switch scope {
        case .office:
            if let asked, snapshot.roster.station(asked) == nil { throw .noStation(asked) }
            return asked
        case .station(let id):
            if let asked, isAtHome(asked) { return asked }
            own = id
        case .deputy(let code): own = snapshot.roster.state(of: code)?.holder.station
        }
        guard let own, asked == nil || asked == own else { throw .foreignStation }
        return own
    }
}

extension ReportSource {
    /// An installation's part in a report; blocks on the disk.
    ///
    /// - Parameter site: The installation. Its registers are left out while the duties' file can't be used.
    package init(_ site: Site) { self.init(site.ledger, site.current, site.duties.usable) }

    init(_ ledger: Ledger, _ snapshot: SiteSnapshot, _ duties: DutyTable?) {
        let roster = snapshot.roster
        self.init(
            ledger: ledger, deadlines: snapshot.deadlines,
            stations: roster.stations.map { ReportedStation(id: $0.id, name: $0.name) },
            closedStations: roster.allStations.filter { $0.status == .retired }
                .map { ReportedStation(id: $0.id, name: $0.name) },
            names: roster.allDeputies.map(\.name), organisation: snapshot.identity.name,
            duties: duties)
    }
}
