import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

// Notices and activities.
extension DeskVisit {
    private static let noticesSubject = "desk notices"
    private static let noticeMembers = ["station", "title", "text", "until", "activity", "places", "duty"]
    private static let listLength = 20

    /// `GET /desk/notices`, and the page after a POST that wasn't taken, with all that was typed.
    func notices(
        problems: [PageProblem] = [], isSpent: Bool = false, status: Status = .ok
    ) throws(SiteError) -> Response {
        let isForm = request.method == .post
        let showsAll = request.queryValue("all") == "true"
        let offset = request.queryValue("after").flatMap { UInt32($0) }.map(Int.init) ?? 0
        var main: Markup = "<h1>\(words("desk.place.notices"))</h1>\n"
        do throws(CaseActionError) {
            if isStaff { main += try posting(problems, isSpent) }
            if !isForm {
                let found = try recordDesk.notices(all: showsAll)
                let shown = found.dropFirst(offset).prefix(Self.listLength)
                main +=
                    shown.isEmpty
                    ? "<p class=\"state\">\(words("desk.notices.nothing"))\n"
                    : "<ul class=\"links rows\">\n\(shown.map { row($0) }.joined())</ul>\n"
                var further: [(target: String, key: String)] = []
                if offset + shown.count < found.count {
                    let all = showsAll ? "&all=true" : ""
                    further.append(("/desk/notices?after=\(offset + shown.count)\(all)", "desk.list.more"))
                }
                if !showsAll { further.append(("/desk/notices?all=true", "desk.notices.all")) }
                for (target, key) in further {
                    main +=
                        "<p class=\"screen\"><a class=\"button second\" href=\"\(template.link(target))\">\(words(key))</a>\n"
                }
            }
        } catch {
            return refused(error, .notices)
        }
        let notice: Markup =
            request.method == .get && request.queryValue("done") != nil
            ? "<p>\(words("desk.notices.done.posted"))" : ""
        return .page(
            status,
            template.page(
                title: words("desk.place.notices"), problems: problems, notice: notice, place: .notices,
                main: main),
            route: "/desk/notices")
    }

    private func row(_ notice: JSON) -> Markup {
        let number = notice["notice"]?.text ?? ""
        var line: [Markup] = ["\(noticeState(notice))"]
        if notice["activity"]?.text != nil {
            line.append("\(words("desk.notices.activity-on", ["date": words.day(notice["activity"])]))")
        } else if notice["until"]?.text != nil {
            line.append("\(words("desk.notices.until-day", ["date": words.day(notice["until"])]))")
        }
        if hasSeveralStations {
            line.append(words.name(view.names.name(ofText: notice["station"]?.text ?? "")))
        }
        return """
            <li><a href="\(template.link("/desk/notices/\(number)"))"><span>\
            <b>\(words.name(notice["title"]?.text ?? words("desk.notices.no-title")))</b><br>\
            <span class="hint">\(line.joined(by: " · "))</span></span></a>

            """
    }

    /// Whether people can see it.
    func noticeState(_ notice: JSON) -> String {
        if notice["withdrawn"] == .bool(true) { return words("desk.notices.state.withdrawn") }
        let last = notice["until"]?.text ?? notice["activity"]?.text
        let isOver = last.flatMap { CivilDate(iso8601: $0.utf8) }.map { $0 < BeijingTime(now).date } ?? false
        return words(isOver ? "desk.notices.state.over" : "desk.notices.state.shown")
    }

    private func posting(_ problems: [PageProblem], _ isSpent: Bool) throws(CaseActionError) -> Markup {
        let isForm = request.method == .post
        let form = RecordForm(
            words: words, draft: isForm ? FormDraft(fields) : FormDraft(), problems: problems)
        let own = recordDesk.ownStation
        let station: Markup
        if let own, !hasSeveralStations {
            station = "<input type=\"hidden\" name=\"station\" value=\"\("\(own.id)")\">\n"
        } else {
            var where_: Markup = form.input("station", "desk.intake.station")
            if session.scope == .office {
                where_ += """
                    <p><label class="choice"><input type="checkbox" name="everywhere" value="yes"\
                    \(form.draft["everywhere"].isEmpty ? "" : " checked")> \(words("desk.notices.everywhere"))</label>

                    """
            }
            station = where_
        }
        return """
            <details class="screen"\(isForm ? " open" : "")><summary>\(words("desk.notices.post"))</summary>
            <form method="post" action="\(template.link("/desk/notices"))">
            \(recordOpening(nonce(for: Self.noticesSubject, isSpent: isSpent)))\(station)\
            \(form.input("title", "desk.notices.title"))\(form.text("text", "desk.notices.text"))\
            \(form.input("until", "desk.notices.until", type: "date"))\
            <h2>\(words("desk.notices.activity-part"))</h2>
            \(form.input("activity", "desk.notices.activity", type: "date"))\
            \(form.input("places", "desk.notices.places", " inputmode=\"numeric\""))\
            \(form.select("duty", "desk.notices.duty", first: words("desk.notices.duty.none"), try dutyChoices()))\
            <p><button>\(words("desk.notices.post.send"))</button>
            </form>
            </details>

            """
    }

