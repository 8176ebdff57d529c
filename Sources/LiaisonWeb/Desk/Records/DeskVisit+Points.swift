import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

// What the station's deputies have scored, and what each has done.
extension DeskVisit {
    /// How many deputies a page of the sums has.
    private static let standingsShown = 50

    /// `GET /desk/points`: the sums of a period; with a format, the page for the wall (阳光栏) or the spreadsheet; with a
    /// code, that deputy's file.
    func points() throws(SiteError) -> Response {
        do throws(CaseActionError) {
            if let code = request.queryValue("archive") {
                let archive = try recordDesk.archive(code)
                return .printable(ArchivePage.html(archive, words), route: "/desk/points")
            }
            var period: [String: CivilDate] = [:]
            for name in ["from", "to"] {
                guard let typed = value(name) else { continue }
                guard let date = CivilDate(iso8601: typed.utf8) else {
                    return try pointsPage(
                        nil, [PageProblem(field: name, sentence: words("desk.invalid.date"))])
                }
                period[name] = date
            }
            let today = BeijingTime(now).date
            let to = period["to"] ?? today
            let from = period["from"] ?? CivilDate(year: to.year, month: 1, day: 1) ?? to
            if to < from {
                return try pointsPage(
                    nil, [PageProblem(field: "to", sentence: words("desk.invalid.period"))])
            }
            if hasForeignStation {
                let sentence = words("desk.invalid.station")
                return try pointsPage(nil, [PageProblem(field: "station", sentence: sentence)])
            }
            let station = value("station") == nil ? nil : stationInRoom.map { "\($0.id)" }
            let standings = try recordDesk.points(station: station, from: from, to: to)
            switch request.queryValue("format") {
            case "csv":
                let csv = PointsPage.csv(standings.map(\.json))
                return .file(csv, type: "text/csv; charset=utf-8", name: "points.csv")
            case "html":
                let duties = try recordDesk.list(.duties).items
                return .printable(
                    PointsPage.html(standings.map(\.json), duties, from: from, to: to, words),
                    route: "/desk/points")
            default: return try pointsPage((standings, from, to), [])
            }
        } catch {
            return refused(error, .points)
        }
    }

    private func pointsPage(
        _ found: (standings: Ranking, from: CivilDate, to: CivilDate)?,
        _ problems: [PageProblem]
    ) throws(CaseActionError) -> Response {
        var main: Markup = "<h1>\(words("desk.place.points"))</h1>\n"
        var draft = FormDraft()
        for name in ["from", "to", "station"] { draft[name] = request.queryValue(name) ?? "" }
        if let (standings, from, to) = found {
            let period = words("points.period", ["from": words.date(from), "to": words.date(to)])
            main += "<p class=\"hint\">\(period)\n"
            let query =
                "from=\(from.iso8601)&to=\(to.iso8601)"
                + (value("station").map { "&station=\(URIComponent.encoded($0))" } ?? "")
            for (format, key) in [("html", "desk.points.page"), ("csv", "desk.report.csv")] {
                let target = template.link("/desk/points?\(query)&format=\(format)")
                main +=
                    "<p class=\"screen\"><a class=\"button second\" href=\"\(target)\">\(words(key))</a>\n"
            }
            main += sums(standings, query)
            (draft["from"], draft["to"]) = (from.iso8601, to.iso8601)
        }
        let form = RecordForm(words: words, draft: draft, problems: problems)
        let station = hasSeveralStations && isStaff ? form.input("station", "desk.report.station") : ""
        main += """
            <h2 class="screen">\(words("desk.report.other"))</h2>
            <form class="screen" action="/desk/points">
            \(Markup.language(arrival.language))\(form.input("from", "desk.report.from", type: "date"))\
            \(form.input("to", "desk.report.to", type: "date"))\(station)\
            <p><button>\(words("desk.points.show"))</button>
            </form>

            """
        return .page(
            problems.isEmpty ? .ok : .unprocessableContent,
            template.page(title: words("desk.place.points"), problems: problems, place: .points, main: main),
            route: "/desk/points")
    }

    private func sums(_ standings: Ranking, _ query: String) -> Markup {
        let offset = request.queryValue("after").flatMap { UInt32($0) }.map(Int.init) ?? 0
        let shown = standings.indices.dropFirst(offset).prefix(Self.standingsShown)
        if shown.isEmpty { return "<p class=\"state\">\(words("desk.points.nothing"))\n" }
        var markup: Markup = "<ol class=\"links rows\">\n"
        for index in shown {
            let standing = standings[index]
            let deputy = standing.deputy
            let text = words(
                "desk.points.sum",
                ["points": "\(standing.score.points)", "count": "\(standing.score.count)"])
            let station: Markup =
                hasSeveralStations
                ? "<br><span class=\"hint\">\(words.name(view.names.name(of: deputy.station)))</span>" : ""
            let line: Markup =
                "<span>\(index + 1). <b>\(words.name(deputy.name))</b> \(text)\(station)</span>"
            // A deputy reads only their own file.
            if isStaff || isOwn(deputy) {
                let target = template.link("/desk/points?archive=\(deputy.code)")
                markup += "<li><a href=\"\(target)\">\(line)</a>\n"
            } else {
                markup += "<li><div class=\"box\">\(line)</div>\n"
            }
        }
        markup += "</ol>\n"
        if offset + shown.count < standings.count {
            let target = template.link("/desk/points?\(query)&after=\(offset + shown.count)")
            markup +=
                "<p class=\"screen\"><a class=\"button second\" href=\"\(target)\">\(words("desk.points.more"))</a>\n"
        }
        return markup
    }

    private func isOwn(_ deputy: Deputy) -> Bool {
        guard case .deputy(let code) = session.scope else { return false }
        return view.snapshot.roster.incumbent(of: code)?.code == deputy.code
    }
}
