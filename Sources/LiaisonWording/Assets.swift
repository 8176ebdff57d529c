/// What designers and translators edit under `assets`, embedded in the binary at build time.
package enum Assets {
    /// The style sheet of the public pages.
    package static let siteCSS = PackageResources.site_css

    /// The style sheet of the posters.
    package static let postersCSS = PackageResources.posters_css

    /// The style sheet of reports.
    package static let reportsCSS = PackageResources.reports_css

    /// The words that never are hot words, and what points at people.
    package static let words = PackageResources.words_txt

    /// The wording of the public pages and of the API's problems.
    package static func pages(_ language: Language) -> Wording {
        language == .chinese ? pagesChinese : pagesEnglish
    }

    /// The wording of the command line.
    package static func commands(_ language: Language) -> Wording {
        language == .chinese ? commandsChinese : commandsEnglish
    }

    /// The wording of the posters.
    package static func posters(_ language: Language) -> Wording {
        language == .chinese ? postersChinese : postersEnglish
    }

    /// The wording of reports.
    package static func reports(_ language: Language) -> Wording {
        language == .chinese ? reportsChinese : reportsEnglish
    }

    private static let pagesChinese = Wording(language: .chinese, file: PackageResources.pages_zh_Hans_txt)
    private static let pagesEnglish = Wording(language: .english, file: PackageResources.pages_en_txt)
    private static let commandsChinese = Wording(
        language: .chinese, file: PackageResources.commands_zh_Hans_txt)
    private static let commandsEnglish = Wording(language: .english, file: PackageResources.commands_en_txt)
    private static let postersChinese = Wording(
        language: .chinese, file: PackageResources.posters_zh_Hans_txt)
    private static let postersEnglish = Wording(language: .english, file: PackageResources.posters_en_txt)
    private static let reportsChinese = Wording(
        language: .chinese, file: PackageResources.reports_zh_Hans_txt)
    private static let reportsEnglish = Wording(language: .english, file: PackageResources.reports_en_txt)
}