    /// `POST /desk/notices`: posts a notice, once at each station.
    func postNotice() throws(SiteError) -> Response {
        var json = document(Self.noticeMembers)
        if session.scope == .office, fields["everywhere"] != nil, case .object(let members) = json {
            json = .object(
                members.filter { $0.name != "station" } + [JSON.Member("station", .string("all"))])
        }
        switch submit(json, to: .notices, subject: Self.noticesSubject) {
        case .answer(let response): return response
        case .refused(let problems, let isSpent, let status):
            return try notices(problems: problems, isSpent: isSpent, status: status)
        case .taken: return .seeOther(template.link("/desk/notices?done=posted"), route: "/desk/notices")
        }
    }

    // MARK: One notice

    /// `GET /desk/notices/<number>`, and the page after a POST that wasn't taken, with all that was typed.
    func noticePage(
        _ number: RecordNumber, problems: [PageProblem] = [], isSpent: Bool = false, status: Status = .ok
    ) throws(SiteError) -> Response {
        let notice: JSON
        do throws(CaseActionError) { notice = try recordDesk.notice(number) } catch {
            return refused(error, .notices)
        }
        var done: Markup = ""
        if request.method == .get, let act = request.queryValue("done").flatMap({ NoticeAct(rawValue: $0) }) {
            done = "<p>\(words("desk.notices.done.\(act.rawValue)"))"
        }
        let page = NoticePage(
            visit: self, number: number, notice: notice,
            nonce: nonce(for: Self.subject(number), isSpent: isSpent), problems: problems
        ).render(notice: done)
        return .page(status, page, route: "/desk/notices/:number")
    }

    /// `POST /desk/notices/<number>`: signs up, notes who was there, or withdraws, once.
    func act(onNotice number: RecordNumber) throws(SiteError) -> Response {
        let kind = fields["kind"] ?? ""
        let members: [String] =
            switch NoticeAct(rawValue: kind) {
            case .signedUp: ["deputy"]
            case .attended: ["deputies"]
            case .withdrawn: ["reason"]
            case nil: []
            }
        let submission = submit(
            document(members, kind: kind), to: .noticeEvents(number), subject: Self.subject(number),
            suffix: "-\(kind)")
        switch submission {
        case .answer(let response): return response
        case .refused(let problems, let isSpent, let status):
            return try noticePage(number, problems: problems, isSpent: isSpent, status: status)
        case .taken:
            let target = "/desk/notices/\(number)?done=\(kind)"
            return .seeOther(template.link(target), route: "/desk/notices/:number")
        }
    }
}

/// What can be done to a notice on its page.
enum NoticeAct: String {
    case signedUp = "signed-up"
    case attended, withdrawn
}

/// One notice: what it says, who comes, and what can be done.
struct NoticePage {
    let visit: DeskVisit
    let number: RecordNumber
    /// The notice as `notice list --json` prints it.
    let notice: JSON
    let nonce: String
    let problems: [PageProblem]

    private var words: Wording { visit.words }

    /// The whole page.
    func render(notice done: Markup) -> [UInt8] {
        let title = notice["title"]?.text ?? words("desk.notices.no-title")
        var main: Markup = """
            <h1>\(words.name(title))</h1>
            <p class="code">\("\(number)")
            <p class="state">\(visit.noticeState(notice))

            """
        if let text = notice["text"]?.text {
            main += "<blockquote dir=\"auto\"\(words.mark(of: text))>\(text)</blockquote>\n"
        }
        main += facts
        if notice["withdrawn"] != .bool(true) { main += acts }
        return visit.template.page(
            title: title, problems: problems, notice: done, place: .notices, main: main)
    }

