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
        guard isStaff else { return arrival.notFound }
        let roster = view.snapshot.roster
        guard let station = stationInRoom else {
            return printForm(nil, hasForeignStation ? [unknownStation] : [])
        }
        guard station.status == .active else { return arrival.notFound }
        if request.queryValue("layout") == "activities" { return activities(of: station) }
        guard let layout = request.queryValue("layout").flatMap({ PosterLayout(rawValue: $0) }) else {
            return printForm(station, [])
        }
        guard let month = printedMonth else { return arrival.notFound }
        let paper = request.queryValue("paper").flatMap { Paper(name: $0) } ?? layout.papers[0]
        var job = PrintJob(
            layout: layout, paper: paper,
            press: PosterPress(language: arrival.language, printed: BeijingTime(now).date), station: station,
            poster: roster.poster(station, view.snapshot.baseURL), month: month)
        if layout == .rules {
            job.boards = try site.rules.value()
            if job.boards.isEmpty {
                return printForm(station, [PageProblem(field: nil, sentence: words("desk.print.no-rules"))])
            }
        }
        do throws(CaseActionError) {
            if layout.showsDuty { job.poster.duty = try recordDesk.posterDuty(at: station) }
            if layout == .reception { job.days = try recordDesk.posterReceptions(of: station, in: month) }
        } catch {
            return refused(error, .print)
        }
        do throws(PosterError) {
            return .printable(try pages(job), route: "/desk/print")
        } catch {
            return arrival.notFound
        }
    }

    /// The station's activities of a year, this one unless another is asked for.
    private func activities(of station: Station) -> Response {
        let year = value("year").flatMap { UInt16($0) }.map(Int.init) ?? BeijingTime(now).date.year
        do throws(CaseActionError) {
            var query = RecordDesk.EntryQuery()
            query.station = "\(station.id)"
            let notices = try recordDesk.notices(query, all: true)
            return .printable(
                ActivityPage.html(notices, in: year, of: station.name, words), route: "/desk/print")
        } catch {
            return refused(error, .print)
        }
    }

    /// What is printed, for whom, on which paper.
    private struct PrintJob {
        let layout: PosterLayout
        let paper: Paper
        let press: PosterPress
        let station: Station
        var poster: PosterStation
        /// The month whose reception days are printed: any day of it.
        let month: CivilDate
        var boards: [PosterBoard] = []
        var days: [PosterReception] = []
    }

    /// The month of reception days that is asked for, this one unless another is; nothing where what is asked for is none.
    private var printedMonth: CivilDate? {
        guard let typed = value("month") else { return BeijingTime(now).date }
        return CivilDate(iso8601: "\(typed)-01".utf8)
    }

    private func pages(_ job: PrintJob) throws(PosterError) -> [UInt8] {
        let (press, poster, paper, station) = (job.press, job.poster, job.paper, job.station)
        let snapshot = view.snapshot
        let deputies = snapshot.roster.posterDeputies(of: station.id)
        let isForEach = request.queryValue("deputies") != nil
        let subjects: [PosterSubject] = isForEach ? deputies.map { .deputy($0) } : [.station]
        switch job.layout {
        case .wall: return try press.wall(deputies, of: poster, on: paper)
        case .single: return try press.single(subjects, of: poster, on: paper)
        case .counter: return try press.counter(subjects, of: poster, on: paper)
        case .card: return try press.cards(deputies, of: poster, on: paper)
        case .rules: return try press.rules(job.boards, of: poster, on: paper)
        case .reception: return try press.reception(job.days, in: job.month, of: poster, on: paper)
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
        var main: Markup =
            "<h1>\(words("desk.print.title"))</h1>\n\(stationForm("/desk/print", problems))"
        if let station {
            main += "<p class=\"state\">\(words.name(station.name))\n<p>\(words("desk.print.how"))\n"
            main += "<ul class=\"links rows\">\n"
            let today = BeijingTime(now).date
            let month = { (day: CivilDate) in String(day.iso8601.prefix(7)) }
            let jobs: [(key: String, query: String)] = [
                ("wall", "layout=wall&paper=A3"), ("wall-a4", "layout=wall&paper=A4"),
                ("single", "layout=single&paper=A4"),
                ("single-deputies", "layout=single&paper=A4&deputies=yes"),
                ("counter", "layout=counter&paper=A5"), ("card", "layout=card"),
                ("rules", "layout=rules&paper=A3"), ("rules-a4", "layout=rules&paper=A4"),
                ("reception-this", "layout=reception&paper=A4&month=\(month(today))"),
                ("reception-next", "layout=reception&paper=A4&month=\(month(today.adding(months: 1)))"),
                ("activities-this", "layout=activities&year=\(today.year)"),
                ("activities-next", "layout=activities&year=\(today.year + 1)"),
                ("paper-form", "layout=paper-form"),
            ]
            for (key, query) in jobs {
                let target = template.link("/desk/print?station=\(station.id)&\(query)")
                main += "<li><a href=\"\(target)\">\(words("desk.print.\(key)"))</a>\n"
            }
            let people = template.link("/desk/people\(hasSeveralStations ? "?station=\(station.id)" : "")")
            main += "</ul>\n<p><a class=\"button second\" href=\"\(people)\">"
            main += "\(words("desk.print.slips"))</a>\n"
        }
        return .page(
            problems.isEmpty ? .ok : .unprocessableContent,
            template.page(title: words("desk.print.title"), problems: problems, place: .print, main: main),
            route: "/desk/print")
    }
}
