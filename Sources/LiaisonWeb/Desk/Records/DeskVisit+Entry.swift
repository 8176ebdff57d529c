import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

// One entry of the registers.
extension DeskVisit {
    /// What the nonce of a record's forms is for.
    static func subject(_ number: RecordNumber) -> String { "desk \(number)" }

    /// `GET /desk/log/<number>`, and the page after a POST that wasn't taken, with all that was typed.
    func entryPage(
        _ number: RecordNumber, problems: [PageProblem] = [], isSpent: Bool = false, status: Status = .ok
    ) throws(SiteError) -> Response {
        let page: [UInt8]
        do throws(CaseActionError) {
            let entry = try recordDesk.entry(number)
            let acts = try recordDesk.acts(onEntry: number).compactMap { LogAct(rawValue: $0) }
            // Where nothing can be amended any more, no photo can be chosen again.
            let suffix = "-\(LogAct.amended.rawValue)"
            let all = acts.contains(.amended) ? withPhotosForgotten(problems, suffix: suffix) : problems
            page = try EntryPage(
                visit: self, number: number, entry: entry, acts: acts,
                nonce: nonce(for: Self.subject(number), isSpent: isSpent),
                problems: all
            ).render(notice: entryDone)
        } catch {
            return refused(error, .log)
        }
        return .page(status, page, route: "/desk/log/:number")
    }

    private var entryDone: Markup {
        guard request.method == .get, let act = request.queryValue("done").flatMap({ LogAct(rawValue: $0) })
        else { return "" }
        return "<p>\(words("desk.log.done.\(act.rawValue)"))"
    }

    /// `GET /desk/log/<number>/photos/<index>`.
    func entryPhoto(_ index: Int, of number: RecordNumber) -> Response {
        do throws(CaseActionError) {
            let (bytes, known) = try recordDesk.photo(index, of: number)
            return photo(
                bytes, known, named: "\(number)-\(index)", route: "/desk/log/:number/photos/:index")
        } catch {
            return refused(error, .log)
        }
    }

    /// `POST /desk/log/<number>`: does something to an entry, once.
    func act(onEntry number: RecordNumber) throws(SiteError) -> Response {
        let kind = fields["kind"] ?? ""
        let json: JSON
        switch LogAct(rawValue: kind) {
        case .amended: json = document(EntryPage.changed(fields), kind: kind, isWhole: fields["title"] != nil)
        case .erased:
            if fields["preview"] != nil {
                do throws(CaseActionError) { _ = try recordDesk.entry(number) } catch {
                    return refused(error, .log)
                }
                return confirmation(
                    of: "\(number)", words("desk.log.act.erased.text"), to: "/desk/log/\(number)", place: .log
                )
            }
            if session.scope == .office, !isFresh { return proofPage(reasonToProve, []) }
            json = document(["reason"], kind: kind)
        case .rejected where value("reason")?.contains(where: { !$0.isWhitespace }) != true:
            // The deputy has to know what to put right.
            let problem = PageProblem(field: "reason-rejected", sentence: words("desk.log.no-reason"))
            return try entryPage(number, problems: [problem], status: .unprocessableContent)
        case .approved:
            json = document(["shown"], kind: kind)
        default: json = document(["reason"], kind: kind)
        }
        let submission = submit(
            json, to: .entryEvents(number), subject: Self.subject(number), suffix: "-\(kind)")
        switch submission {
        case .answer(let response): return response
        case .refused(let problems, let isSpent, let status):
            return try entryPage(number, problems: problems, isSpent: isSpent, status: status)
        case .taken:
            var target = "/desk/log/\(number)?done=\(kind)"
            if let list = fields["list"] {
                // Back to those that wait.
                target = "/desk/log?state=pending&done=\(kind)"
                if let station = StationID(list) { target += "&station=\(station)" }
            }
            return .seeOther(template.link(target), route: "/desk/log/:number")
        }
    }
}

/// One entry of the registers: what it says, what can be done to it, what happened to it.
struct EntryPage {
    let visit: DeskVisit
    let number: RecordNumber
    /// The entry as `log show --json` prints it.
    let entry: JSON
    let acts: [LogAct]
    let nonce: String
    let problems: [PageProblem]

    private var words: Wording { visit.words }
    private var path: String { visit.template.link("/desk/log/\(number)") }
    /// What was sent, if it was to this act.
    private func draft(_ act: LogAct) -> FormDraft? {
        visit.fields["kind"] == act.rawValue ? FormDraft(visit.fields) : nil
    }