    private var facts: Markup {
        var rows: [(String, Markup)] = []
        for name in ["until", "activity"] where notice[name]?.text != nil {
            rows.append((words("desk.notices.\(name)"), "\(words.day(notice[name]))"))
        }
        if let places = notice["places"]?.integer { rows.append((words("desk.notices.places"), "\(places)")) }
        for name in ["signed_up", "waiting", "attended"] {
            let people = names(name)
            let key = name.replacing("_", with: "-")
            if !people.isEmpty {
                rows.append((words("desk.notices.people.\(key)"), words.name(words.joined(people))))
            }
        }
        rows.append((words("desk.intake.station"), words.name(visit.view.names.name(of: number.station))))
        var markup: Markup = "<dl class=\"rows\">\n"
        for (label, value) in rows { markup += "<dt>\(label)<dd>\(value)\n" }
        return markup + "</dl>\n"
    }

    private func codes(_ name: String) -> [Code] {
        (notice[name]?.elements ?? []).compactMap { $0.text.flatMap { try? Code(parsing: $0) } }
    }

    private func names(_ name: String) -> [String] { codes(name).map { visit.view.names.name(of: $0) } }

    // MARK: What can be done

    private var acts: Markup {
        let today = BeijingTime(visit.now).date
        var markup: Markup = ""
        if let day = notice["activity"]?.date {
            // Whoever is there already, by the code of today.
            let roster = visit.view.snapshot.roster
            let here = Set(codes("attended").map { roster.incumbent(of: $0)?.code ?? $0 })
            let coming = Set(
                (codes("signed_up") + codes("waiting")).map { roster.incumbent(of: $0)?.code ?? $0 })
            let deputies = roster.deputiesInOffice(at: number.station)
            if day >= today { markup += signUp(deputies.filter { !coming.contains($0.code) }, coming) }
            if visit.isStaff, day <= today {
                markup += attendance(deputies.filter { !here.contains($0.code) }, coming)
            }
        }
        if visit.isStaff {
            markup += fold(.withdrawn) { form in form.input("reason", "desk.notices.reason") }
        }
        return markup
    }

    private func signUp(_ deputies: [Deputy], _ coming: Set<Code>) -> Markup {
        if case .deputy(let own) = visit.session.scope {
            let code = visit.view.snapshot.roster.incumbent(of: own)?.code ?? own
            if coming.contains(code) { return "<p class=\"state\">\(words("desk.notices.you-come"))\n" }
            return """
                <form class="screen" method="post" action="\(path)">
                \(visit.recordOpening(nonce, kind: NoticeAct.signedUp.rawValue))\
                <p><button>\(words("desk.notices.act.signed-up.send"))</button>
                </form>

                """
        }
        if deputies.isEmpty { return "" }
        return fold(.signedUp) { form in
            let choices = deputies.map { (value: $0.code.description, label: $0.name) }
            return form.select(
                "deputy", "desk.notices.deputy", first: words("desk.notices.deputy.none"), [("", choices)])
        }
    }

    private func attendance(_ deputies: [Deputy], _ coming: Set<Code>) -> Markup {
        if deputies.isEmpty { return "" }
        return fold(.attended) { form in
            var form = form
            if visit.fields["kind"] != NoticeAct.attended.rawValue {
                // Who said that they would come has most likely been there.
                var draft = FormDraft()
                draft.set("deputies", to: deputies.map(\.code).filter(coming.contains).map(\.description))
                form = RecordForm(words: words, draft: draft, problems: problems, suffix: form.suffix)
            }
            return form.deputies(deputies, "desk.notices.attended")
        }
    }

    private var path: String { visit.template.link("/desk/notices/\(number)") }

    private func fold(_ act: NoticeAct, _ content: (RecordForm) -> Markup) -> Markup {
        let isSent = visit.fields["kind"] == act.rawValue
        let form = RecordForm(
            words: words, draft: isSent ? FormDraft(visit.fields) : FormDraft(), problems: problems,
            suffix: "-\(act.rawValue)")
        return """
            <details class="screen"\(isSent ? " open" : "")><summary>\(words("desk.notices.act.\(act.rawValue)"))</summary>
            <form method="post" action="\(path)">
            \(visit.recordOpening(nonce, kind: act.rawValue))\(content(form))\
            <p><button>\(words("desk.notices.act.\(act.rawValue).send"))</button>
            </form>
            </details>

            """
    }
}
