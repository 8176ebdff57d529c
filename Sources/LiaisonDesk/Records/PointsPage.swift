import LiaisonSystem
import LiaisonText
import LiaisonWording

/// The scores of deputies as files: the page for the station's wall (阳光栏), and a spreadsheet.
package enum PointsPage {
    /// A number of points as people read it.
    package static func number(_ json: JSON?) -> String {
        switch json {
        case .integer(let points): "\(points)"
        case .number(let points): "\(points)"
        default: "0"
        }
    }

    /// A deputy's place as people read it, as ``RecordPath/points`` lists it.
    package static func place(_ standing: JSON) -> String {
        standing["place"]?.integer.map { "\($0)" } ?? "–"
    }

    /// A line for each entry that counts, and one for each deputy without any: for programs, the same in every language.
    package static func csv(_ standings: [JSON]) -> [UInt8] {
        csv(standings, headings: ["code", "name", "station", "entry", "duty", "on", "points"]) { $0 }
    }

    /// The same for people, with headings and duties in words.
    ///
    /// - Parameters:
    ///   - standings: As ``RecordPath/points`` lists them.
    ///   - duties: As ``RecordPath/duties`` lists them.
    ///   - words: The wording of pages.
    /// - Returns: The file.
    package static func csv(_ standings: [JSON], _ duties: [JSON], _ words: Wording) -> [UInt8] {
        let names = names(of: duties)
        let headings = ["code", "name", "station", "entry", "duty", "on", "points"].map {
            words("points.\($0)")
        }
        return csv(standings, headings: headings) { names[$0] ?? $0 }
    }

    private static func csv(
        _ standings: [JSON], headings: [String], duty: (String) -> String
    ) -> [UInt8] {
        var rows = [headings]
        for standing in standings {
            let who = ["code", "name", "station"].map { standing[$0]?.text ?? "" }
            let entries = standing["entries"]?.elements ?? []
            if entries.isEmpty { rows.append(who + ["", "", "", "0"]) }
            for entry in entries {
                rows.append(
                    who + [
                        entry["entry"]?.text ?? "", duty(entry["duty"]?.text ?? ""), entry["on"]?.text ?? "",
                        number(entry["points"]),
                    ])
            }
        }
        var bytes = [UInt8].csv
        for row in rows { bytes.appendCSVRow(row) }
        return bytes
    }

    /// What each duty is called, by its key.
    package static func names(of duties: [JSON]) -> [String: String] {
        Dictionary(
            duties.map { ($0["key"]?.text ?? "", $0["duty"]?.text ?? "") },
            uniquingKeysWith: { first, _ in first })
    }

    /// The page.
    ///
    /// - Parameters:
    ///   - standings: As ``RecordPath/points`` lists them.
    ///   - duties: As ``RecordPath/duties`` lists them: what each is worth.
    ///   - first: The first day.
    ///   - last: The last day.
    ///   - duty: The key or the name of the one duty that it is of; nothing for all.
    ///   - words: The wording of pages.
    /// - Returns: The page, as UTF-8.
    package static func html(
        _ standings: [JSON], _ duties: [JSON], from first: CivilDate, to last: CivilDate,
        of duty: String? = nil,
        _ words: Wording
    ) -> [UInt8] {
        let names = names(of: duties)
        let period = words("points.period", ["from": first.iso8601, "to": last.iso8601])
        var body = "<div class=\"wide\" tabindex=\"0\"><table><thead>\n"
        body += PrintPage.row(
            ["points.rank", "points.name", "points.station", "points.points", "points.made"].map {
                words($0)
            },
            heading: true)
        body += "</thead><tbody>\n"
        for standing in standings {
            let station = standing["station_name"] ?? standing["station"]
            body += PrintPage.row([
                place(standing), standing["name"]?.text ?? "", station?.text ?? "",
                number(standing["points"]), made(standing, names),
            ])
        }
        body +=
            "</tbody></table></div>\n<h2>\(LiaisonText.html(words("points.duties")))</h2>\n<table><thead>\n"
        body += PrintPage.row(
            ["points.duty", "points.each", "points.cap"].map { words($0) }, heading: true)
        body += "</thead><tbody>\n"
        for duty in duties {
            let cap = duty["yearly_cap"].map { $0 == .null ? "" : number($0) } ?? ""
            body += PrintPage.row([duty["duty"]?.text ?? "", number(duty["points"]), cap])
        }
        body += "</tbody></table>\n"
        return PrintPage.bytes(
            words("points.title"),
            duty.map { words("points.of-duty", ["duty": names[$0] ?? $0, "period": period]) } ?? period, body,
            words)
    }

    /// Of what the points are made: each duty with how often.
    private static func made(_ standing: JSON, _ names: [String: String]) -> String {
        var counts: [String: Int] = [:]
        for entry in standing["entries"]?.elements ?? [] {
            counts[entry["duty"]?.text ?? "", default: 0] += 1
        }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\(names[$0.key] ?? $0.key)×\($0.value)" }.joined(separator: "、")
    }
}
