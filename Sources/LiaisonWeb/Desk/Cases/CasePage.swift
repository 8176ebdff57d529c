import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// A case as its handlers see it: the citizen's words first, never to be mistaken for ours, then the answer box, then all
/// that happened.
struct CasePage {
    let visit: DeskVisit
    let detail: CaseDetail
    /// What stands in the registers of it, as `log list --json` prints it, and whether that is all.
    let entries: (found: [JSON], areAll: Bool)
    /// The part of the history to show, from 1.
    let historyPage: Int

    /// How many entries a page shows.
    private static let entriesShown = 15

    private var words: Wording { visit.words }
    private var summary: CaseSummary { detail.summary }
    private var number: String { "\(summary.number)" }
    private var path: String { "/desk/cases/\(number)" }

    /// The whole page.
    func render(_ forms: CaseForms?, problems: [PageProblem], notice: Markup) -> [UInt8] {
        var main: Markup = "<h1>\(words("desk.case.title"))</h1>\n<p class=\"code\">\(number)\n"
        let state = [words.state(of: summary)] + words.deadlines(of: summary)
        main += "<p class=\"state\">\(state.joined(separator: " · "))\n"
        for sentence in words.citizensNews(of: summary) { main += "<p class=\"box\">\(sentence)\n" }
        if summary.isHandedOver {
            main +=
                "<p class=\"box\">\(words("desk.case.handed-over", ["name": summary.toName ?? ""]))\n"
        }
        main += citizen
        if let forms { main += forms.reply }
        main += registers
        main += history
        if let forms, !forms.others.isEmpty {
            main += "<h2 class=\"screen\">\(words("desk.case.acts"))</h2>\n\(forms.others)"
        }
        return visit.template.page(
            title: words("desk.case.page-title", ["number": number]), problems: problems, notice: notice,
            place: .cases, main: main)
    }

    // MARK: The citizen

    /// What the citizen wrote, in a box that says so.
    private var citizen: Markup {
        var markup: Markup = """
            <section class="box" aria-labelledby="citizen">
            <h2 id="citizen">\(words("desk.case.citizen"))</h2>

            """
        if let text = detail.text {
            markup += "<blockquote dir=\"auto\"\(words.mark(of: text))>\(text)</blockquote>\n"
        } else {
            markup +=
                "<p>\(words(summary.isErased ? "desk.case.erased" : "desk.case.no-text"))\n"
        }
        markup += visit.photoRows(detail.photos.count, at: "\(path)/photos")
        var rows: [(String, Markup)] = []
        if let name = detail.name { rows.append((words("desk.case.name"), words.name(name))) }
        if let phone = detail.phone {
            let digits = phone.filter { $0.isASCII && ($0.isNumber || $0 == "+") }
            rows.append((words("desk.case.phone"), "<a href=\"tel:\(digits)\">\(phone)</a>"))
        }
        if let topic = summary.topic { rows.append((words("desk.case.topic"), words.name(topic))) }
        let holder = summary.toName ?? ""
        rows.append(
            (
                words("desk.case.to"),
                words.name(summary.isOrphaned ? words("desk.case.orphaned", ["name": holder]) : holder)
            ))
        if let unit = detail.unit {
            let day =
                summary.unitUntil.map { " " + words("desk.case.unit.until", ["date": words.date($0)]) } ?? ""
            rows.append((words("desk.case.unit"), "\(words.name(unit))\(day)"))
        }
        rows.append((words("desk.case.channel"), "\(summary.channel.name(words.language))"))
        markup += "<dl class=\"rows\">\n"
        for (label, value) in rows { markup += "<dt>\(label)<dd>\(value)\n" }
        return markup + "</dl>\n</section>\n"
    }

    // MARK: What stands in the registers

    private var registers: Markup {
        if entries.found.isEmpty, entries.areAll { return "" }
        let rows = entries.found.map { entry -> Markup in
            let number = entry["entry"]?.text ?? ""
            let duty = words.name(entry["duty_name"]?.text ?? entry["duty"]?.text ?? "")
            let title: Markup = entry["title"]?.text.map { " <span>\(words.name($0))</span>" } ?? ""
            let state = words("archive.state.\(entry["state"]?.text ?? "counted")")
            return """
                <li><a href="\(visit.template.link("/desk/log/\(number)"))"><b>\(words.day(entry["on"]))</b> \
                <span>\(duty)</span>\(title) <span>\(state)</span></a>

                """
        }
        let list: Markup = rows.isEmpty ? "" : "<ul class=\"links rows\">\n\(rows.joined())</ul>\n"
        let gap: Markup =
            entries.areAll ? "" : "<p class=\"box bad\">\(words("desk.case.registers-unreadable"))</p>\n"
        return "<h2>\(words("desk.case.registers"))</h2>\n\(list)\(gap)"
    }

    // MARK: What happened

    private var history: Markup {
        let entries = detail.events.reversed()
        let pageCount = max(1, (entries.count + Self.entriesShown - 1) / Self.entriesShown)
        let page = min(max(historyPage, 1), pageCount)
        let shown = entries.dropFirst((page - 1) * Self.entriesShown).prefix(Self.entriesShown)
        var markup: Markup = "<h2 id=\"history\">\(words("desk.case.history"))</h2>\n"
        markup += "<ol class=\"timeline\">\n\(shown.map { entry($0) }.joined())</ol>\n"
        let link = { (page: Int, key: String) -> Markup in
            let target = visit.template.link("\(path)?page=\(page)#history")
            return "<p class=\"screen\"><a class=\"button second\" href=\"\(target)\">\(words(key))</a>\n"
        }
        if page < pageCount { markup += link(page + 1, "desk.case.older") }
        if page > 1 { markup += link(page - 1, "desk.case.newer") }
        return markup
    }

    private func entry(_ event: CaseDetail.Entry) -> Markup {
        let isCitizens = event.author.kind == .known(.citizen)
        var title = event.kind.name(words.language)
        if let more = particulars(event) { title = words("desk.entry", ["title": title, "more": more]) }
        var markup: Markup = """
            <li><h3>\(title)</h3>
            <p class="hint"><time datetime="\(event.at.rfc3339)">\(words.moment(event.at))</time> \
            \(isCitizens ? "\(words("desk.entry.citizen"))" : by(event.author))

            """
        if let text = event.text {
            markup += "<blockquote dir=\"auto\"\(words.mark(of: text))>\(text)</blockquote>\n"
        }
        if event.photos > 0 {
            markup += "<p>\(words("timeline.photos", ["count": "\(event.photos)"]))\n"
        }
        return markup
    }

    private func by(_ author: EventAuthor) -> Markup {
        let name = author.name ?? ""
        guard let deputy = author.deputyName else { return words.name(name) }
        return words.name(words("timeline.on-behalf", ["name": name, "deputy": deputy]))
    }

    /// What an entry says beside its text.
    private func particulars(_ event: CaseDetail.Entry) -> String? {
        let (language, facts) = (words.language, event.facts)
        if let grade = facts.grade { return grade.name(language) }
        if let outcome = facts.outcome {
            let name = outcome.name(language)
            guard let reference = event.reference else { return name }
            return words("desk.entry.two", ["first": name, "second": reference])
        }
        if let rating = facts.rating {
            let name = rating.name(language)
            guard let solved = facts.solved else { return name }
            return words("desk.entry.two", ["first": name, "second": solved.name(language)])
        }
        let until = facts.until.map { words.date($0) }
        if let unit = event.unit {
            guard let until else { return unit }
            return words("desk.entry.two", ["first": unit, "second": until])
        }
        if let until { return until }
        return event.toName ?? facts.reason
    }
}
