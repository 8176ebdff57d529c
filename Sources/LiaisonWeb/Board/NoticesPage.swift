import LiaisonCodes
import LiaisonDesk
import LiaisonSystem
import LiaisonWording

/// `GET /<CODE>/notices`: what a station announces.
struct NoticesPage {
    let site: SiteIdentity
    let language: PageLanguage
    let code: Code
    /// The station's name.
    let station: String

    /// - Parameter notices: The notices, the newest first.
    /// - Returns: The page as UTF-8.
    func render(_ notices: [PostedNotice]) -> [UInt8] {
        let template = PageTemplate(site: site, language: language)
        let words = template.words
        let title = words("notices.title", ["station": station])
        var main: Markup = """
            <h1>\(words.markup("notices.title", ["station": template.name(station)]))</h1>

            """
        if notices.isEmpty { main += "<p>\(words("notices.none"))\n" }
        for notice in notices {
            main += """
                <section id="\(notice.number.description)">
                <h2>\(template.name(notice.title))</h2>
                <p class="hint">\(words("notices.posted", ["date": words.date(BeijingTime(notice.at).date)]))

                """
            if let day = notice.activity {
                main += "<p>\(words("notices.activity", ["date": words.date(day)]))\n"
            }
            if let text = notice.text {
                main += "<blockquote\(words.mark(of: text))>\(text)</blockquote>\n"
            }
            main += "</section>\n"
        }
        main += """
            <p><a class="button" href="\(template.link("/\(code)"))">\(words("notices.write"))</a>
            <p><a href="\(template.link("/\(code)/feed.atom"))">\(words("notices.feed"))</a>
            """
        return template.page(title: title, main: main)
    }
}
