import LiaisonDesk
import LiaisonHTTP
import LiaisonWording

/// What all pages of the desk share: the bar, the menu of what the visitor may do, who is signed in, the foot.
struct DeskTemplate {
    let site: SiteIdentity
    let language: Language
    /// `?lang=` for links, where the browser's own preference would choose another language.
    let suffix: String
    /// What was asked for, without the language: a list in another language is the same list.
    var query = ""
    /// Whose desk it is; nothing before somebody has signed in.
    var person: Person?
    /// What was sent, where it wasn't taken: what the page has no field for stands there to be copied.
    var kept = KeptFields(LiaisonHTTP.FormFields())

    struct Person {
        let name: String
        let places: [Place]
    }

    /// A page that the menu leads to.
    enum Place: String, CaseIterable {
        case today, cases, intake, log, reception, notices, points, people, contacts, print, report,
            quarantine, roster,
            duties, calendar

        var path: String { self == .today ? "/desk" : "/desk/\(rawValue)" }
    }

    var words: Wording { Assets.pages(language) }

    /// A path of the desk with the reader's language.
    func link(_ path: String) -> String {
        if suffix.isEmpty { return path }
        guard let mark = path.firstIndex(of: "#") else { return Self.joined(path, suffix) }
        return Self.joined(String(path[..<mark]), suffix) + path[mark...]
    }

    private static func joined(_ path: String, _ suffix: String) -> String {
        path.contains("?") ? "\(path)&\(suffix.dropFirst())" : path + suffix
    }

    /// A whole page.
    ///
    /// - Parameters:
    ///   - title: What the page is.
    ///   - problems: What the reader has to put right; they stand first.
    ///   - notice: What has just been done.
    ///   - place: Where in the menu it is.
    ///   - isHandedOut: Whether a citizen takes its print home: then whose desk it is stays on the screen.
    ///   - offersOtherLanguage: False where following the link would lose what was typed.
    ///   - main: The main part, beginning with its `<h1>`.
    /// - Returns: The page as UTF-8.
    func page(
        title: String, problems: [PageProblem] = [], notice: Markup = "", place: Place? = nil,
        isHandedOut: Bool = false, offersOtherLanguage: Bool = true, main: Markup
    ) -> [UInt8] {
        let fullTitle = problems.isEmpty ? title : words("page.error-title", ["title": title])
        let onScreen: Markup = isHandedOut ? " class=\"screen\"" : ""
        var markup = PageTemplate.opening(language)
        markup += """
            \(words("desk.title", ["title": fullTitle]))</title>
            <header\(onScreen)><div><a href="\(link("/desk"))">\(words("desk.name"))</a>
            """
        if offersOtherLanguage, problems.isEmpty {
            markup += Markup.otherLanguage(words, keeping: query)
        }
        markup += "</div></header>\n<main>\n\(menu(place))"
        markup += PageProblem.summary(problems, heading: words("desk.problem"))
        if !notice.isEmpty { markup += "<div class=\"box good\" role=\"status\">\(notice)</div>\n" }
        markup += PageTemplate(site: site, language: PageLanguage(language)).kept(
            kept.words(withoutFieldIn: main))
        markup += main
        markup += "\n</main>\n<footer>"
        if let person {
            markup += """
                <p\(onScreen)>\(words.markup("desk.signed-in", ["name": words.name(person.name)]))
                <p class="screen"><a class="button second" href="\(link("/desk/out"))">\(words("desk.out"))</a>
                """
        }
        markup += "<p>\(words("page.run-by", ["handler": site.handler, "contact": site.contact]))</footer>\n"
        return markup.bytes
    }

    /// The first places stand open, the others under one more tap.
    private func menu(_ place: Place?) -> Markup {
        guard let person else { return "" }
        let (first, others) = (person.places.prefix(3), person.places.dropFirst(3))
        var markup: Markup = """
            <nav class="screen" aria-label="\(words("desk.menu"))">
            <ul class="links">
            \(first.map { item($0, place) }.joined())</ul>

            """
        if !others.isEmpty {
            markup += """
                <details><summary>\(words("desk.menu.more"))</summary>
                <ul class="links">
                \(others.map { item($0, place) }.joined())</ul>
                </details>

                """
        }
        return markup + "</nav>\n"
    }

    private func item(_ item: Place, _ current: Place?) -> Markup {
        let mark: Markup = item == current ? " aria-current=\"page\"" : ""
        return "<li><a href=\"\(link(item.path))\"\(mark)>\(words("desk.place.\(item.rawValue)"))</a>\n"
    }
}
