import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonReports
import LiaisonRoster
import LiaisonSystem

extension APIHandler {
    /// `GET report?from=&to=&as_of=&station=&below=`: a period's figures, as `report --json` prints them.
    func report(_ view: CaseView, _ request: Request, _ problems: ProblemDetails) -> Response {
        guard let query = ReportQuery(request) else { return problems.response(.badPeriod) }
        let station: StationID?
        do throws(HolderLookupError) {
            station = try query.station(in: view.snapshot.roster)
        } catch {
            return problems.response(
                CaseQueryError.unknownHolder(
                    parameter: "station", typed: error.typed, candidates: error.candidates))
        }
        defer { Heap.trim() }
        do throws(ReportRefusal) {
            let report = try view.report(
                from: query.from, to: query.to, asOf: query.asOf, station: station,
                includingBranches: query.includesBranches)
            let stations = report.stations.map(\.station.id)
            return .json(of: report.jsonBytes)
                .incomplete(
                    at: view.ledger.incompleteStations(among: stations),
                    lacksDuties: site.duties.usable == nil
                )
                .newer(at: view.ledger.newerStations(among: stations))
        } catch {
            return problems.response(to: error)
        }
    }
}

/// What a client wants a report on; all of it may be left out.
struct ReportQuery: Sendable {
    let from: CivilDate?
    let to: CivilDate?
    let asOf: CivilDate?
    let station: String?
    let includesBranches: Bool

    /// The station that is meant, if one is named.
    func station(in roster: Roster) throws(HolderLookupError) -> StationID? {
        guard let station else { return nil }
        return try roster.station(meantBy: station).id
    }

    /// Reads a request's query; nothing where a parameter can't be read, or the period ends before it begins.
    init?(_ request: Request) {
        var isReadable = true
        func optional<Value>(_ name: String, _ read: (String) -> Value?) -> Value? {
            guard let text = request.queryValue(name), !text.isEmpty else { return nil }
            let value = read(text)
            if value == nil { isReadable = false }
            return value
        }
        from = optional("from") { CivilDate(iso8601: $0.utf8) }
        to = optional("to") { CivilDate(iso8601: $0.utf8) }
        asOf = optional("as_of") { CivilDate(iso8601: $0.utf8) }
        station = optional("station") { $0 }
        includesBranches = optional("below") { ["true": true, "false": false][$0] } ?? false
        if let from, let to, to < from { return nil }
        guard isReadable else { return nil }
    }
}
