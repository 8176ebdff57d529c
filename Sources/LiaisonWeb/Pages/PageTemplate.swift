import LiaisonDesk
import LiaisonWording

/// What all pages share: the head with the style sheet, the bar with the site's name and the other
/// language, the foot.
struct PageTemplate {
    let site: SiteIdentity
    let language: PageLanguage

    var words: Wording { language.words }

    /// A page's path with the reader's language: see ``PageLanguage``.
    func link(_ path: String) -> String { language.link(path) }

    /// Everything before the title's text; the same for every page in that language.
    static func opening(_ language: Language) -> Markup {
        """
        <!DOCTYPE html>
        <html lang="\(language.rawValue)">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="format-detection" content="telephone=no">
        <meta name="robots" content="noindex">
        <link rel="icon" href="data:,">
        <style>\(Markup(trusted: SiteStyle.css))</style>
        <title>
        """
    }

    /// From the title to the beginning of the main part.
    ///
    /// - Parameters:
    ///   - title: What the page is, without the site's name.
    ///   - hasProblems: Whether the title says at once that something has to be put right.
    ///   - offersOtherLanguage: False where following the link would lose what was typed.
    ///   - query: What the address of the page in the other language has beside the language.
    ///   - style: What the page has beside the style sheet of all.
    /// - Returns: The markup up to and including `<main>`.
    func top(
        title: String, hasProblems: Bool = false, offersOtherLanguage: Bool = true, query: String = "",
        style: Markup = ""
    ) -> Markup {
        let fullTitle = hasProblems ? words("page.error-title", ["title": title]) : title
        var markup: Markup = """
            \(fullTitle)</title>\(style)
            <header><div><a href="\(link("/"))">\(site.name)</a>
            """
        if offersOtherLanguage { markup += Markup.otherLanguage(words, keeping: query) }
        return markup + "</div></header>\n<main>\n"
    }

    /// From the end of the main part to the end of the page.
    func bottom() -> Markup {
        """

        </main>
        <footer><p><a href="\(link("/q"))">\(words("page.look-up"))</a>
        <p>\(words("page.run-by", ["handler": site.handler, "contact": site.contact]))\(filings)</footer>

        """
    }

    /// The numbers under which the site is filed, each a link to the register that says whose it is.
    private var filings: Markup {
        var markup: Markup = ""
        for filing in site.filings {
            markup += markup.isEmpty ? "\n<p>" : " · "
            markup += "<a href=\"\(filing.link)\" lang=\"zh-Hans\">\(filing.text)</a>"
        }
        return markup
    }

    /// A whole page.
    ///
    /// - Parameters:
    ///   - title: What the page is, without the site's name.
    ///   - hasProblems: Whether the title says at once that something has to be put right.
    ///   - offersOtherLanguage: False where following the link would lose what was typed.
    ///   - query: What the address of the page in the other language has beside the language.
    ///   - style: What the page has beside the style sheet of all.
    ///   - main: The main part, beginning with its `<h1>` or with a summary of problems.
    /// - Returns: The page as UTF-8.
    func page(
        title: String, hasProblems: Bool = false, offersOtherLanguage: Bool = true, query: String = "",
        style: Markup = "", main: Markup
    ) -> [UInt8] {
        let head = top(
            title: title, hasProblems: hasProblems, offersOtherLanguage: offersOtherLanguage, query: query,
            style: style)
        return (Self.opening(language.language) + head + main + bottom()).bytes
    }

    /// A name from the roster, isolated and, for readers of another language, marked as Chinese.
    func name(_ text: String) -> Markup { words.name(text) }
}
