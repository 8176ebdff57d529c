import LiaisonCodes
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// What can be done to a notice on its page.
enum NoticeAct: String {
    case signedUp = "signed-up"
    case signedOff = "signed-off"
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
            rows.append((words("desk.notices.fact.\(name)"), "\(words.day(notice[name]))"))
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
            if day >= today {
                markup += signUp(deputies.filter { !coming.contains($0.code) }, coming)
                markup += signOff(here)
            }
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

    /// Gives a place back: a deputy their own, officers anybody's, also of who has left the station since.
    private func signOff(_ here: Set<Code>) -> Markup {
        let roster = visit.view.snapshot.roster
        let coming = (codes("signed_up") + codes("waiting")).filter {
            !here.contains(roster.incumbent(of: $0)?.code ?? $0)
        }
        if case .deputy(let own) = visit.session.scope {
            let codes = Set(roster.codes(ofHolderOf: own)).union([own])
            guard coming.contains(where: codes.contains) else { return "" }
            return """
                <form class="screen" method="post" action="\(path)">
                \(visit.recordOpening(nonce, kind: NoticeAct.signedOff.rawValue))\
                <p><button class="second">\(words("desk.notices.act.signed-off.send"))</button>
                </form>

                """
        }
        if coming.isEmpty { return "" }
        return fold(.signedOff) { form in
            let choices = coming.map {
                (value: $0.description, label: visit.view.names.name(of: $0))
            }
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
