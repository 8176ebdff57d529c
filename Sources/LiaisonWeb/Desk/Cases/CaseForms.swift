import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// The forms of a case's page: only what the case takes now, each one a fold of its own, the answer open.
struct CaseForms {
    let visit: DeskVisit
    let number: CaseNumber
    /// The acts that the case takes.
    let acts: [CaseAct]
    /// Makes the same act once, however often it is sent.
    let nonce: String
    /// What was typed when something was not done.
    let draft: LiaisonHTTP.FormFields
    let problems: [PageProblem]
    /// The deputies in whose name an officer can act.
    let deputies: [Deputy]
    /// Whom it can be handed to without a look at a list of codes: the deputies of its station.
    let colleagues: [Deputy]
    let templates: [ReplyTemplate]

    private var words: Wording { visit.words }
    private var path: String { visit.template.link("/desk/cases/\(number)") }

    /// The answer box.
    var reply: Markup {
        guard acts.contains(.replied) else { return "" }
        let field = FormField(
            id: "reply", name: "text", label: words.markup("desk.act.replied.label"),
            hint: words.markup("desk.act.replied.hint"), problems: problems)
        return """
            <form class="screen" method="post" action="\(path)">
            \(opening(.replied))\(field.markup { "<textarea \($0) rows=\"6\">\n\(typed("text", .replied))</textarea>" })\
            \(forDeputy(.replied))<p><button name="preview" value="yes">\(words("desk.act.replied.preview"))</button>
            \(choices)</form>

            """
    }

    /// The words that are written every day: each button puts some behind what is typed.
    private var choices: Markup {
        if templates.isEmpty { return "" }
        let buttons = templates.enumerated().map { index, template -> Markup in
            """
            <p><button class="second" name="template" value="\(index)">\(template.title)</button>

            """
        }
        return """
            <details><summary>\(words("desk.templates"))</summary>
            <p class="hint">\(words("desk.templates.hint"))
            \(buttons.joined())</details>

            """
    }

    /// All other acts.
    var others: Markup { acts.filter { $0 != .replied }.map { fold($0) }.joined() }

    private func fold(_ act: CaseAct) -> Markup {
        let isOpen = CaseAct(sentIn: draft) == act
        let sentence = words.sentence("desk.act.\(act.rawValue).text").map { "<p>\($0)\n" as Markup } ?? ""
        // Nobody brings back what was erased: it is looked at once more.
        let asked: Markup = act == .erased ? " name=\"preview\" value=\"yes\"" : ""
        return """
            <details class="screen"\(isOpen ? " open" : "")><summary>\(words("desk.act.\(act.rawValue)"))</summary>
            <form method="post" action="\(path)">
            \(opening(act))\(sentence)\(fields(act))\(forDeputy(act))\
            <p><button\(asked)>\(words(act == .claimed ? "desk.act.claimed.hand" : "desk.act.\(act.rawValue).send"))</button>
            </form>
            </details>

            """
    }

    private func opening(_ act: CaseAct) -> Markup {
        """
        \(visit.formOpening)<input type="hidden" name="kind" value="\(act.kind)">
        <input type="hidden" name="nonce" value="\(nonce)">

        """
    }

    private func fields(_ act: CaseAct) -> Markup {
        switch act {
        case .replied: ""
        case .asked, .reopened: text(act)
        case .acknowledged:
            radios("grade", act, Grade.allCases.map { ($0.rawValue, $0.name(words.language)) })
        case .closed:
            radios(
                "outcome", act,
                Outcome.allCases.filter { $0 != .mistaken }.map { ($0.rawValue, $0.name(words.language)) })
                + input("reference", act, type: "text") + text(act)
        case .assigned: input("unit", act, type: "text") + input("until", act, type: "date") + text(act)
        case .urged: text(act)
        case .extended:
            input("until", act, type: "date") + text(act)
        case .transferred:
            input("to", act, type: "text", list: colleagues.map { ($0.code.description, $0.name) })
                + text(act)
        case .claimed: ""
        case .mistaken:
            "<input type=\"hidden\" name=\"outcome\" value=\"\(Outcome.mistaken.rawValue)\">\n\(text(act))"
        case .erased: input("reason", act, type: "text")
        }
    }

