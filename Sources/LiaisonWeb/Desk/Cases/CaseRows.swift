import LiaisonCases
import LiaisonDesk
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// Cases as rows that lead to them.
struct CaseRows {
    let template: DeskTemplate

    private var words: Wording { template.words }

    /// - Parameters:
    ///   - items: The cases.
    ///   - place: Where on the case's page the reader wants to be, such as `#reply`.
    /// - Returns: A list; nothing without cases.
    func markup(_ items: [CaseSummary], place: String = "") -> Markup {
        if items.isEmpty { return "" }
        return "<ul class=\"links rows\">\n\(items.map { row($0, place) }.joined())</ul>\n"
    }

    private func row(_ item: CaseSummary, _ place: String) -> Markup {
        let number = "\(item.number)"
        var line: [String] = [words.state(of: item)]
        line += words.deadlines(of: item) + words.citizensNews(of: item)
        let topic = item.topic.map { words("desk.row.topic", ["topic": $0]) } ?? ""
        let text = item.excerpt ?? words(item.isErased ? "desk.case.erased" : "desk.row.no-text")
        let name = item.toName ?? ""
        let to = words(item.isOrphaned ? "desk.row.orphaned" : "desk.row.to", ["name": name])
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
    func deadlines(of item: CaseSummary) -> [String] {
        if item.state == .known(.closed) || item.isErased { return [] }
        func line(_ kind: String, _ day: CivilDate?) -> String {
            self("desk.row.\(kind)", ["date": day.map { date($0) } ?? ""])
        }
        if item.state == .known(.replied) {
            return [line(item.isCloseOverdue ? "close-overdue" : "close-due", item.closeDue)]
        }
        let answer = line(item.isOverdue ? "overdue" : "due", item.due)
        return item.isUnitOverdue ? [answer, line("unit-overdue", item.unitUntil)] : [answer]
    }

    /// That the citizen has said more, and that they can say no more until somebody acts.
    func citizensNews(of item: CaseSummary) -> [String] {
        var news = item.isSaidSince ? [self("desk.row.said-since")] : []
        if item.additionsAreFull {
            news.append(self("desk.row.additions-full"))
        } else if news.isEmpty, item.additionsWait, item.state != .known(.closed) {
            news.append(self("desk.row.said-more"))
        }
        return news
    }

    /// The state of a case in a list or of one that is shown.
    func state(of item: CaseSummary) -> String {
        if item.isErased { return self("state.erased") }
        return item.state.known.map { self("state.\($0.rawValue)") } ?? item.state.word
    }
}
