import LiaisonCodes
import LiaisonDesk
import LiaisonWording

/// `GET /`: what this is, and a box for the code that stands under the QR code on a poster.
package struct HomePage: Sendable {
    package let site: SiteIdentity
    package let language: PageLanguage

    package init(site: SiteIdentity, language: PageLanguage) { (self.site, self.language) = (site, language) }

    /// The page.
    ///
    /// - Parameters:
    ///   - typed: What was typed into the box; empty at first.
    ///   - problem: What is wrong with it; nothing when it reads well but nobody holds that code.
    ///   - candidates: Codes in use that may have been meant.
    /// - Returns: The page as UTF-8.
    package func render(
        typed: String = "", problem: CodeError? = nil, candidates: [CodeCandidate] = []
    ) -> [UInt8] {
        let template = PageTemplate(site: site, language: language)
        let words = template.words
        let entry = CodeEntry(template: template)
        var problems: [PageProblem] = []
        if let problem {
            problems = [entry.problem(problem)]
        } else if !typed.isEmpty {
            problems = [PageProblem(field: CodeEntry.field, sentence: words("code.problem.unknown"))]
        }
        let main: Markup = """
            \(PageProblem.summary(problems, heading: words("page.problem")))<h1>\(words("home.title"))</h1>
            \(entry.candidates(candidates))<p>\(words("home.what"))
            <p>\(words("home.scan"))
            \(entry.form(typed: typed, problems: problems))<p>\(words("home.privacy"))
            <h2>\(words("home.have-number"))</h2>
            <p><a class="button second" href="\(template.link("/q"))">\(words("page.look-up"))</a>
            """
        return template.page(
            title: words("home.title"), hasProblems: !problems.isEmpty, offersOtherLanguage: problems.isEmpty,
            main: main)
    }
}
