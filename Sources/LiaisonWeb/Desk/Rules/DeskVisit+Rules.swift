import LiaisonCases
import LiaisonDesk
import LiaisonHTTP
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

// The files of rules, which the office alone changes: the scored duties, and the calendar of working days.
extension DeskVisit {
    /// `GET /desk/duties` and `/desk/calendar`: what counts, as a file to change, and where a changed one is sent; and the page
    /// after a file that wasn't taken, with all that is wrong with it.
    func rules(
        _ subject: RuleUpload.Subject, _ problems: [PageProblem] = [], status: Status = .ok
    ) throws(SiteError) -> Response {
        guard session.scope == .office else { return arrival.notFound }
        if request.method == .post, let upload = shownRules(subject) {
            // What was shown comes along: it is shown again.
            return try preview(upload, problems, status)
        }
        let stored = try RuleUpload.stored(subject, in: site.directory)
        if request.method == .get, request.queryValue("format") == "file" {
            let type: StaticString =
                subject == .duties ? "text/csv; charset=utf-8" : "text/plain; charset=utf-8"
            return .file(stored, type: type, name: subject.fileName)
        }
        let form = RecordForm(words: words, draft: FormDraft(), problems: problems)
        let (path, key) = ("/desk/\(subject.rawValue)", "desk.\(subject.rawValue)")
        let main: Markup = """
            <h1>\(words("desk.place.\(subject.rawValue)"))</h1>
            <p>\(words("\(key).text"))
            <ul class="links">
            <li><a href="\(template.link("\(path)?format=file"))">\(words("\(key).download"))</a>
            </ul>
            <form class="screen" method="post" enctype="multipart/form-data" action="\(template.link(path))">
            \(formOpening)\(form.file("file", "\(key).file"))<p><button>\(words("desk.roster.preview"))</button>
            </form>
            \(subject == .duties ? duties(stored) : calendar(stored))
            """
        let isDone = request.method == .get && request.queryValue("done") != nil
        return .page(
            status,
            template.page(
                title: words("desk.place.\(subject.rawValue)"), problems: problems,
                notice: isDone ? "<p>\(words("\(key).done"))" : "", place: place(of: subject), main: main),
            route: subject.route)
    }

    func place(of subject: RuleUpload.Subject) -> DeskTemplate.Place {
        switch subject {
        case .duties: .duties
        case .calendar: .calendar
        }
    }

    // MARK: What counts

    /// The duties that count today, and those that will on a later day.
    private func duties(_ stored: [UInt8]) -> Markup {
        let table: DutyTable
        do throws(DutyTableError) {
            table = try DutyTable(stored, named: RuleUpload.Subject.duties.fileName)
        } catch {
            let sentences = self.problems(of: .duties(error)).map(\.sentence)
            return "<div class=\"box bad\">\(sentences.map { "<p>\($0)\n" as Markup }.joined())</div>\n"
        }
        let today = BeijingTime(now).date
        var markup: Markup = "<h2>\(words("desk.duties.now"))</h2>\n"
        markup += "<ul class=\"rows\">\n\(table.duties(on: today).map { row($0) }.joined())</ul>\n"
        for day in table.starts where day > today {
            let known = table.duties(on: day.adding(days: -1))
            let new = table.duties(on: day).filter { !known.contains($0) }
            if new.isEmpty { continue }
            markup += "<h2>\(words("desk.duties.from", ["date": words.date(day)]))</h2>\n"
            markup += "<ul class=\"rows\">\n\(new.map { row($0) }.joined())</ul>\n"
        }
        return markup
    }

    private func row(_ duty: Duty) -> Markup {
        "<li><b>\(words.name(duty.name))</b> \(particulars(of: duty))\n"
    }

    /// What a duty is worth, in one line.
    func particulars(of duty: Duty) -> String {
        let points = words("desk.duties.points", ["points": "\(duty.points)"])
        let cap = duty.yearlyCap.map { words("desk.duties.cap", ["points": "\($0)"]) }
        let source = duty.source == .entry ? nil : words("desk.duties.source.\(duty.source.rawValue)")
        return [points, cap, words("desk.register.\(duty.register.rawValue)"), source].compactMap { $0 }
            .joined(separator: " · ")
    }

    /// The lines of the calendar that are still to come, as the office wrote them.
    private func calendar(_ stored: [UInt8]) -> Markup {
        let calendar = WorkingCalendar(parsing: stored)
        let year = BeijingTime(now).date.year
        let years = calendar.years.sorted().map { "\($0)" }.joined(separator: "、")
        var markup: Markup = "<h2>\(words("desk.calendar.now"))</h2>\n"
        if !calendar.damage.isEmpty {
            let sentences = calendar.damage.map { sentence(of: $0) }
            markup += "<div class=\"box bad\">\(sentences.map { "<p>\($0)\n" as Markup }.joined())</div>\n"
        }
        markup += "<p>\(words("desk.calendar.years", ["years": years]))\n"
        if !calendar.years.contains(year) {
            markup += "<p class=\"box bad\">\(words("desk.calendar.missing", ["year": "\(year)"]))\n"
        }
        let lines = String(decoding: stored, as: UTF8.self).split(whereSeparator: \.isNewline)
            .filter { line in (Int(line.prefix(4)) ?? 0) >= year }
        return markup
            + "<ul class=\"rows\">\n\(lines.map { "<li>\(String($0))\n" as Markup }.joined())</ul>\n"
    }

