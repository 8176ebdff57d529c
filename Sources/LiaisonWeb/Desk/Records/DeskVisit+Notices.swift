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
        let own = recordDesk.ownStation
        var draft = FormDraft(fields)
        if !isForm, let own { draft["station"] = own.name }
        let form = RecordForm(words: words, draft: draft, problems: problems)
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
            case .signedUp, .signedOff: ["deputy"]
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
