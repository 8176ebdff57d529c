import LiaisonText
import LiaisonWording

/// One deputy's file as text and as a page to print.
package enum ArchivePage {
    /// The file as lines of text.
    package static func text(_ archive: JSON, _ words: Wording) -> String {
        var lines = [heading(archive, words), ""]
        for (label, value) in facts(archive, words) { lines.append("\(label)：\(value)") }
        for (title, rows) in sections(archive, words) {
            lines += ["", title]
            lines += rows.isEmpty ? [words("archive.none")] : rows.map { $0.joined(separator: "  ") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The file as a page.
    package static func html(_ archive: JSON, _ words: Wording) -> [UInt8] {
        var body = "<table class=\"stacked\"><tbody>\n"
        for (label, value) in facts(archive, words) { body += PrintPage.row([label, value]) }
        body += "</tbody></table>\n"
        for (title, rows) in sections(archive, words) {
            body += "<h2>\(LiaisonText.html(title))</h2>\n"
            if rows.isEmpty {
                body += "<p class=\"soft\">\(LiaisonText.html(words("archive.none")))</p>\n"
            } else {
                body +=
                    "<table class=\"stacked\"><tbody>\n" + rows.map { PrintPage.row($0) }.joined()
                    + "</tbody></table>\n"
            }
        }
        return PrintPage.bytes(heading(archive, words), archive["station_name"]?.text ?? "", body, words)
    }

    private static func heading(_ archive: JSON, _ words: Wording) -> String {
        words("archive.title", ["name": archive["name"]?.text ?? ""])
    }

    private static func facts(_ archive: JSON, _ words: Wording) -> [(String, String)] {
        let cases = archive["cases"]
        func count(_ name: String) -> String { "\(cases?[name]?.integer ?? 0)" }
        let all: [(String, String?)] = [
            ("archive.code", archive["code"]?.text), ("archive.level", archive["level"]?.text),
            ("archive.station", archive["station_name"]?.text), ("archive.group", archive["group"]?.text),
            ("archive.post", archive["title"]?.text),
            (
                "archive.cases",
                words(
                    "archive.cases-line",
                    [
                        "received": count("received"), "replied": count("replied"), "closed": count("closed"),
                        "overdue": count("overdue"),
                    ])
            ),
            (
                "archive.ratings",
                words(
                    "archive.ratings-line",
                    [
                        "satisfied": count("satisfied"), "fair": count("fair"),
                        "dissatisfied": count("dissatisfied"),
                    ])
            ),
            ("archive.points", archive["points"] == .null ? nil : PointsPage.number(archive["points"])),
        ]
        return all.compactMap { key, value in value.map { (words(key), $0) } }
    }

    private static func sections(_ archive: JSON, _ words: Wording) -> [(title: String, rows: [[String]])] {
        let history = (archive["codes"]?.elements ?? []).flatMap { Self.history(of: $0, words) }
        let entries = (archive["entries"]?.elements ?? []).map { entry in
            [
                entry["on"]?.text ?? "", entry["duty_name"]?.text ?? entry["duty"]?.text ?? "",
                entry["title"]?.text ?? entry["text"]?.text ?? "",
                words("archive.state.\(entry["state"]?.text ?? "counted")"), entry["entry"]?.text ?? "",
            ] + RegisterTable.further(entry, words)
        }
        let activities = (archive["activities"]?.elements ?? []).map { activity in
            [
                activity["on"]?.text ?? "", activity["title"]?.text ?? "",
                words(activity["attended"]?.bool == true ? "archive.attended" : "archive.signed-up"),
            ]
        }
        let scored = (archive["scored"]?.elements ?? []).reversed().map { entry in
            [
                entry["on"]?.text ?? "", entry["duty_name"]?.text ?? entry["duty"]?.text ?? "",
                words("archive.scored.points", ["points": PointsPage.number(entry["points"])]),
                entry["entry"]?.text ?? "",
            ]
        }
        return [
            (words("archive.scored"), scored), (words("archive.entries"), entries),
            (words("archive.activities"), activities),
            (words("archive.history"), history),
        ]
    }

    /// What became of one code.
    private static func history(of code: JSON, _ words: Wording) -> [[String]] {
        (code["history"]?.elements ?? []).map { entry -> [String] in
            let at = String((entry["at"]?.text ?? "").prefix(10))
            let kind = entry["kind"]?.text ?? ""
            return [
                at, code["code"]?.text ?? "", words.sentence("archive.history.\(kind)") ?? kind,
                entry["station"]?.text ?? "", entry["reason"]?.text ?? "",
            ]
        }
    }
}
