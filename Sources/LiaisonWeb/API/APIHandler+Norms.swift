import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonRoster

extension APIHandler {
    /// `GET report/norms?from=&to=&station=&below=`: who doesn't meet the norms, as `report --norms --json` prints it.
    func norms(_ view: CaseView, _ request: Request, _ problems: ProblemDetails) -> Response {
        guard let query = ReportQuery(request) else { return problems.response(.badPeriod) }
        return survey(query, view, problems) { station throws(ReportRefusal) in
            let survey = try view.norms(
                NormRequest(
                    from: query.from, to: query.to, station: station, includesBranches: query.includesBranches
                ))
            let roster = view.snapshot.roster
            let only = roster.stations(station, includingBranches: query.includesBranches)
            let stations = roster.stations.map(\.id).filter { only?.contains($0) ?? true }
            return .json(survey.json).incomplete(at: view.ledger.incompleteStations(among: stations))
                .newer(at: view.ledger.newerStations(among: stations))
        }
    }

    /// `GET report/districts?station=&below=`: the stations of each district, as `report --by district --json` prints them.
    func districts(_ view: CaseView, _ request: Request, _ problems: ProblemDetails) -> Response {
        guard let query = ReportQuery(request) else { return problems.response(.badPeriod) }
        return survey(query, view, problems) { station throws(ReportRefusal) in
            .json(try view.districts(station: station, includingBranches: query.includesBranches).json)
        }
    }

    private func survey(
        _ query: ReportQuery, _ view: CaseView, _ problems: ProblemDetails,
        _ answer: (StationID?) throws(ReportRefusal) -> Response
    ) -> Response {
        do throws(HolderLookupError) {
            let station = try query.station(in: view.snapshot.roster)
            do throws(ReportRefusal) { return try answer(station) } catch {
                return problems.response(to: error)
            }
        } catch {
            return problems.response(
                CaseQueryError.unknownHolder(
                    parameter: "station", typed: error.typed, candidates: error.candidates))
        }
    }
}

extension ProblemDetails {
    /// Why there is no report.
    func response(to refusal: ReportRefusal) -> Response {
        switch refusal {
        case .foreignStation: response(.foreignStation)
        case .noStation: response(.noStation)
        case .unreadable: response(.unavailable).with(PublicHandler.retryAfter)
        }
    }
}
