/// What designers and translators edit under `assets`, embedded in the binary at build time.
package enum Assets {
    /// The style sheet of the public pages.
    package static let siteCSS = PackageResources.site_css

    /// The style sheet of the posters.
    package static let postersCSS = PackageResources.posters_css

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

    private static let pagesChinese = Wording(language: .chinese, file: PackageResources.pages_zh_Hans_txt)
    private static let pagesEnglish = Wording(language: .english, file: PackageResources.pages_en_txt)
    private static let commandsChinese = Wording(
        language: .chinese, file: PackageResources.commands_zh_Hans_txt)
    private static let commandsEnglish = Wording(language: .english, file: PackageResources.commands_en_txt)
    private static let postersChinese = Wording(
        language: .chinese, file: PackageResources.posters_zh_Hans_txt)
    private static let postersEnglish = Wording(language: .english, file: PackageResources.posters_en_txt)
}
