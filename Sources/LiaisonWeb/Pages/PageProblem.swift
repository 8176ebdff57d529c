import LiaisonWording

/// Something that the reader has to put right, in the words that stand in the summary on top and, the same,
/// beside the field.
struct PageProblem {
    /// The `id` of the field it belongs to; nothing when it concerns the whole page.
    let field: String?
    let sentence: String

    /// The summary on top: it takes the focus, is announced, and leads to each field.
    ///
    /// - Parameters:
    ///   - problems: What has to be put right; none make no summary.
    ///   - heading: What that means as a whole, such as that nothing was sent yet.
    /// - Returns: The markup, to stand first in the main part.
    static func summary(_ problems: [PageProblem], heading: String) -> Markup {
        guard !problems.isEmpty else { return "" }
        let items = problems.map { problem -> Markup in
            guard let field = problem.field else { return "<li>\(problem.sentence)\n" }
            return "<li><a href=\"#\(field)\">\(problem.sentence)</a>\n"
        }
        return """
            <div class="box bad" role="alert" tabindex="-1" autofocus aria-labelledby="problems">
            <h2 id="problems">\(heading)</h2>
            <ul>
            \(items.joined())</ul>
            </div>

            """
    }
}

/// One question of a form: label, hint, problems and the control, tied together for assistive technology.
struct FormField {
    let id: String
    /// The name under which it is sent; the id unless stated.
    var name: String?
    let label: Markup
    var hint: Markup = ""
    let problems: [PageProblem]

    /// The whole field.
    ///
    /// - Parameter control: Makes the control from the attributes that tie it to label, hint and problems.
    /// - Returns: The field's markup.
    func markup(_ control: (_ attributes: Markup) -> Markup) -> Markup {
        let own = problems.filter { $0.field == id }
        var attributes: Markup = "id=\"\(id)\" name=\"\(name ?? id)\""
        var described: [String] = []
        if !hint.isEmpty { described.append("\(id)-hint") }
        if !own.isEmpty { described.append("\(id)-problem") }
        if !described.isEmpty { attributes += " aria-describedby=\"\(described.joined(separator: " "))\"" }
        if !own.isEmpty { attributes += " aria-invalid=\"true\"" }
        var markup: Markup = "<div class=\"field\(own.isEmpty ? "" : " bad")\">\n"
        markup += "<label for=\"\(id)\">\(label)</label>\n"
        if !hint.isEmpty { markup += "<p class=\"hint\" id=\"\(id)-hint\">\(hint)</p>\n" }
        if !own.isEmpty {
            markup += "<div class=\"problem\" id=\"\(id)-problem\">"
            for problem in own { markup += "<p>\(problem.sentence)</p>" }
            markup += "</div>\n"
        }
        return markup + control(attributes) + "\n</div>\n"
    }
}
