import LiaisonDesk
import LiaisonWording

/// The 404 for every path that leads nowhere, a code that nobody ever held included.
package struct NotFoundPage: Sendable {
    package let site: SiteIdentity
    package let language: PageLanguage

    package init(site: SiteIdentity, language: PageLanguage) { (self.site, self.language) = (site, language) }

    /// The page.
    ///
    /// - Parameter typed: What was typed and must not be lost, to copy it from here.
    /// - Returns: The page as UTF-8.
    package func render(typed: String = "") -> [UInt8] {
        let template = PageTemplate(site: site, language: language)
        let words = template.words
        let main: Markup = """
            <h1>\(words("not-found.title"))</h1>
            <p>\(words("not-found.text"))
            \(template.kept(typed))\(CodeEntry(template: template).form(typed: ""))
            """
        return template.page(title: words("not-found.title"), main: main)
    }
}
