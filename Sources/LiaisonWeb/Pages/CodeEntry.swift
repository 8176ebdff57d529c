import LiaisonCodes
import LiaisonWording

/// A code that may have been meant, and whose it is.
package struct CodeCandidate: Sendable {
    package let code: Code
    /// The holder's name as it stands in the roster, for a deputy without 代表.
    package let name: String
    package let isDeputy: Bool

    package init(code: Code, name: String, isDeputy: Bool) {
        (self.code, self.name, self.isDeputy) = (code, name, isDeputy)
    }
}

/// The box for a typed code, and what may have been meant.
struct CodeEntry {
    /// The `id` and name of the box.
    static let field = "code"

    let template: PageTemplate

    /// What is wrong with a typed code, beside the box.
    func problem(_ error: CodeError) -> PageProblem {
        let words = template.words
        let sentence =
            switch error {
            case .wrongLength(let found, let expected):
                words("code.problem.length", ["found": "\(found)", "expected": "\(expected)"])
            case .badCharacter(let character):
                words("code.problem.character", ["character": character])
            case .wrongCheck: words("code.problem.check")
            }
        return PageProblem(field: Self.field, sentence: sentence)
    }

    /// The form with the box.
    func form(typed: String, problems: [PageProblem] = []) -> Markup {
        let words = template.words
        let field = FormField(
            id: Self.field, label: words.markup("code.label"), hint: words.markup("code.hint"),
            problems: problems)
        let box = field.markup {
            """
            <input \($0) class="code" value="\(typed)" autocomplete="off" autocapitalize="characters" \
            spellcheck="false">
            """
        }
        return """
            <form action="/">
            \(Markup.language(template.language.language))\(box)<p><button>\(words("code.open"))</button>
            </form>

            """
    }

    /// Links to what may have been meant; nothing without candidates.
    func candidates(_ candidates: [CodeCandidate]) -> Markup {
        guard !candidates.isEmpty else { return "" }
        let words = template.words
        var markup: Markup = "<h2>\(words("code.meant"))</h2>\n<ul class=\"links rows\">\n"
        for candidate in candidates {
            let name = template.name(candidate.name)
            let holder = candidate.isDeputy ? words.markup("name.deputy", ["name": name]) : name
            markup +=
                "<li><a href=\"\(template.link("/\(candidate.code)"))\"><b class=\"code\">\(candidate.code)</b> <span>\(holder)</span></a>\n"
        }
        return markup + "</ul>\n"
    }
}

extension Markup {
    /// The link to the same page in the other language.
    ///
    /// - Parameters:
    ///   - words: The page's own language.
    ///   - query: What the address has beside the language, as in ``RequestHead/query``.
    /// - Returns: The link.
    static func otherLanguage(_ words: Wording, keeping query: String) -> Markup {
        let other = words.language.other.rawValue
        let kept = query.isEmpty ? "" : "\(query)&"
        return """
            <a href="?\(kept)lang=\(other)" lang="\(other)" hreflang="\(other)">\
            \(words("page.other-language"))</a>
            """
    }

    /// The hidden field that keeps the chosen language over a form.
    static func language(_ language: Language) -> Markup {
        "<input type=\"hidden\" name=\"lang\" value=\"\(language.rawValue)\">\n"
    }
}
