import LiaisonSystem
import LiaisonText
import LiaisonWording

/// A station's activities of a year as a page to print and to hang on its wall (年度活动安排、活动方案上墙).
package enum ActivityPage {
    /// - Parameters:
    ///   - notices: As `notice list --json` prints them; those that are no activity of the year are left out, and those that
    ///     were withdrawn.
    ///   - year: The year.
    ///   - station: The station's name.
    ///   - words: The wording of pages.
    /// - Returns: The page, as UTF-8.
    package static func html(_ notices: [JSON], in year: Int, of station: String, _ words: Wording) -> [UInt8]
    {
        let activities = notices.compactMap { notice -> (on: CivilDate, notice: JSON)? in
            guard notice["withdrawn"] != .bool(true),
                let day = notice["activity"]?.text.flatMap({ CivilDate(iso8601: $0.utf8) }), day.year == year
            else { return nil }
            return (day, notice)
        }.sorted { ($0.on, $0.notice["notice"]?.text ?? "") < ($1.on, $1.notice["notice"]?.text ?? "") }
        let columns = ["activities.on", "activities.what", "activities.plan", "activities.who"]
        let rows = activities.map { day, notice in
            [
                words("activities.day", ["month": "\(day.month)", "day": "\(day.day)"]),
                notice["title"]?.text ?? "", notice["text"]?.text ?? "", who(notice, words),
            ]
        }
        let body =
            rows.isEmpty
            ? "<p>\(LiaisonText.html(words("activities.none")))</p>\n"
            : PrintPage.table(columns.map { words($0) }, rows)
        return PrintPage.bytes(words("activities.title", ["year": "\(year)"]), station, body, words)
    }

    /// How many have been there, or who may still come.
    private static func who(_ notice: JSON, _ words: Wording) -> String {
        func count(_ member: String) -> Int { notice[member]?.elements?.count ?? 0 }
        if count("attended") > 0 { return words("activities.attended", ["count": "\(count("attended"))"]) }
        let signed = count("signed_up")
        guard let places = notice["places"]?.integer else {
            return signed == 0 ? "" : words("activities.signed-up", ["count": "\(signed)"])
        }
        return words("activities.places", ["places": "\(places)", "count": "\(signed)"])
    }
}
