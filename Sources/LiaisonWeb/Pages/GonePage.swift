import LiaisonCodes
import LiaisonDesk
import LiaisonWording

/// The 410 for a code that was in use: why it is not any more, and where to write instead.
package struct GonePage: Sendable {
    package let site: SiteIdentity
    package let language: PageLanguage

    /// Why a code has no form any more.
    package enum Reason: Sendable, Equatable {
        /// The deputy's or station's term or work has ended.
        case retired
        /// The code was withdrawn; the reason that was given, if any.
        case revoked(reason: String?)
        /// The code was withdrawn and the same holder has a new one; the reason that was given, if any.
        case reissued(Code, reason: String?)
    }

    /// A station to write to instead.
    package struct Station: Sendable {
        package let name: String
        package let code: Code

        package init(name: String, code: Code) { (self.name, self.code) = (name, code) }
    }

    package init(site: SiteIdentity, language: PageLanguage) { (self.site, self.language) = (site, language) }

    /// The page.
    ///
    /// - Parameters:
    ///   - code: The code that was asked for.
    ///   - holder: Whose it was, as one calls them: 某某代表, or the station's name.
    ///   - reason: Why it has no form.
    ///   - station: The station whose form stays open, if there is one.
    ///   - typed: What was typed and must not be lost, to copy it from here.
    /// - Returns: The page as UTF-8.
    package func render(
        code: Code, holder: String, reason: Reason, station: Station?, typed: String = ""
    ) -> [UInt8] {
        let template = PageTemplate(site: site, language: language)
        let words = template.words
        let values: KeyValuePairs<String, Markup> = ["code": "\(code)", "name": template.name(holder)]
        var main: Markup = "<h1>\(words("gone.title"))</h1>\n\(template.kept(typed))"
        switch reason {
        case .retired: main += "<p>\(words.markup("gone.retired", values))\n"
        case .revoked(let reason):
            main += "<p>\(words.markup("gone.revoked", values))\n\(given(reason, template))"
        case .reissued(let new, let reason):
            main += "<p>\(words.markup("gone.reissued", values))\n\(given(reason, template))"
            main += """
                <p><a class="button" href="\(template.link("/\(new)"))">\(words("gone.new", ["code": "\(new)"]))</a>

                """
        }
        if let station {
            let name = template.name(station.name)
            main += """
                <p>\(words("gone.instead"))
                <p><a class="button" href="\(template.link("/\(station.code)"))">\
                \(words.markup("form.title.station", ["name": name]))</a>
                """
        }
        return template.page(title: words("gone.title"), main: main)
    }

    private func given(_ reason: String?, _ template: PageTemplate) -> Markup {
        guard let reason else { return "" }
        return "<p>\(template.words.markup("gone.reason", ["reason": template.name(reason)]))\n"
    }
}
