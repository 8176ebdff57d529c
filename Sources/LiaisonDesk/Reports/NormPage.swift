import LiaisonCodes
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// Who doesn't meet the norms for stations, in words: as a page to print and for spreadsheets.
package enum NormPage {
    /// What a finding says; a newer release's norm stands as its word.
    ///
    /// - Parameters:
    ///   - finding: As `report --norms --json` prints it.
    ///   - words: The wording of pages.
    /// - Returns: The sentence.
    package static func sentence(of finding: JSON, _ words: Wording) -> String {
        let word = finding["norm"]?.text ?? ""
        let values = [
            "figure": finding["figure"]?.integer.map(String.init) ?? "",
            "limit": finding["limit"]?.integer.map(String.init) ?? "", "month": finding["month"]?.text ?? "",
        ]
        guard StationNorm(rawValue: word) != nil else { return word }
        return words("norm.\(word)", values: values)
    }

    /// What stands above the columns: station, deputy, norm not met.
    ///
    /// - Parameter words: The wording of pages.
    /// - Returns: The headings.
    package static func headings(_ words: Wording) -> [String] {
        [words("norm.heading.station"), words("norm.heading.deputy"), words("norm.heading.finding")]
    }

    /// Of which days a survey speaks, and what can't be said of these.
    ///
    /// - Parameters:
    ///   - request: What was asked for.
    ///   - today: The Beijing date.
    ///   - words: The wording of pages.
    /// - Returns: The sentence or two.
    package static func period(_ request: NormRequest, on today: CivilDate, _ words: Wording) -> String {
        let looked = request.activity(on: today)
        let days = words("norm.period", values: ["from": looked.from.iso8601, "to": looked.to.iso8601])
        return looked.hasWholeYear ? days : words("norm.period.short", values: ["period": days])
    }

    /// The page.
    ///
    /// - Parameters:
    ///   - survey: As `report --norms --json` prints it.
    ///   - request: What was asked for.
    ///   - view: Names people, in its language.
    ///   - includesBranches: Whether it is of a station and those below it.
    /// - Returns: The page, as UTF-8.
    package static func html(
        _ survey: JSON, _ request: NormRequest, _ view: CaseView,
        includingBranches includesBranches: Bool = false
    ) -> [UInt8] {
        let words = view.words
        let findings = survey.elements ?? []
        let period = period(request, on: BeijingTime(view.clock.now).date, words)
        let body =
            findings.isEmpty
            ? "<p>\(LiaisonText.html(words("norm.none")))</p>\n"
            : PrintPage.table(headings(words), findings.map { row(of: $0, view) })
        let title = words(includesBranches ? "norm.title.below" : "norm.title")
        return PrintPage.bytes(title, period, body, words)
    }

    /// What stands in the columns of a finding, under ``headings(_:)``.
    private static func row(of finding: JSON, _ view: CaseView) -> [String] {
        let deputy = finding["deputy"]?.text.flatMap { try? Code(parsing: $0) }
        return [
            view.names.name(ofText: finding["station"]?.text ?? ""),
            deputy.map { view.bareName(of: $0) } ?? "", sentence(of: finding, view.words),
        ]
    }

    /// The page's table as a file for spreadsheets: for people, in their language.
    ///
    /// - Parameters:
    ///   - survey: As `report --norms --json` prints it.
    ///   - view: Names people, in its language.
    /// - Returns: The file.
    package static func csv(_ survey: JSON, _ view: CaseView) -> [UInt8] {
        var output = [UInt8].csv
        output.appendCSVRow(headings(view.words))
        for finding in survey.elements ?? [] { output.appendCSVRow(row(of: finding, view)) }
        return output
    }

    /// The file for spreadsheets and programs: the members of the objects as columns.
    ///
    /// - Parameter survey: As `report --norms --json` prints it.
    /// - Returns: The file.
    package static func csv(_ survey: JSON) -> [UInt8] {
        csv(survey, columns: ["norm", "station", "deputy", "figure", "limit", "month"])
    }

    /// A list of objects as a file for spreadsheets, one row each.
    ///
    /// - Parameters:
    ///   - list: The objects.
    ///   - columns: Their members, in order.
    /// - Returns: The file.
    package static func csv(_ list: JSON, columns: [String]) -> [UInt8] {
        var output = [UInt8].csv
        output.appendCSVRow(columns)
        for element in list.elements ?? [] {
            output.appendCSVRow(
                columns.map { element[$0]?.text ?? element[$0]?.integer.map(String.init) ?? "" })
        }
        return output
    }
}