    private func text(_ act: CaseAct) -> Markup {
        let field = FormField(
            id: "text-\(act.rawValue)", name: "text", label: words.markup("desk.act.\(act.rawValue).label"),
            problems: problems)
        return field.markup { "<textarea \($0) rows=\"4\">\n\(typed("text", act))</textarea>" }
    }

    /// One line; what browsers offer for it beside what is typed, each with what it stands for.
    private func input(
        _ name: String, _ act: CaseAct, type: String, list: [(value: String, label: String)] = []
    ) -> Markup {
        // The day of an assignment isn't the citizen's.
        let id = Self.id(name, act)
        let field = FormField(
            id: id, name: name, label: words.markup("desk.field.\(id)"),
            hint: words.markup("desk.field.\(id).hint"),
            problems: problems)
        let offered: Markup = list.isEmpty ? "" : " list=\"\(id)-list\""
        var markup = field.markup {
            "<input \($0) type=\"\(type)\" value=\"\(typed(name, act))\" autocomplete=\"off\"\(offered)>"
        }
        if list.isEmpty { return markup }
        markup += "<datalist id=\"\(id)-list\">\n"
        for (value, label) in list { markup += "<option value=\"\(value)\">\(label)</option>\n" }
        return markup + "</datalist>\n"
    }

    private func radios(_ name: String, _ act: CaseAct, _ choices: [(String, String)]) -> Markup {
        let own = problems.filter { $0.field == name }
        let described: Markup = own.isEmpty ? "" : " aria-describedby=\"\(name)-problem\""
        var markup: Markup = """
            <fieldset id="\(name)" tabindex="-1"\(described)><legend>\(words("desk.field.\(name)"))</legend>

            """
        for problem in own {
            markup += "<p class=\"problem\" id=\"\(name)-problem\">\(problem.sentence)\n"
        }
        for (value, label) in choices {
            markup += """
                <label class="choice"><input type="radio" name="\(name)" value="\(value)"\
                \(typed(name, act) == value ? " checked" : "")> \(label)</label>

                """
        }
        return markup + "</fieldset>\n"
    }

    /// In whose name an officer acts.
    private func forDeputy(_ act: CaseAct) -> Markup {
        guard act.canBeForADeputy, !deputies.isEmpty else { return "" }
        let chosen = typed("for", act)
        let field = FormField(
            id: "for-\(act.rawValue)", name: "for",
            label: words.markup(act == .claimed ? "desk.field.for.claim" : "desk.field.for"),
            problems: problems)
        return field.markup { attributes in
            var select: Markup =
                "<select \(attributes)>\n<option value=\"\">\(act == .claimed ? words("desk.field.for.choose") : own)\n"
            for deputy in deputies {
                let mark: Markup = chosen == deputy.code.description ? " selected" : ""
                let name = words("name.deputy", ["name": deputy.name])
                select += "<option value=\"\(deputy.code.description)\"\(mark)>\(name)\n"
            }
            return select + "</select>"
        }
    }

    /// An officer who names no deputy acts as what they are.
    private var own: String {
        visit.session.scope == .office ? words("holder.office") : words("desk.people.officer")
    }

    private func typed(_ name: String, _ act: CaseAct) -> String {
        CaseAct(sentIn: draft) == act ? draft[name] ?? "" : ""
    }

    /// Where on the page a member of an act is typed.
    static func field(of member: String, _ act: CaseAct?) -> String? {
        switch member {
        case "text": act == .replied ? "reply" : act.map { "text-\($0.rawValue)" }
        case "for": act.map { "for-\($0.rawValue)" }
        case "kind": nil
        default: id(member, act)
        }
    }

    /// What tells the days of two acts apart, which stand on one page.
    private static func id(_ name: String, _ act: CaseAct?) -> String {
        name == "until" && act == .assigned ? "until-assigned" : name
    }
}