    /// The whole page.
    func render(notice: Markup) throws(CaseActionError) -> [UInt8] {
        let state = entry["state"]?.text ?? "counted"
        var main: Markup = """
            <h1>\(words("desk.log.entry"))</h1>
            <p class="code">\("\(number)")
            <p class="state">\(words("archive.state.\(state)"))
            \(facts)
            """
        if let text = entry["text"]?.text {
            main += "<blockquote dir=\"auto\"\(words.mark(of: text))>\(text)</blockquote>\n"
        } else if entry["erased"] == .bool(true) {
            main += "<p>\(words("desk.case.erased"))\n"
        }
        let count = entry["photos"]?.elements?.count ?? 0
        main += visit.photoRows(count, at: "/desk/log/\(number)/photos")
        for act in acts { main += try form(act) }
        return visit.template.page(
            title: words("desk.log.entry-title", ["number": "\(number)"]), problems: problems, notice: notice,
            place: .log, main: main + history)
    }

    private var facts: Markup {
        var rows: [(String, Markup)] = []
        func add(_ label: String, _ value: String?) {
            if let value, !value.isEmpty { rows.append((label, words.name(value))) }
        }
        add(words("desk.log.fact.duty"), entry["duty_name"]?.text ?? entry["duty"]?.text)
        if let register = entry["register"]?.text {
            add(words("desk.log.fact.register"), words("desk.register.\(register)"))
        }
        add(words("desk.log.fact.on"), words.day(entry["on"]))
        add(
            words("desk.log.fact.deputies"),
            words.joined((entry["deputy_names"]?.elements ?? []).compactMap(\.text)))
        add(words("desk.log.fact.people"), entry["people"]?.integer.map { "\($0)" })
        add(words("desk.log.fact.title"), entry["title"]?.text)
        let cases = RegisterTable.cases(of: entry).map { number -> Markup in
            "<a href=\"\(visit.template.link("/desk/cases/\(number)"))\">\(number)</a>"
        }
        if !cases.isEmpty { rows.append((words("desk.log.fact.case"), cases.joined(by: "<br>"))) }
        add(words("desk.log.fact.reference"), entry["reference"]?.text)
        add(words("desk.log.fact.guests"), entry["guests"]?.text)
        add(words("desk.log.fact.votes"), RegisterTable.votes(of: entry))
        if let result = entry["result"]?.text {
            let day = words.day(entry["settled"])
            add(words("desk.log.fact.result"), words("desk.log.settled", ["result": result, "date": day]))
        }
        if let number = entry["notice"]?.text {
            let link: Markup = "<a href=\"\(visit.template.link("/desk/notices/\(number)"))\">\(number)</a>"
            rows.append((words("desk.place.notices"), link))
        }
        if let station = entry["station"]?.text {
            add(words("desk.intake.station"), visit.view.names.name(ofText: station))
        }
        var markup: Markup = "<dl class=\"rows\">\n"
        for (label, value) in rows { markup += "<dt>\(label)<dd>\(value)\n" }
        return markup + "</dl>\n"
    }

    // MARK: What can be done

    private func form(_ act: LogAct) throws(CaseActionError) -> Markup {
        let sent = draft(act)
        let form = RecordForm(
            words: words, draft: sent ?? FormDraft(), problems: problems, suffix: "-\(act.rawValue)")
        let encoding: Markup = act == .amended ? " enctype=\"multipart/form-data\"" : ""
        let opening: Markup = """
            <form class="screen" method="post"\(encoding) action="\(path)">
            \(visit.recordOpening(nonce, kind: act.rawValue))
            """
        let asked: Markup = act == .erased ? " name=\"preview\" value=\"yes\"" : ""
        let button: Markup =
            "<p><button\(asked)>\(words("desk.log.act.\(act.rawValue).send"))</button>\n</form>\n"
        var content: Markup
        switch act {
        case .approved:
            return opening
                + "<input type=\"hidden\" name=\"shown\" value=\"\(RecordDesk.mark(of: entry))\">\n" + button
        case .rejected, .withdrawn: content = form.input("reason", "desk.log.reason")
        case .erased:
            content = "<p>\(words("desk.log.act.erased.text"))\n" + form.input("reason", "desk.field.reason")
        case .amended: content = try amendment(sent)
        }
        return """
            <details class="screen"\(sent == nil ? "" : " open")><summary>\(words("desk.log.act.\(act.rawValue)"))</summary>
            \(opening)\(content)\(button)</details>

            """
    }

