import LiaisonCases
import LiaisonDesk
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// Cases as rows that lead to them: from the JSON of a list, so that pages, API and commands say the same.
struct CaseRows {
    let template: DeskTemplate

    private var words: Wording { template.words }

    /// - Parameters:
    ///   - items: The cases, see ``CaseView/summary(_:_:)``.
    ///   - place: Where on the case's page the reader wants to be, such as `#reply`.
    /// - Returns: A list; nothing without cases.
    func markup(_ items: [JSON], place: String = "") -> Markup {
        if items.isEmpty { return "" }
        return "<ul class=\"links rows\">\n\(items.map { row($0, place) }.joined())</ul>\n"
    }

    private func row(_ item: JSON, _ place: String) -> Markup {
        let number = item["case"]?.text ?? ""
        var line: [String] = [words.state(of: item)]
        line += words.deadlines(of: item) + words.citizensNews(of: item)
        let topic = item["topic"]?.text.map { words("desk.row.topic", ["topic": $0]) } ?? ""
        let isErased = item["erased"] == .bool(true)
        let text = item["excerpt"]?.text ?? words(isErased ? "desk.case.erased" : "desk.row.no-text")
        let name = item["to_name"]?.text ?? ""
        let to = words(item["orphaned"] == .bool(true) ? "desk.row.orphaned" : "desk.row.to", ["name": name])
        return """
            <li><a href="\(template.link("/desk/cases/\(number)\(place)"))"><span><b class="code">\(number)</b> \
            \(line.joined(separator: " · "))<br>\(topic)<bdi>\(text)</bdi>\
            <br><span class="hint">\(to)</span></span></a>

            """
    }
}

extension Wording {
    /// By when an open case wants its answer, and once it has that its closing; that this is late, and that a department's
    /// day has passed.
    func deadlines(of item: JSON) -> [String] {
        let state = item["state"]?.text
        if state == Case.State.closed.rawValue || item["erased"] == .bool(true) { return [] }
        func date(_ member: String) -> String {
            item[member]?.text.flatMap { CivilDate(iso8601: $0.utf8) }.map { self.date($0) } ?? ""
        }
        func line(_ kind: String, _ member: String, isLate: Bool) -> String {
            self("desk.row.\(kind)\(isLate ? "overdue" : "due")", ["date": date(member)])
        }
        if state == Case.State.replied.rawValue {
            return [line("close-", "close_due", isLate: item["close_overdue"] == .bool(true))]
        }
        let answer = line("", "due", isLate: item["overdue"] == .bool(true))
        guard item["unit_overdue"] == .bool(true) else { return [answer] }
        return [answer, self("desk.row.unit-overdue", ["date": date("unit_until")])]
    }

    /// That the citizen has said more, and that they can say no more until somebody acts.
    func citizensNews(of item: JSON) -> [String] {
        var news = item["said_since"] == .bool(true) ? [self("desk.row.said-since")] : []
        if item["additions_full"] == .bool(true) {
            news.append(self("desk.row.additions-full"))
        } else if news.isEmpty, item["additions_waiting"] == .bool(true), item["state"]?.text != "closed" {
            news.append(self("desk.row.said-more"))
        }
        return news
    }

    /// The state of a case in a list or of one that is shown.
    func state(of item: JSON) -> String {
        if item["erased"] == .bool(true) { return self("state.erased") }
        let word = item["state"]?.text ?? ""
        return Case.State(rawValue: word).map { self("state.\($0.rawValue)") } ?? word
    }
}
