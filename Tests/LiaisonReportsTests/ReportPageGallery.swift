import LiaisonCodes
import LiaisonReports
import LiaisonSystem
import LiaisonWording
import Testing

/// The report's page as files, for the tests in `Tests/Scripts` that need a browser.
struct ReportPageGallery {
    /// The directory that the browser's tests read, from the environment.
    static let directory = Environment.value("LIAISON_GALLERY")

    @Test(.enabled(if: ReportPageGallery.directory != nil, "LIAISON_GALLERY names no directory"))
    func writesTheReport() throws {
        let directory = "\(try #require(Self.directory))/reports"
        try Files.makeDirectory(directory)
        let examples = (0..<3).map {
            CaseNumber(station: SmallLedger.first, date: day("2026-01-05"), value: $0)
        }
        let words = HotWords(
            period: literal(ReportPeriod(from: day("2026-01-01"), to: day("2026-01-31"))), messages: 7,
            messagesBefore: 1, words: [HotWord(word: "路灯", count: 5, before: 0, examples: examples)])
        for language in Language.allCases {
            try Files.replace(
                "\(directory)/report.\(language.rawValue).html",
                with: ReportPage.bytes(of: SmallLedger.report(words: words), Assets.reports(language)))
        }
    }
}
