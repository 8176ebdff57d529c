import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonInstallation
import LiaisonPosters
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

extension DeskVisit {
    /// How many paper forms are printed at once.
    private static let formCount = 10

    /// `GET /desk/print`: what can be printed; with a layout, the pages themselves, in millimetres.
    func printing() throws(SiteError) -> Response {
        let roster = view.snapshot.roster
        let station: Station?
        switch session.scope {
        case .deputy: return arrival.notFound
        case .station(let id): station = roster.station(id)
        case .office:
            let typed = request.queryValue("station") ?? ""
            station = typed.isEmpty ? nil : try? roster.station(meantBy: typed)
            if station == nil {
                let sentence = words("desk.invalid.station")
                return printForm(
                    nil, typed.isEmpty ? [] : [PageProblem(field: "station", sentence: sentence)])
            }
        }
        guard let station, station.status == .active else { return arrival.notFound }
        guard let layout = request.queryValue("layout").flatMap({ PosterLayout(rawValue: $0) }) else {
            return printForm(station, [])
        }
        let paper = request.queryValue("paper").flatMap { Paper(name: $0) } ?? layout.papers[0]
        let press = PosterPress(language: arrival.language, printed: BeijingTime(now).date)
        var poster = roster.poster(station, view.snapshot.baseURL)
        if layout.showsDuty {
            do throws(CaseActionError) { poster.duty = try recordDesk.posterDuty(at: station) } catch {
                return refused(error, .print)
            }
        }
        do throws(PosterError) {
            return .printable(try pages(layout, poster, station, press, paper), route: "/desk/print")
        } catch {
            return arrival.notFound
        }
    }

    private func pages(
        _ layout: PosterLayout, _ poster: PosterStation, _ station: Station, _ press: PosterPress,
        _ paper: Paper
    ) throws(PosterError) -> [UInt8] {
        let snapshot = view.snapshot
        let deputies = snapshot.roster.posterDeputies(of: station.id)
        let isForEach = request.queryValue("deputies") != nil
        let subjects: [PosterSubject] = isForEach ? deputies.map { .deputy($0) } : [.station]
        switch layout {
        case .wall: return try press.wall(deputies, of: poster, on: paper)
        case .single: return try press.single(subjects, of: poster, on: paper)
        case .counter: return try press.counter(subjects, of: poster, on: paper)
        case .card: return try press.cards(deputies, of: poster, on: paper)
        // The command makes these, from files that the desk doesn't read.
        case .rules, .reception: throw .paperNotForLayout(layout, paper)
        case .paperForm:
            let keys = site.ledger.keys
            var numbers: Set<CaseNumber> = []
            while numbers.count < Self.formCount {
                let value = RandomBytes.make(count: 8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                numbers.insert(CaseNumber(station: station.id, date: BeijingTime(now).date, value: value))
            }
            let forms = numbers.sorted().map { number in
                PosterForm(
                    caseNumber: number.description,
                    queryCode: keys.queryCode(forNonce: keys.nonce(ofForm: number)))
            }
            let (identity, deadlines) = (snapshot.identity, snapshot.deadlines)
            let notice = PosterNotice(
                handler: identity.handler, contact: identity.contact, retention: identity.retention,
                ordinaryMonths: "\(deadlines.ordinaryMonths)", majorMonths: "\(deadlines.majorMonths)")
            return try press.paperForms(forms, of: poster, notice: notice, on: paper)
        }
    }

    private func printForm(_ station: Station?, _ problems: [PageProblem]) -> Response {
        var main: Markup = "<h1>\(words("desk.print.title"))</h1>\n"
        if session.scope == .office {
            let field = FormField(
                id: "station", label: words.markup("desk.intake.station"),
                hint: words.markup("desk.intake.station.hint"), problems: problems)
            let typed = station?.name ?? request.queryValue("station") ?? ""
            main += """
                <form action="/desk/print">
                \(Markup.language(arrival.language))\(field.markup { "<input \($0) value=\"\(typed)\" autocomplete=\"off\">" })\
                <p><button class="second">\(words("desk.next"))</button>
                </form>

                """
        }
        if let station {
            main += "<p class=\"state\">\(words.name(station.name))\n<p>\(words("desk.print.how"))\n"
            main += "<ul class=\"links rows\">\n"
            let jobs: [(key: String, query: String)] = [
                ("wall", "layout=wall&paper=A3"), ("wall-a4", "layout=wall&paper=A4"),
                ("single", "layout=single&paper=A4"),
                ("single-deputies", "layout=single&paper=A4&deputies=yes"),
                ("counter", "layout=counter&paper=A5"), ("card", "layout=card"),
                ("paper-form", "layout=paper-form"),
            ]
            for (key, query) in jobs {
                let target = template.link("/desk/print?station=\(station.id)&\(query)")
                main += "<li><a href=\"\(target)\">\(words("desk.print.\(key)"))</a>\n"
            }
            main += "</ul>\n<p><a class=\"button second\" href=\"\(template.link("/desk/people"))\">"
            main += "\(words("desk.print.slips"))</a>\n"
        }
        return .page(
            problems.isEmpty ? .ok : .unprocessableContent,
            template.page(title: words("desk.print.title"), problems: problems, place: .print, main: main),
            route: "/desk/print")
    }
}
