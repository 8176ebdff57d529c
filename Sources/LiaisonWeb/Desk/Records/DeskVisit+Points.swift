import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

// What the station's deputies have scored, and what each has done.
extension DeskVisit {
    /// How many deputies a page of the sums has.
    private static let standingsShown = 50

    /// `GET /desk/points`: the sums of a period; with a format, the page for the wall (阳光栏) or the spreadsheet; with a
    /// code as `archive`, that deputy's file; as `deputy`, what their sum is made of.
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
                return try pointsPage(nil, [unknownStation])
            }
            let station = value("station") == nil ? nil : stationInRoom.map { "\($0.id)" }
            var asked = RecordDesk.EntryQuery()
            (asked.station, asked.deputy, asked.duty) = (station, value("deputy"), value("duty"))
            (asked.from, asked.to) = (from, to)
            let standings = try recordDesk.points(asked)
            switch request.queryValue("format") {
            case "csv":
                let csv = PointsPage.csv(
                    standings.map(\.json), try recordDesk.list(.duties).items, words)
                return .file(csv, type: "text/csv; charset=utf-8", name: "points.csv")
            case "html":
                let duties = try recordDesk.list(.duties).items
                return .printable(
                    PointsPage.html(
                        standings.map(\.json), duties, from: from, to: to, of: value("duty"), words),
                    route: "/desk/points")
            default: break
            }
            if value("deputy") != nil {
                guard let standing = standings.first, mayOpen(standing.deputy) else {
                    return arrival.notFound
                }
                return try scorePage(of: standing, query(from, to), periodLine(from, to))
            }
            return try pointsPage((standings, from, to), [])
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
        for name in ["from", "to", "station", "duty"] { draft[name] = request.queryValue(name) ?? "" }
        if let (standings, from, to) = found {
            main += "<p class=\"hint\">\(periodLine(from, to))\n"
            let query = query(from, to)
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
        let duties = try recordDesk.duties().duties(on: BeijingTime(now).date)
            .map { (value: $0.key, label: $0.name) }
        let duty = form.select("duty", "desk.points.duty", first: words("desk.list.all"), [("", duties)])
        main += """
            <h2 class="screen">\(words("desk.report.other"))</h2>
            <form class="screen" action="/desk/points">
            \(Markup.language(arrival.language))\(form.input("from", "desk.report.from", type: "date"))\
            \(form.input("to", "desk.report.to", type: "date"))\(duty)\(station)\
            <p><button>\(words("desk.points.show"))</button>
            </form>

            """
        return .page(
            problems.isEmpty ? .ok : .unprocessableContent,
            template.page(title: words("desk.place.points"), problems: problems, place: .points, main: main),
            route: "/desk/points")
    }

    private func periodLine(_ from: CivilDate, _ to: CivilDate) -> String {
        words("points.period", ["from": words.date(from), "to": words.date(to)])
    }

    /// What was asked for, for links to more of it.
    private func query(_ from: CivilDate, _ to: CivilDate) -> String {
        "from=\(from.iso8601)&to=\(to.iso8601)"
            + ["station", "duty"].compactMap { name in
                value(name).map { "&\(name)=\(URIComponent.encoded($0))" }
            }.joined()
    }

    private func sums(_ standings: Ranking, _ query: String) -> Markup {
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
                ? "<br><span class=\"hint\">\(words.name(standing.stationName))</span>" : ""
            let place = standing.place.map { "\($0)." } ?? "–"
            let line: Markup =
                "<span>\(place) <b>\(words.name(deputy.name))</b> \(text)\(station)</span>"
            // A deputy reads only their own file.
            if mayOpen(deputy) {
                let target = template.link("/desk/points?\(query)&deputy=\(deputy.code)")
                markup += "<li><a href=\"\(target)\">\(line)</a>\n"
            } else {
                markup += "<li><div class=\"box\">\(line)</div>\n"
            }
        }
        return markup + "</ol>\n" + more(after: offset + shown.count, of: standings.count, query)
    }

    /// What a sum is made of: each entry and each case with what it counts, the newest first, and the way to it.
    private func scorePage(
        of standing: RecordDesk.Standing, _ query: String, _ period: String
    ) throws(CaseActionError) -> Response {
        let names = PointsPage.names(of: try recordDesk.list(.duties).items)
        let (deputy, score) = (standing.deputy, standing.score)
        let sum = words("desk.points.sum", ["points": "\(score.points)", "count": "\(score.count)"])
        let file = template.link("/desk/points?archive=\(deputy.code)")
        var main: Markup = """
            <h1>\(words.name(deputy.name))</h1>
            <p class="state">\(sum)
            <p class="hint">\(period)
            <p class="screen"><a class="button second" href="\(file)">\(words("desk.points.archive"))</a>

            """
        let entries = Array(score.entries.reversed())
        let shown = entries.dropFirst(offset).prefix(Self.standingsShown)
        if !shown.isEmpty {
            main += "<ul class=\"links rows\">\n\(shown.map { row(of: $0, names) }.joined())</ul>\n"
        }
        main += more(after: offset + shown.count, of: entries.count, "\(query)&deputy=\(deputy.code)")
        return .page(
            .ok, template.page(title: words("desk.place.points"), place: .points, main: main),
            route: "/desk/points")
    }

    private func row(of entry: Score.Entry, _ names: [String: String]) -> Markup {
        let (target, station) =
            switch entry.number {
            case .ofEntry(let number): ("/desk/log/\(number)", number.station)
            case .ofCase(let number): ("/desk/cases/\(number)", number.station)
            }
        let points = words("desk.points.entry", ["points": "\(entry.points)"])
        let line: Markup = """
            <span><b>\(words.name(names[entry.duty] ?? entry.duty))</b> \(words.date(entry.on)) · \(points)<br>\
            <span class="hint">\("\(entry.number)")</span></span>
            """
        // What a deputy did at the station of before isn't the officer's of this one.
        let isOpen = !isStaff || recordDesk.sees(station)
        return isOpen
            ? "<li><a href=\"\(template.link(target))\">\(line)</a>\n"
            : "<li><div class=\"box\">\(line)</div>\n"
    }

    /// Behind how many rows the page begins.
    private var offset: Int { request.queryValue("after").flatMap { UInt32($0) }.map(Int.init) ?? 0 }

    /// The way to the rows that follow, where there are any.
    private func more(after count: Int, of all: Int, _ query: String) -> Markup {
        if count >= all { return "" }
        let target = template.link("/desk/points?\(query)&after=\(count)")
        return
            "<p class=\"screen\"><a class=\"button second\" href=\"\(target)\">\(words("desk.points.more"))</a>\n"
    }

    private func mayOpen(_ deputy: Deputy) -> Bool { isStaff || isOwn(deputy) }

    private func isOwn(_ deputy: Deputy) -> Bool {
        guard case .deputy(let code) = session.scope else { return false }
        return view.snapshot.roster.incumbent(of: code)?.code == deputy.code
    }
}
