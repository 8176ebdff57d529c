import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

extension DeskVisit {
    static let logSubject = "desk log"
    /// What a form of an entry has fields for.
    static let entryMembers =
        ["duty", "on", "deputies", "people", "title", "text", "case", "reference"] + rareEntryMembers
    /// What few entries have: its fields are folded away.
    private static let rareEntryMembers = ["guests", "votes", "result"]
    /// How many entries a page of the list has; fewer where each has its buttons.
    private static let listLength = 20
    private static let approvalLength = 10

    // MARK: The list

    /// `GET /desk/log`, and the page after a POST that wasn't taken, with all that was typed.
    func log(
        problems: [PageProblem] = [], isSpent: Bool = false, status: Status = .ok
    ) throws(SiteError) -> Response {
        var (problems, status) = (withPhotosForgotten(problems), status)
        var (items, next, waiting): ([JSON], EntryPlace?, Int) = ([], nil, 0)
        let isForm = request.method == .post
        do throws(CaseActionError) {
            let desk = recordDesk
            if isStaff { waiting = try desk.pendingCount() }
            if let table = try logTable() { return table }
            if !isForm {
                let query = try RecordDesk.EntryQuery { request.queryValue($0) }
                (items, next) = try desk.entries(query, after: logPlace, limit: logLength)
            }
        } catch {
            guard case .invalidRecord = error, !isForm else { return refused(error, .log) }
            (problems, status) = (self.problems(of: error, suffix: "-filter"), error.status)
        }
        let title = words(hasButtons ? "desk.log.approvals" : "desk.place.log")
        var main: Markup = "<h1>\(title)</h1>\n"
        if waiting > 0, value("state") != RegisterEntry.State.pending.rawValue {
            let text = words("desk.log.waiting", ["count": "\(waiting)"])
            main += """
                <p class="screen"><a class="button" href="\(template.link("/desk/log?state=pending"))">\(text)</a>

                """
        }
        // Where entries are decided one after the other nothing stands between them and the top.
        if !hasButtons {
            do throws(CaseActionError) { main += try addition(problems, isSpent) } catch {
                return refused(error, .log)
            }
        }
        if !isForm {
            main += filter(problems) + LogRows(visit: self, hasButtons: hasButtons).markup(items)
            if items.isEmpty, problems.isEmpty {
                main +=
                    "<p class=\"state\">\(words(hasButtons ? "desk.log.nothing-waits" : "desk.log.nothing"))\n"
            }
            if let next { main += more(.entry(next)) }
            if !items.isEmpty, !hasButtons { main += logTableLinks }
        }
        return .page(
            status,
            template.page(
                title: title, problems: problems, notice: logged, place: .log, main: main),
            route: "/desk/log")
    }

    /// Whether each entry of the list can be decided there and then.
    private var hasButtons: Bool { isStaff && value("state") == RegisterEntry.State.pending.rawValue }

    private var logLength: Int { hasButtons ? Self.approvalLength : Self.listLength }

    /// Behind which entry the page begins; what can't be read leads to the first page.
    private var logPlace: EntryPlace? {
        guard let text = request.queryValue("after"),
            case .entry(let place)? = RecordCursor(text, of: .log)
        else { return nil }
        return place
    }

    private func more(_ next: RecordCursor) -> Markup {
        let kept = Self.logFilters.compactMap { name in
            value(name).map { "&\(name)=\(URIComponent.encoded($0))" }
        }
        let target = "/desk/log?after=\(next.text)\(kept.joined())"
        return """
            <p class="screen"><a class="button second" href="\(template.link(target))">\(words("desk.list.more"))</a>

            """
    }

    /// What has just been done, for the page that the browser was sent on to.
    private var logged: Markup {
        guard request.method == .get, let word = request.queryValue("done") else { return "" }
        if let number = try? RecordNumber(parsing: word) {
            let target = template.link("/desk/log/\(number)")
            return "<p>\(words("desk.log.done"))\n<p><a href=\"\(target)\">\("\(number)")</a>"
        }
        return LogAct(rawValue: word).map { "<p>\(words("desk.log.done.\($0.rawValue)"))" } ?? ""
    }