    /// What is wrong with a line of a calendar, and how it is written.
    func sentence(of damage: CalendarDamage) -> String {
        switch damage {
        case .badLine(let line, let text):
            words("desk.calendar.bad-line", ["line": "\(line)", "text": TerminalText.line(text)])
        case .repeatedDay(let line, let day):
            words("desk.calendar.repeated", ["line": "\(line)", "date": words.date(day)])
        }
    }

    // MARK: What was sent

    /// `POST /desk/duties` and `/desk/calendar`: shows what a file would change, or applies what was shown.
    func changeRules(_ subject: RuleUpload.Subject) throws(SiteError) -> Response {
        guard session.scope == .office else { return arrival.notFound }
        if let upload = shownRules(subject) { return try apply(upload) }
        guard let file = fields.files.first(where: { $0.name == "file" && $0.count > 0 }) else {
            let problem = PageProblem(field: "file", sentence: words("desk.invalid.csv"))
            return try rules(subject, [problem], status: .unprocessableContent)
        }
        if file.isTooLarge { return try rules(subject, [tooLargeRules], status: .contentTooLarge) }
        let bytes = try SiteError.reading { () throws(SystemError) in try file.bytes() }
        let name = file.fileName.isEmpty ? subject.fileName : file.fileName
        return try preview(RuleUpload(subject, .init(name: name, bytes: bytes)))
    }

    private var tooLargeRules: PageProblem {
        PageProblem(
            field: "file", sentence: words("desk.rules.too-large", ["limit": "\(RuleUpload.sizeLimit >> 20)"])
        )
    }

    /// The file that came along with the page that showed what it changes.
    private func shownRules(_ subject: RuleUpload.Subject) -> RuleUpload? {
        guard let name = fields["file-name"], let bytes = fields["file"].flatMap({ Base64URL.decode($0) })
        else { return nil }
        return RuleUpload(subject, .init(name: name, bytes: bytes))
    }

    private func preview(
        _ upload: RuleUpload, _ problems: [PageProblem] = [], _ status: Status = .ok
    ) throws(SiteError) -> Response {
        let preview: RuleUpload.Preview
        do throws(RuleUpload.Refusal) { preview = try upload.preview(of: site) } catch {
            return try refused(error, upload)
        }
        let page = RulePreviewPage(visit: self, upload: upload, preview: preview, problems: problems).render()
        return .page(status, page, route: upload.subject.route)
    }

    private func apply(_ upload: RuleUpload) throws(SiteError) -> Response {
        // Scores and deadlines hang on it.
        if !isFresh { return proofPage(reasonToProve, []) }
        do throws(RuleUpload.Refusal) {
            try upload.apply(
                to: site, shown: fields["stored"] ?? "", isConfirmed: fields["confirmed"] != nil)
        } catch {
            return try refused(error, upload)
        }
        return .seeOther(
            template.link("/desk/\(upload.subject.rawValue)?done=yes"), route: upload.subject.route)
    }

    /// Why a file wasn't compared or applied: on the page where another is sent, or on the one that shows it.
    private func refused(_ refusal: RuleUpload.Refusal, _ upload: RuleUpload) throws(SiteError) -> Response {
        switch refusal {
        case .unreadable(let error): throw error
        case .changed:
            let problem = PageProblem(field: nil, sentence: words("desk.rules.changed"))
            return try preview(upload, [problem], .conflict)
        case .unconfirmed:
            let problem = PageProblem(field: "confirmed", sentence: words("desk.roster.unconfirmed"))
            return try preview(upload, [problem], .unprocessableContent)
        case .tooLarge: return faults([tooLargeRules.sentence], of: upload, .contentTooLarge)
        case .empty: return faults([words("desk.\(upload.subject.rawValue).empty")], of: upload)
        case .file(let error): return faults([error.sentence(words)], of: upload)
        case .rows(let errors): return faults(errors.map { $0.sentence(words) }, of: upload)
        case .lines(let damage): return faults(damage.map { sentence(of: $0) }, of: upload)
        }
    }

    /// The page on which a bad file's faults stand: all of them, and nothing was changed.
    private func faults(
        _ sentences: [String], of upload: RuleUpload, _ status: Status = .unprocessableContent
    ) -> Response {
        let title = words("desk.place.\(upload.subject.rawValue)")
        let main: Markup = """
            <h1>\(title)</h1>
            <p class="state">\(words("desk.roster.nothing-changed"))
            <p>\(words("desk.roster.bad-files"))
            <p><a class="button" href="\(template.link("/desk/\(upload.subject.rawValue)"))">\(words("desk.roster.again"))</a>

            """
        let problems = sentences.map { PageProblem(field: nil, sentence: $0) }
        return .page(
            status,
            template.page(title: title, problems: problems, place: place(of: upload.subject), main: main),
            route: upload.subject.route)
    }
}

extension RuleUpload.Subject {
    /// The label for log and metrics.
    fileprivate var route: StaticString {
        switch self {
        case .duties: "/desk/duties"
        case .calendar: "/desk/calendar"
        }
    }
}
