import LiaisonCases
import LiaisonClient
import LiaisonCodes
import LiaisonDesk
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// What `liaison report` lists beside the figures of cases: who doesn't meet the norms, or the stations of each district.
///
/// Both are computed here from a data directory, or by a server for a token; what comes of either is the same array.
enum ReportSurvey: String {
    case norms, districts

    /// Computes it on this machine.
    func compute(
        _ site: Site, from: CivilDate?, to: CivilDate?, station typed: String?, includingBranches: Bool,
        _ context: CommandContext
    ) throws(CommandFailure) -> JSON {
        let roster = site.current.roster
        var station: Station?
        if let typed { station = try roster.station(named: typed) }
        switch self {
        case .districts:
            let only = roster.stations(station?.id, includingBranches: includingBranches)
            return DistrictSurvey(
                of: roster, stations: only.map { only in roster.stations.filter { only.contains($0.id) } }
            ).json
        case .norms:
            do throws(SystemError) {
                return try NormSurvey(
                    of: site.ledger, roster,
                    NormRequest(
                        from: from, to: to, station: station?.id, includesBranches: includingBranches),
                    today: BeijingTime(context.clock.now).date
                ).json
            } catch {
                throw CommandFailure(error)
            }
        }
    }

    /// The table for people.
    func table(of survey: JSON, _ wording: Wording) -> TerminalTable {
        switch self {
        case .norms:
            let words = Assets.pages(wording.language)
            let headings = NormPage.headings(words)
            var table = TerminalTable(
                headings.enumerated().map { .init($1, isFlexible: $0 == headings.count - 1) })
            for finding in survey.elements ?? [] {
                table.append([
                    .init(finding["station"]?.text ?? ""), .init(finding["deputy"]?.text ?? ""),
                    .init(NormPage.sentence(of: finding, words)),
                ])
            }
            return table
        case .districts:
            var table = TerminalTable([
                .init(wording("district.heading.district"), isFlexible: true),
                .init(wording("district.heading.stations")), .init(wording("district.heading.deputies")),
                .init(wording("district.heading.range")), .init(wording("district.heading.small")),
                .init(wording("district.heading.large")),
            ])
            for district in survey.elements ?? [] {
                func figure(_ name: String) -> String { district[name]?.integer.map(String.init) ?? "" }
                let range = wording("district.range", ["low": figure("fewest"), "high": figure("most")])
                table.append([
                    .init(district["district"]?.text ?? ""), .init(figure("stations")),
                    .init(figure("deputies")), .init(range), .init(figure("below_norm")),
                    .init(figure("above_norm")),
                ])
            }
            return table
        }
    }

    /// The file for spreadsheets: the members of the objects as columns.
    func csv(of survey: JSON) -> [UInt8] {
        switch self {
        case .norms: NormPage.csv(survey)
        case .districts:
            NormPage.csv(
                survey,
                columns: ["district", "stations", "deputies", "fewest", "most", "below_norm", "above_norm"])
        }
    }
}

extension ReportCommand {
    /// Lists what the norms or districts give, from here or from the server.
    func run(_ survey: ReportSurvey, _ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let result: JSON
        switch origin.choice(context) {
        case .ledger:
            let site = try Site.open(try context.dataDirectory(directories.first), context)
            defer { site.ledger.stop() }
            result = try survey.compute(
                site, from: from, to: to, station: station, includingBranches: includesBranches, context)
        case .server(let server):
            let parameters = [
                ("from", from?.iso8601), ("to", to?.iso8601), ("station", station),
                ("below", includesBranches ? "true" : nil),
            ].compactMap { name, value in value.map { "\(name)=\(URIComponent.encoded($0))" } }
            let api = try server.connect(context).api
            result = try CommandFailure.ofClient { () throws(ClientError) in
                let document = try api.document(
                    "report/\(survey.rawValue)?\(parameters.joined(separator: "&"))", limit: 1 << 26)
                guard document.elements != nil else { throw .notLiaison(host: api.server.authority) }
                return document
            }
        }
        switch format {
        case .json: try context.write(TerminalText.json(result), file: output ?? "-")
        case .csv: try context.write(survey.csv(of: result), file: output ?? "-")
        case .text, .html:
            if survey == .norms {
                context.say(
                    line: NormPage.period(
                        NormRequest(from: from, to: to), on: BeijingTime(context.clock.now).date,
                        Assets.pages(context.wording.language)))
            }
            let isEmpty = result.elements?.isEmpty ?? true
            if isEmpty { context.say(survey == .norms ? "report.norms-met" : "district.none") }
            if !isEmpty || output != nil {
                try context.write(survey.table(of: result, context.wording), file: output ?? "-")
            }
        }
        return context.endOfReading
    }
}