    /// What narrows the list.
    private func filter(_ problems: [PageProblem]) -> Markup {
        var draft = FormDraft()
        for name in Self.logFilters { draft[name] = request.queryValue(name) ?? "" }
        let form = RecordForm(words: words, draft: draft, problems: problems, suffix: "-filter")
        let states = RegisterEntry.State.allCases.map {
            (value: $0.rawValue, label: words("archive.state.\($0.rawValue)"))
        }
        let registers = Register.allCases.map {
            (value: $0.rawValue, label: words("desk.register.\($0.rawValue)"))
        }
        let all = words("desk.list.all")
        var deputy: Markup = ""
        if isStaff {
            let people = session.scope == .office ? [] : stationInRoom.map { deputies(of: $0) } ?? []
            // A hundred names in a list are found no sooner than typed.
            if (1...RecordForm.openDeputies).contains(people.count) {
                let choices = people.map { (value: $0.code.description, label: $0.name) }
                deputy = form.select("deputy", "desk.log.deputy", first: all, [("", choices)])
            } else {
                deputy = form.input("deputy", "desk.log.deputy.typed")
            }
        }
        let station = hasSeveralStations && isStaff ? form.input("station", "desk.intake.station") : ""
        let isNarrowed = !hasButtons && Self.logFilters.contains { !draft[$0].isEmpty }
        return """
            <details class="screen"\(isNarrowed ? " open" : "")><summary>\(words("desk.list.narrow"))</summary>
            <form action="/desk/log">
            \(Markup.language(arrival.language))\(form.select("state", "desk.list.state", first: all, [("", states)]))\
            \(form.select("register", "desk.log.register", first: all, [("", registers)]))\
            \(form.select("unsettled", "desk.log.unsettled", first: all, [("", [("true", words("desk.log.unsettled.only"))])]))\
            \(station)\(deputy)\(form.input("from", "desk.list.since", type: "date"))\
            \(form.input("to", "desk.list.until", type: "date"))<p><button>\(words("desk.list.find"))</button>
            </form>
            </details>

            """
    }

    // MARK: Adding

    /// The form that enters something; the office says first for which station.
    private func addition(_ problems: [PageProblem], _ isSpent: Bool) throws(CaseActionError) -> Markup {
        guard let station = stationInRoom else {
            let unknown = hasForeignStation ? [unknownStation] : []
            return "<p>\(words("desk.log.which-station"))\n\(stationForm("/desk/log", unknown))"
        }
        let isForm = request.method == .post
        var draft = isForm ? FormDraft(fields) : FormDraft()
        if !isForm { (draft["on"], draft["people"]) = (BeijingTime(now).date.iso8601, "1") }
        let form = RecordForm(words: words, draft: draft, problems: problems)
        // Open for the next one, too, as the visitors' form is.
        let isOpen = isForm || request.queryValue("done") != nil || request.queryValue("add") != nil
        let whose: Markup =
            session.scope == .office || hasSeveralStations
            ? "<p class=\"hint\">\(words.name(station.name))\n" : ""
        let pending: Markup = isStaff ? "" : "<p>\(words("desk.log.pending"))\n"
        let imports: Markup =
            isStaff
            ? "<p><a href=\"\(template.link("/desk/log/import?station=\(station.id)"))\">\(words("desk.log.import"))</a>\n"
            : ""
        return """
            <details class="screen"\(isOpen ? " open" : "")><summary>\(words("desk.log.add"))</summary>
            <form method="post" enctype="multipart/form-data" action="\(template.link("/desk/log"))">
            \(recordOpening(nonce(for: Self.logSubject, isSpent: isSpent)))\
            <input type="hidden" name="station" value="\("\(station.id)")">
            \(whose)\(pending)\(try entryFields(form, at: station))\
            <p><button>\(words("desk.log.add.send"))</button>
            </form>
            \(imports)</details>

            """
    }

    /// The fields of an entry.
    func entryFields(_ form: RecordForm, at station: Station) throws(CaseActionError) -> Markup {
        let people = isStaff ? deputies(of: station) : []
        let former = isStaff ? recordDesk.formerDeputies(at: station.id) : []
        return form.select("duty", "desk.log.duty", first: words("desk.log.duty.none"), try dutyChoices())
            + form.input("on", "desk.log.on", type: "date")
            + (isStaff ? form.deputies(people, former: former, "desk.log.deputies") : "")
            + form.input("people", "desk.log.people", " inputmode=\"numeric\"")
            + form.input("title", "desk.log.title") + form.text("text", "desk.log.text")
            + form.input("case", "desk.log.case", " autocapitalize=\"characters\"")
            + form.input("reference", "desk.log.reference") + rareFields(form) + form.photos
    }

    private func rareFields(_ form: RecordForm) -> Markup {
        let names = Self.rareEntryMembers
        let isOpen = names.contains { name in
            !form.draft[name].isEmpty || form.problems.contains { $0.field == name + form.suffix }
        }
        return """
            <details\(isOpen ? " open" : "")><summary>\(words("desk.log.more"))</summary>
            \(names.map { form.input($0, "desk.log.\($0)") }.joined())</details>

            """
    }

    /// `POST /desk/log`: enters something, once.
    func addToLog() throws(SiteError) -> Response {
        let json = document(["station"] + Self.entryMembers)
        switch submit(json, to: .log, subject: Self.logSubject) {
        case .answer(let response): return response
        case .refused(let problems, let isSpent, let status):
            return try log(problems: problems, isSpent: isSpent, status: status)
        case .taken(let entry):
            let number = URIComponent.encoded(entry["entry"]?.text ?? "")
            let station = session.scope == .office ? "&station=\(entry["station"]?.text ?? "")" : ""
            return .seeOther(template.link("/desk/log?done=\(number)\(station)"), route: "/desk/log")
        }
    }
}

/// What can be done to an entry on its page.
enum LogAct: String {
    case approved, rejected, amended, withdrawn, erased
}
