import LiaisonCodes
import LiaisonDesk
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// Entries of the registers as rows that lead to them, those that wait each with its two buttons.
struct LogRows {
    /// The most characters of a text that a row shows.
    private static let excerptLength = 60

    let visit: DeskVisit
    /// Whether each can be approved or rejected there and then.
    let hasButtons: Bool

    private var words: Wording { visit.words }

    /// - Parameter items: The entries, as `log list --json` prints them.
    /// - Returns: A list; nothing without entries.
    func markup(_ items: [JSON]) -> Markup {
        if items.isEmpty { return "" }
        return "<ul class=\"links rows\">\n\(items.map { row($0) }.joined())</ul>\n"
    }

    private func row(_ entry: JSON) -> Markup {
        let number = entry["entry"]?.text ?? ""
        var line = [
            words.day(entry["on"]), words("archive.state.\(entry["state"]?.text ?? "counted")"),
        ]
        // It is approved with the rest.
        if hasButtons, let people = entry["people"]?.integer {
            line.append(words("desk.log.people.count", ["count": "\(people)"]))
        }
        let text = entry["title"]?.text ?? entry["text"]?.text ?? ""
        let excerpt = text.count > Self.excerptLength ? "\(text.prefix(Self.excerptLength))…" : text
        let saying: Markup = excerpt.isEmpty ? "" : "\(words.name(excerpt))<br>"
        let names = (entry["deputy_names"]?.elements ?? []).compactMap(\.text)
        let station: Markup =
            visit.hasSeveralStations
            ? " · \(words.name(visit.view.names.name(ofText: entry["station"]?.text ?? "")))" : ""
        return """
            <li><a href="\(visit.template.link("/desk/log/\(number)"))"><span>\
            <b>\(words.name(entry["duty_name"]?.text ?? entry["duty"]?.text ?? ""))</b> \
            \(line.joined(separator: " · "))<br>\(saying)\
            <span class="hint">\(words.name(words.joined(names)))\(station)</span></span></a>
            \(hasButtons && entry["state"]?.text == "pending" ? buttons(number, entry) : "")
            """
    }

    private func buttons(_ number: String, _ entry: JSON) -> Markup {
        guard let typed = try? RecordNumber(parsing: number) else { return "" }
        let nonce = visit.site.nonces.issue(for: DeskVisit.subject(typed), at: visit.now).text
        let path = visit.template.link("/desk/log/\(number)")
        let list = visit.value("station") ?? ""
        let back: Markup = "<input type=\"hidden\" name=\"list\" value=\"\(list)\">\n"
        let form = RecordForm(words: words, draft: FormDraft(), problems: [], suffix: "-\(number)")
        return """
            <form class="screen" method="post" action="\(path)">
            \(visit.recordOpening(nonce, kind: "approved"))\(back)\
            <input type="hidden" name="shown" value="\(RecordDesk.mark(of: entry))">
            <p><button>\(words("desk.log.act.approved.send"))</button>
            </form>
            <details class="screen"><summary>\(words("desk.log.act.rejected"))</summary>
            <form method="post" action="\(path)">
            \(visit.recordOpening(nonce, kind: "rejected"))\(back)\
            \(form.input("reason", "desk.log.reason"))\
            <p><button class="second">\(words("desk.log.act.rejected.send"))</button>
            </form>
            </details>

            """
    }
}

extension Wording {
    /// A date of a document as people read it; as it stands where it is none.
    func day(_ value: JSON?) -> String {
        guard let text = value?.text else { return "" }
        return CivilDate(iso8601: text.utf8).map { date($0) } ?? text
    }

    /// `2026年1月28日（星期三）` or `Wednesday 28 January 2026`.
    func dayOfWeek(_ date: CivilDate) -> String {
        let weekdays = self["date.weekdays"].split(separator: " ")
        return self(
            "desk.reception.day", ["date": self.date(date), "weekday": String(weekdays[date.weekday])])
    }

    /// Some names in a row.
    func joined(_ names: [String]) -> String {
        names.reduce("") { all, name in
            all.isEmpty ? name : self("reception.two-names", ["first": all, "second": name])
        }
    }
}
