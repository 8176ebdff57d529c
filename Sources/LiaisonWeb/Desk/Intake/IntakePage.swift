import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

/// The visitor's form: one that saves and empties itself, for twenty visitors in ten minutes.
struct IntakePage {
    let visit: DeskVisit
    /// The station that it is for: the officer's own, or the one that was chosen; nothing where the office hasn't said.
    let station: Station?
    let nonce: String
    /// What was typed, when something was not saved; of what was saved the channel.
    let draft: LiaisonHTTP.FormFields
    let problems: [PageProblem]
    /// What the officer has been warned of: sent once more, it is meant.
    let warned: String?

    private var words: Wording { visit.words }
    private var roster: Roster { visit.view.snapshot.roster }

    /// The whole page.
    func render(notice: Markup) -> [UInt8] {
        let main: Markup = """
            <h1>\(words("desk.intake.title"))</h1>
            \(station == nil ? "" : visit.stationForm("/desk/intake", problems))\
            <form class="screen" method="post" action="\(visit.template.link("/desk/intake"))">
            \(visit.formOpening)<input type="hidden" name="nonce" value="\(nonce)">
            \(confirmation)\(place)\(text)\(person)\(addressee)\(topic)\(channel)\(answer)\
            <p><button>\(words("desk.intake.save"))</button>
            </form>

            """
        return visit.template.page(
            title: words("desk.intake.title"), problems: problems, notice: notice, place: .intake, main: main)
    }

    private var confirmation: Markup {
        guard let warned else { return "" }
        return "<input type=\"hidden\" name=\"\(FormPage.confirmationField)\" value=\"\(warned)\">\n"
    }

    private func typed(_ name: String) -> String { draft[name] ?? "" }

    private func select(
        _ name: String, first: String?, _ choices: [(value: String, label: String)], chosen: String
    ) -> Markup {
        let field = FormField(id: name, label: words.markup("desk.intake.\(name)"), problems: problems)
        return field.markup { attributes in
            var select: Markup = "<select \(attributes)>\n"
            if let first { select += "<option value=\"\">\(first)\n" }
            for (value, label) in choices {
                select += "<option value=\"\(value)\"\(value == chosen ? " selected" : "")>\(label)\n"
            }
            return select + "</select>"
        }
    }

    /// An officer's is known; the office says which, before or with the matter.
    private var place: Markup {
        if let station { return "<input type=\"hidden\" name=\"station\" value=\"\(station.id)\">\n" }
        let field = FormField(
            id: "station", label: words.markup("desk.intake.station"),
            hint: words.markup("desk.intake.station.hint"),
            problems: problems)
        return field.markup { "<input \($0) value=\"\(typed("station"))\" autocomplete=\"off\"\(focus)>" }
    }

    /// Twenty visitors in ten minutes are typed without a mouse; what was wrong has the focus itself.
    private var focus: Markup { problems.isEmpty ? " autofocus" : "" }

    private var text: Markup {
        let field = FormField(
            id: "text", label: words.markup("desk.intake.text"), hint: words.markup("desk.intake.text.hint"),
            problems: problems)
        return field.markup {
            "<textarea \($0) rows=\"4\"\(station == nil ? "" : focus)>\n\(typed("text"))</textarea>"
        }
    }

    private var person: Markup {
        let name = FormField(id: "name", label: words.markup("desk.intake.name"), problems: problems)
        let phone = FormField(id: "phone", label: words.markup("desk.intake.phone"), problems: problems)
        let people = FormField(
            id: "people", label: words.markup("desk.intake.people"),
            hint: words.markup("desk.intake.people.hint"), problems: problems)
        return name.markup { "<input \($0) value=\"\(typed("name"))\" autocomplete=\"off\">" }
            + phone.markup {
                "<input \($0) type=\"tel\" inputmode=\"tel\" value=\"\(typed("phone"))\" autocomplete=\"off\">"
            }
            + people.markup {
                "<input \($0) inputmode=\"numeric\" value=\"\(typed("people"))\" autocomplete=\"off\">"
            }
    }

    private var addressee: Markup {
        guard let station else {
            let field = FormField(
                id: "to", label: words.markup("desk.intake.to"), hint: words.markup("desk.intake.to.hint"),
                problems: problems)
            return field.markup { "<input \($0) value=\"\(typed("to"))\" autocomplete=\"off\">" }
        }
        let deputies = roster.deputies(of: station.id).filter {
            $0.status == .active && roster.isActive($0.code)
        }
        return select(
            "to", first: words("desk.intake.to.station"),
            deputies.map { ($0.code.description, words("name.deputy", ["name": $0.name])) },
            chosen: typed("to"))
    }

    private var topic: Markup {
        let topics = visit.view.snapshot.topics
        if topics.isEmpty { return "" }
        return select(
            "topic", first: words("form.topic.none"), topics.map { ($0, $0) }, chosen: typed("topic"))
    }

    /// How it came; with the number of a paper form, and the day on which it came.
    private var channel: Markup {
        let channels = Channel.allCases.filter { $0 != .scan }
            .map { (value: $0.rawValue, label: $0.name(words.language)) }
        let form = FormField(
            id: "form", label: words.markup("desk.intake.form"), hint: words.markup("desk.intake.form.hint"),
            problems: problems)
        let received = FormField(
            id: "received", label: words.markup("desk.intake.received"),
            hint: words.markup("desk.intake.received.hint"), problems: problems)
        let isOpen = !typed("form").isEmpty || !typed("received").isEmpty
        return select("channel", first: nil, channels, chosen: typed("channel")) + """
            <details\(isOpen ? " open" : "")><summary>\(words("desk.intake.paper"))</summary>
            \(form.markup {
                "<input \($0) class=\"code\" value=\"\(typed("form"))\" autocomplete=\"off\" autocapitalize=\"characters\">"
            })\(received.markup { "<input \($0) type=\"date\" value=\"\(typed("received"))\">" })</details>

            """
    }

    /// Answered on the spot: what was said, and how it ended.
    private var answer: Markup {
        let field = FormField(
            id: "answer", label: words.markup("desk.intake.answer"),
            hint: words.markup("desk.intake.answer.hint"),
            problems: problems)
        let outcomes = Outcome.allCases.filter { $0 != .mistaken }.map {
            (value: $0.rawValue, label: $0.name(words.language))
        }
        let day = FormField(
            id: "answered_at", label: words.markup("desk.intake.answered-at"),
            hint: words.markup("desk.intake.answered-at.hint"), problems: problems)
        let closed = FormField(
            id: "closed_at", label: words.markup("desk.intake.closed-at"),
            hint: words.markup("desk.intake.closed-at.hint"), problems: problems)
        let isOpen = ["answer", "answered_at", "outcome", "closed_at"].contains { !typed($0).isEmpty }
        return """
            <details\(isOpen ? " open" : "")><summary>\(words("desk.intake.on-the-spot"))</summary>
            \(field.markup { "<textarea \($0) rows=\"3\">\n\(typed("answer"))</textarea>" })\
            \(day.markup { "<input \($0) type=\"date\" value=\"\(typed("answered_at"))\">" })\
            \(select("outcome", first: words("desk.intake.outcome.none"), outcomes, chosen: typed("outcome")))\
            \(closed.markup { "<input \($0) type=\"date\" value=\"\(typed("closed_at"))\">" })</details>

            """
    }
}
