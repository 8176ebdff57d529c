import CAssets
import LiaisonSystem

/// What designers and translators edit under `assets`, embedded in the binary at build time.
package enum Assets {
    /// The style sheet of the public pages.
    package static let siteCSS = asset_site_css().content

    /// What receipts have beside it, on paper.
    package static let receiptCSS = asset_receipt_css().content

    /// The style sheet of the posters.
    package static let postersCSS = asset_posters_css().content

    /// The style sheet of reports.
    package static let reportsCSS = asset_reports_css().content

    /// The words that never are hot words, and what points at people.
    package static let words = asset_words_txt().content

    /// The guide to what stands on disk, in English.
    package static let storeGuide = asset_store_md().content

    /// The guide to `duties.csv`.
    package static func dutiesGuide(_ language: Language) -> [UInt8] {
        language == .chinese ? asset_duties_md().content : asset_duties_en_md().content
    }

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

    /// What things of cases are called, wherever people read of them.
    package static func cases(_ language: Language) -> Wording {
        language == .chinese ? casesChinese : casesEnglish
    }

    private static let casesChinese = Wording(language: .chinese, file: asset_cases_zh_Hans_txt().content)
    private static let casesEnglish = Wording(language: .english, file: asset_cases_en_txt().content)
    private static let pagesChinese = Wording(language: .chinese, file: asset_pages_zh_Hans_txt().content)
    private static let pagesEnglish = Wording(language: .english, file: asset_pages_en_txt().content)
    private static let commandsChinese = Wording(
        language: .chinese, file: asset_commands_zh_Hans_txt().content)
    private static let commandsEnglish = Wording(language: .english, file: asset_commands_en_txt().content)
    private static let postersChinese = Wording(
        language: .chinese, file: asset_posters_zh_Hans_txt().content)
    private static let postersEnglish = Wording(language: .english, file: asset_posters_en_txt().content)
    private static let reportsChinese = Wording(
        language: .chinese, file: asset_reports_zh_Hans_txt().content)
    private static let reportsEnglish = Wording(language: .english, file: asset_reports_en_txt().content)
}
