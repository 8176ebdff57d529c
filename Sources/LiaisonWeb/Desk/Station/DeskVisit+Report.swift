import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonReports
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

extension DeskVisit {
    /// `GET /desk/report`: which period; with one, the report as the command makes it, as a page or for a spreadsheet.
    func report() throws(SiteError) -> Response {
        guard request.queryValue("from") != nil || request.queryValue("format") != nil else {
            return reportForm([])
        }
        var dates: [String: CivilDate] = [:]
        for name in ["from", "to"] {
            guard let typed = request.queryValue(name), !typed.isEmpty else { continue }
            guard let date = CivilDate(iso8601: typed.utf8) else {
                return reportForm([PageProblem(field: name, sentence: words("desk.invalid.date"))])
            }
            dates[name] = date
        }
        if let from = dates["from"], let to = dates["to"], to < from {
            return reportForm([PageProblem(field: "to", sentence: words("desk.invalid.period"))])
        }
        var station: StationID?
        if let typed = request.queryValue("station"), !typed.isEmpty {
            guard let found = try? view.snapshot.roster.station(meantBy: typed) else {
                return reportForm([unknownStation])
            }
            station = found.id
        }
        // A head station's officer who names none means all that is theirs, as on the page of points.
        let includesBranches =
            request.queryValue("below") != nil || (station == nil && hasSeveralStations && isStaff)
        let language = Assets.reports(arrival.language)
        do throws(ReportRefusal) {
            switch request.queryValue("format") {
            case "norms", "norms-csv":
                let asked = NormRequest(
                    from: dates["from"], to: dates["to"], station: station,
                    includesBranches: includesBranches)
                let survey = try view.norms(asked).json
                if request.queryValue("format") == "norms" {
                    return .printable(
                        NormPage.html(
                            survey, asked, view,
                            includingBranches: includesBranches
                                && !(station == nil && session.scope == .office)),
                        route: "/desk/report")
                }
                return .file(NormPage.csv(survey, view), type: "text/csv; charset=utf-8", name: "norms.csv")
            default: break
            }
            defer { Heap.trim() }
            let report = try view.report(
                from: dates["from"], to: dates["to"], asOf: nil, station: station,
                includingBranches: includesBranches)
            if request.queryValue("format") == "csv" {
                return .file(report.csv(language), type: "text/csv; charset=utf-8", name: "report.csv")
            }
            return .printable(ReportPage.bytes(of: report, language), route: "/desk/report")
        } catch {
            if case .unreadable = error { return arrival.unavailable }
            return reportForm([unknownStation])
        }
    }

    private func reportForm(_ problems: [PageProblem]) -> Response {
        let today = BeijingTime(now).date
        let quarterMonth = (today.month - 1) / 3 * 3 + 1
        let starts: [(key: String, start: CivilDate?, months: Int)] = [
            ("month", CivilDate(year: today.year, month: today.month, day: 1), 1),
            ("quarter", CivilDate(year: today.year, month: quarterMonth, day: 1), 3),
            ("year", CivilDate(year: today.year, month: 1, day: 1), 12),
        ]
        let links = { (query: String) -> Markup in
            var links: Markup = "<ul class=\"links rows\">\n"
            for (key, start, months) in starts {
                guard let start else { continue }
                for (suffix, first) in [("this", start), ("last", start.adding(months: -months))] {
                    let last = first.adding(months: months).adding(days: -1)
                    let period = "from=\(first.iso8601)&to=\(min(last, today).iso8601)"
                    let target = template.link("/desk/report?\(period)\(query)&format=html")
                    links += "<li><a href=\"\(target)\">\(words("desk.report.\(key).\(suffix)"))</a>\n"
                }
            }
            return links + "</ul>\n"
        }
        let ownOnly =
            hasSeveralStations && isStaff ? recordDesk.ownStation.map { "&station=\($0.id)" } ?? "" : ""
        var main: Markup = "<h1>\(words("desk.report.title"))</h1>\n\(links(ownOnly))"
        // The office's reports have every station already.
        if session.scope != .office, hasSeveralStations, isStaff {
            main += "<h2>\(words("desk.report.below"))</h2>\n\(links("&below=true"))"
        }
        let input: (String) -> Markup = { name in
            let field = FormField(id: name, label: words.markup("desk.report.\(name)"), problems: problems)
            let value = request.queryValue(name) ?? ""
            return field.markup {
                name == "station"
                    ? "<input \($0) value=\"\(value)\" autocomplete=\"off\">"
                    : "<input \($0) type=\"date\" value=\"\(value)\">"
            }
        }
        let below: Markup =
            hasSeveralStations && isStaff
            ? """
            <p><label class="choice"><input type="checkbox" name="below" value="true"\
            \(request.queryValue("below") == nil ? "" : " checked")> \(words("desk.report.below"))</label>

            """ : ""
        main += """
            <h2>\(words("desk.report.other"))</h2>
            <form action="/desk/report">
            \(Markup.language(arrival.language))\(input("from"))\(input("to"))\
            \(hasSeveralStations && isStaff ? input("station") : "")\(below)\
            <p><button name="format" value="html">\(words("desk.report.show"))</button>
            <p><button class="second" name="format" value="csv">\(words("desk.report.csv"))</button>
            <h2>\(words("desk.report.norms"))</h2>
            <p>\(words("desk.report.norms.text"))
            <p><button name="format" value="norms">\(words("desk.report.norms.show"))</button>
            <p><button class="second" name="format" value="norms-csv">\(words("desk.report.csv"))</button>
            </form>

            """
        return .page(
            problems.isEmpty ? .ok : .unprocessableContent,
            template.page(title: words("desk.report.title"), problems: problems, place: .report, main: main),
            route: "/desk/report")
    }
}

extension Response {
    /// A file to save.
    ///
    /// - Parameters:
    ///   - bytes: Its content.
    ///   - type: Its media type.
    ///   - name: What it is called: letters, digits, `-` and `.`.
    /// - Returns: The answer.
    static func file(_ bytes: [UInt8], type: StaticString, name: String) -> Response {
        var headers = PageHeaders.bare + [Header("Content-Type", type)]
        if let header = try? Header("Content-Disposition", value: "attachment; filename=\"\(name)\"") {
            headers.append(header)
        }
        return Response(status: .ok, headers: headers, body: bytes, route: "/desk")
    }

    /// A page to print, which brings its own style along.
    static func printable(_ bytes: [UInt8], route: StaticString) -> Response {
        Response(
            status: .ok,
            headers: [
                Header("Content-Type", "text/html; charset=utf-8"), Header("Cache-Control", "no-store"),
                Header("X-Content-Type-Options", "nosniff"), Header("Referrer-Policy", "no-referrer"),
                Header("Vary", "Accept-Language"),
                Header(
                    "Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
                ),
            ], body: bytes, route: route)
    }
}