    private func amendment(_ sent: FormDraft?) throws(CaseActionError) -> Markup {
        guard let station = visit.view.snapshot.roster.station(number.station) else { return "" }
        let draft = sent ?? shown
        let marks = sent.map { $0["shown"] } ?? Self.marks(draft)
        let form = RecordForm(words: words, draft: draft, problems: problems, suffix: "-amended")
        return """
            <input type="hidden" name="shown" value="\(marks)">
            \(try visit.entryFields(form, at: station))
            """
    }

    /// The entry as the form shows it at first.
    private var shown: FormDraft {
        var draft = FormDraft()
        for name in ["duty", "on", "title", "text", "reference"] { draft[name] = entry[name]?.text ?? "" }
        draft["case"] = RegisterTable.cases(of: entry).joined(separator: "、")
        for name in ["guests", "result"] { draft[name] = entry[name]?.text ?? "" }
        draft["votes"] = RegisterTable.votes(of: entry) ?? ""
        draft["people"] = entry["people"]?.integer.map { "\($0)" } ?? ""
        let roster = visit.view.snapshot.roster
        let codes = (entry["deputies"]?.elements ?? []).compactMap {
            $0.text.flatMap { try? Code(parsing: $0) }
        }
        var here: Set<Code> = []
        if visit.isStaff {
            here = Set(roster.deputiesInOffice(at: number.station).map(\.code))
            here.formUnion(visit.recordDesk.formerDeputies(at: number.station).map(\.deputy.code))
        }
        // By the codes of today.
        draft.set(
            "deputies",
            to: codes.compactMap { roster.state(of: $0)?.holder.code ?? $0 }.filter { here.contains($0) }
                .map(\.description))
        return draft
    }

    /// What of a form's fields isn't as the page showed it: only that is amended, whatever others have amended meanwhile.
    static func changed(_ fields: LiaisonHTTP.FormFields) -> [String] {
        let before = (fields["shown"] ?? "").split(separator: ".", omittingEmptySubsequences: false)
        let after = marks(FormDraft(fields)).split(separator: ".", omittingEmptySubsequences: false)
        guard before.count == after.count else { return DeskVisit.entryMembers }
        return zip(DeskVisit.entryMembers, zip(before, after)).filter { $1.0 != $1.1 }.map(\.0)
    }

    /// What each field says, shortened to what tells it from another.
    private static func marks(_ draft: FormDraft) -> String {
        DeskVisit.entryMembers.map { name in
            let values = draft.all(name).map { value in
                value.split(omittingEmptySubsequences: false) { $0.isNewline }.joined(separator: "\n")
            }
            // A field that isn't there says as little as an empty one.
            let text = values.filter { !$0.isEmpty }.sorted().joined(separator: "\u{0}")
            return Hex.string(SHA256.digest(text.utf8).prefix(8))
        }.joined(separator: ".")
    }

    // MARK: What happened

    private var history: Markup {
        let events = (entry["events"]?.elements ?? []).reversed()
        return """
            <h2>\(words("desk.case.history"))</h2>
            <ol class="timeline">
            \(events.map { event($0) }.joined())</ol>

            """
    }

    private func event(_ event: JSON) -> Markup {
        var kind = event["kind"]?.text ?? ""
        if kind == "decided" { kind = event["facts"]?["approved"] == .bool(true) ? "approved" : "rejected" }
        let title = words.sentence("desk.log.event.\(kind)") ?? kind
        var markup: Markup = "<li><h3>\(title)</h3>\n<p class=\"hint\">"
        if let moment = event["at"]?.text.flatMap({ Timestamp(rfc3339: $0.utf8) }) {
            markup += "<time datetime=\"\(moment.rfc3339)\">\(words.moment(moment))</time> "
        }
        markup += "\(words.name(event["by"]?.text ?? ""))\n"
        if let count = event["photos"]?.integer, count > 0 {
            markup += "<p>\(words("timeline.photos", ["count": "\(count)"]))\n"
        }
        if let reason = event["words"]?["reason"]?.text {
            markup += "<blockquote dir=\"auto\"\(words.mark(of: reason))>\(reason)</blockquote>\n"
        }
        return markup
    }
}
