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
    /// The case as `inbox show --json` prints it.
    let detail: JSON
    /// The part of the history to show, from 1.
    let historyPage: Int

    /// How many entries a page shows.
    private static let entriesShown = 15

    private var words: Wording { visit.words }
    private var number: String { detail["case"]?.text ?? "" }
    private var path: String { "/desk/cases/\(number)" }

    /// The whole page.
    func render(_ forms: CaseForms?, problems: [PageProblem], notice: Markup) -> [UInt8] {
        var main: Markup = "<h1>\(words("desk.case.title"))</h1>\n<p class=\"code\">\(number)\n"
        let state = [words.state(of: detail)] + words.deadlines(of: detail)
        main += "<p class=\"state\">\(state.joined(separator: " · "))\n"
        for sentence in words.citizensNews(of: detail) { main += "<p class=\"box\">\(sentence)\n" }
        if detail["handed_over"] == .bool(true) {
            main +=
                "<p class=\"box\">\(words("desk.case.handed-over", ["name": detail["to_name"]?.text ?? ""]))\n"
        }
        main += citizen
        if let forms { main += forms.reply }
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
        if let text = detail["text"]?.text {
            markup += "<blockquote dir=\"auto\"\(words.mark(of: text))>\(text)</blockquote>\n"
        } else {
            markup +=
                "<p>\(words(detail["erased"] == .bool(true) ? "desk.case.erased" : "desk.case.no-text"))\n"
        }
        markup += visit.photoRows(detail["photos"]?.elements?.count ?? 0, at: "\(path)/photos")
        var rows: [(String, Markup)] = []
        if let name = detail["name"]?.text { rows.append((words("desk.case.name"), words.name(name))) }
        if let phone = detail["phone"]?.text {
            let digits = phone.filter { $0.isASCII && ($0.isNumber || $0 == "+") }
            rows.append((words("desk.case.phone"), "<a href=\"tel:\(digits)\">\(phone)</a>"))
        }
        if let topic = detail["topic"]?.text { rows.append((words("desk.case.topic"), words.name(topic))) }
        let holder = detail["to_name"]?.text ?? ""
        let isOrphaned = detail["orphaned"] == .bool(true)
        rows.append(
            (
                words("desk.case.to"),
                words.name(isOrphaned ? words("desk.case.orphaned", ["name": holder]) : holder)
            ))
        if let unit = detail["unit"]?.text {
            let until = detail["unit_until"]?.text.flatMap { CivilDate(iso8601: $0.utf8) }
            let day = until.map { " " + words("desk.case.unit.until", ["date": words.date($0)]) } ?? ""
            rows.append((words("desk.case.unit"), "\(words.name(unit))\(day)"))
        }
        if let channel = detail["channel"]?.text {
            rows.append(
                (words("desk.case.channel"), "\(Choice<Channel>(word: channel).name(words.language))"))
        }
        markup += "<dl class=\"rows\">\n"
        for (label, value) in rows { markup += "<dt>\(label)<dd>\(value)\n" }
        return markup + "</dl>\n</section>\n"
    }

    // MARK: What happened

    private var history: Markup {
        let entries = (detail["events"]?.elements ?? []).reversed()
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

    private func entry(_ event: JSON) -> Markup {
        let kind = Choice<EventKind>(word: event["kind"]?.text ?? "")
        let isCitizens = event["by_kind"]?.text == "citizen"
        var title = kind.name(words.language)
        if let more = particulars(event) { title = words("desk.entry", ["title": title, "more": more]) }
        let moment = event["at"]?.text.flatMap { Timestamp(rfc3339: $0.utf8) }
        var markup: Markup = "<li><h3>\(title)</h3>\n<p class=\"hint\">"
        if let moment { markup += "<time datetime=\"\(moment.rfc3339)\">\(words.moment(moment))</time> " }
        markup += "\(isCitizens ? "\(words("desk.entry.citizen"))" : by(event))\n"
        if let text = event["text"]?.text {
            markup += "<blockquote dir=\"auto\"\(words.mark(of: text))>\(text)</blockquote>\n"
        }
        if case .integer(let count)? = event["photos"], count > 0 {
            markup += "<p>\(words("timeline.photos", ["count": "\(count)"]))\n"
        }
        return markup
    }

    private func by(_ event: JSON) -> Markup {
        let name = event["by"]?.text ?? ""
        guard let deputy = event["for_name"]?.text else { return words.name(name) }
        return words.name(words("timeline.on-behalf", ["name": name, "deputy": deputy]))
    }

    /// What an entry says beside its text.
    private func particulars(_ event: JSON) -> String? {
        let language = words.language
        if let grade = event["grade"]?.text { return Choice<Grade>(word: grade).name(language) }
        if let outcome = event["outcome"]?.text {
            let name = Choice<Outcome>(word: outcome).name(language)
            guard let reference = event["reference"]?.text else { return name }
            return words("desk.entry.two", ["first": name, "second": reference])
        }
        if let rating = event["rating"]?.text {
            let name = Choice<Rating>(word: rating).name(language)
            guard let solved = event["solved"]?.text.map({ Choice<Solved>(word: $0).name(language) }) else {
                return name
            }
            return words("desk.entry.two", ["first": name, "second": solved])
        }
        let until = event["until"]?.text.flatMap { CivilDate(iso8601: $0.utf8) }.map { words.date($0) }
        if let unit = event["unit"]?.text {
            guard let until else { return unit }
            return words("desk.entry.two", ["first": unit, "second": until])
        }
        if let until { return until }
        return event["to_name"]?.text ?? event["reason"]?.text
    }
}
