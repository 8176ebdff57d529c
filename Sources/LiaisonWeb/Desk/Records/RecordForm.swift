import LiaisonHTTP
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

/// What stands in the fields of a form: what was sent, or what there is.
struct FormDraft {
    private var values: [String: [String]] = [:]

    init() {}

    init(_ fields: LiaisonHTTP.FormFields) {
        for field in fields.fields { values[field.name, default: []].append(field.value) }
    }

    /// The first value of a field; empty when it has none.
    subscript(_ name: String) -> String {
        get { values[name]?.first ?? "" }
        set { values[name] = [newValue] }
    }

    /// All values of a field that can be ticked several times.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    mutating func set(_ name: String, to all: [String]) { values[name] = all }
}

/// The fields of the forms in which records are entered: each with its label, what was typed, and what is wrong with it.
struct RecordForm {
    /// Above so many deputies their boxes are folded away.
    static let openDeputies = 12

    let words: Wording
    let draft: FormDraft
    let problems: [PageProblem]
    /// Tells the fields of several forms of one page apart, such as `-amended`.
    var suffix = ""

    /// One line.
    ///
    /// - Parameters:
    ///   - name: The field's name.
    ///   - label: The key of its label; that of its hint is the same with `.hint`.
    ///   - type: The kind of input.
    ///   - more: Further attributes.
    /// - Returns: The field.
    func input(_ name: String, _ label: String, type: String = "text", _ more: Markup = "") -> Markup {
        field(name, label).markup {
            "<input \($0) type=\"\(type)\" value=\"\(draft[name])\" autocomplete=\"off\"\(more)>"
        }
    }

    /// Several lines.
    func text(_ name: String, _ label: String) -> Markup {
        field(name, label).markup { "<textarea \($0) rows=\"4\">\n\(draft[name])</textarea>" }
    }

    /// A file, or several.
    ///
    /// - Parameters:
    ///   - name: The field's name.
    ///   - label: The key of its label.
    ///   - more: Further attributes.
    /// - Returns: The field.
    func file(_ name: String, _ label: String, _ more: Markup = "") -> Markup {
        field(name, label).markup { "<input \($0) type=\"file\"\(more)>" }
    }

    /// The photos of an entry.
    var photos: Markup { file("photos", "form.photo", " accept=\"image/jpeg,image/png\" multiple") }

    /// One of several.
    ///
    /// - Parameters:
    ///   - name: The field's name.
    ///   - label: The key of its label.
    ///   - first: What stands for none of them.
    ///   - choices: The groups of choices; a group without a heading stands by itself.
    /// - Returns: The field.
    func select(
        _ name: String, _ label: String, first: String,
        _ choices: [(heading: String, choices: [(value: String, label: String)])]
    ) -> Markup {
        let chosen = draft[name]
        return field(name, label).markup { attributes in
            var select: Markup = "<select \(attributes)>\n<option value=\"\">\(first)\n"
            for (heading, choices) in choices where !choices.isEmpty {
                if !heading.isEmpty { select += "<optgroup label=\"\(heading)\">\n" }
                for (value, label) in choices {
                    select += "<option value=\"\(value)\"\(value == chosen ? " selected" : "")>\(label)\n"
                }
                if !heading.isEmpty { select += "</optgroup>\n" }
            }
            return select + "</select>"
        }
    }

    /// Some of a station's deputies.
    ///
    /// - Parameters:
    ///   - deputies: Those in office.
    ///   - former: Those who were there, with their last day: folded away, but where one of them is ticked.
    ///   - label: The key of the label.
    /// - Returns: The boxes.
    func deputies(
        _ deputies: [Deputy], former: [(deputy: Deputy, until: CivilDate)] = [], _ label: String
    ) -> Markup {
        let id = "deputies\(suffix)"
        let own = problems.filter { $0.field == id }
        let ticked = Set(draft.all("deputies"))
        let described: Markup = own.isEmpty ? "" : " aria-describedby=\"\(id)-problem\""
        var markup: Markup = """
            <fieldset id="\(id)" tabindex="-1"\(described)><legend>\(words(label))</legend>

            """
        if let hint = words.sentence("\(label).hint") { markup += "<p class=\"hint\">\(hint)\n" }
        for problem in own { markup += "<p class=\"problem\" id=\"\(id)-problem\">\(problem.sentence)\n" }
        func box(_ deputy: Deputy, _ remark: String = "") -> Markup {
            let code = deputy.code.description
            return """
                <label class="choice"><input type="checkbox" name="deputies" value="\(code)"\
                \(ticked.contains(code) ? " checked" : "")> \(words.name(deputy.name))\(remark)</label>

                """
        }
        var boxes = deputies.map { box($0) }.joined()
        if deputies.count > Self.openDeputies {
            let isOpen = !ticked.isEmpty || !own.isEmpty
            let summary = words("desk.record.deputies", ["count": "\(deputies.count)"])
            boxes = "<details\(isOpen ? " open" : "")><summary>\(summary)</summary>\n\(boxes)</details>\n"
        }
        if !former.isEmpty {
            let isOpen = former.contains { ticked.contains($0.deputy.code.description) }
            let summary = words("desk.record.former", ["count": "\(former.count)"])
            let others = former.map {
                box($0.deputy, words("desk.record.former.until", ["date": words.date($0.until)]))
            }.joined()
            boxes += "<details\(isOpen ? " open" : "")><summary>\(summary)</summary>\n\(others)</details>\n"
        }
        return markup + boxes + "</fieldset>\n"
    }

    private func field(_ name: String, _ label: String) -> FormField {
        let hint = words.sentence("\(label).hint").map { "\($0)" as Markup } ?? ""
        return FormField(
            id: name + suffix, name: name, label: words.markup(label), hint: hint, problems: problems)
    }
}
