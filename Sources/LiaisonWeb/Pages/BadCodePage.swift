import LiaisonCodes
import LiaisonDesk
import LiaisonWording

/// The 404 for a path that reads like a code but is none, most often because one symbol was mistyped.
package struct BadCodePage: Sendable {
    package let site: SiteIdentity
    package let language: PageLanguage

    package init(site: SiteIdentity, language: PageLanguage) { (self.site, self.language) = (site, language) }

    /// The page.
    ///
    /// - Parameters:
    ///   - typed: The path without its slash.
    ///   - problem: What is wrong with it.
    ///   - candidates: Codes in use that may have been meant.
    ///   - kept: What was typed into a form and must not be lost, to copy it from here.
    /// - Returns: The page as UTF-8.
    package func render(
        typed: String, problem: CodeError, candidates: [CodeCandidate], kept: String = ""
    ) -> [UInt8] {
        let template = PageTemplate(site: site, language: language)
        let words = template.words
        let entry = CodeEntry(template: template)
        let problems = [entry.problem(problem)]
        let main: Markup = """
            \(PageProblem.summary(problems, heading: words("page.problem")))<h1>\(words("bad-code.title"))</h1>
            \(template.kept(kept))\(entry.candidates(candidates))\(entry.form(typed: typed, problems: problems))
            """
        return template.page(title: words("bad-code.title"), hasProblems: true, main: main)
    }
}
