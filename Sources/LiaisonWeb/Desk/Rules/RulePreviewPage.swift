import LiaisonDesk
import LiaisonRecords
import LiaisonSystem
import LiaisonWording

/// What a file of rules would change, all of it, and the button that changes exactly this.
struct RulePreviewPage {
    /// The most changes that are named one by one.
    private static let shown = 200

    let visit: DeskVisit
    let upload: RuleUpload
    let preview: RuleUpload.Preview
    let problems: [PageProblem]

    private var words: Wording { visit.words }
    private var path: String { visit.template.link("/desk/\(upload.subject.rawValue)") }

    /// The whole page.
    func render() -> [UInt8] {
        let title = words("desk.\(upload.subject.rawValue).difference")
        var main: Markup = """
            <h1>\(title)</h1>
            <p class="state">\(words("desk.roster.nothing-changed"))

            """
        switch preview.changes {
        case .duties(let difference): main += changes(difference)
        case .calendar(let difference): main += changes(difference) + moves
        }
        if preview.isSame {
            main += "<p>\(words("desk.roster.no-change"))\n"
        } else {
            if preview.changes.isEmpty { main += "<p>\(words("desk.rules.only-words"))\n" }
            main += """
                <form class="screen" method="post" action="\(path)">
                \(visit.formOpening)<input type="hidden" name="stored" value="\(preview.stored)">
                <input type="hidden" name="file-name" value="\(upload.file.name)">
                <input type="hidden" name="file" value="\(Base64URL.encode(upload.file.bytes))">
                \(confirmation)<p><button>\(words("desk.\(upload.subject.rawValue).apply"))</button>
                </form>

                """
        }
        main += """
            <p class="screen"><a class="button second" href="\(path)">\(words("desk.roster.cancel"))</a>

            """
        return visit.template.page(
            title: title, problems: problems, place: visit.place(of: upload.subject),
            offersOtherLanguage: false, main: main)
    }

    private var confirmation: Markup {
        guard preview.changesPast else { return "" }
        let isMissing = problems.contains { $0.field == "confirmed" }
        return """
            <div class="box bad"><p>\(words("desk.duties.past"))</div>
            <p><label class="choice"><input type="checkbox" id="confirmed" name="confirmed" value="yes"\
            \(isMissing ? " aria-invalid=\"true\"" : "")> \(words("desk.roster.confirmed"))</label>

            """
    }

    // MARK: Duties

    private func changes(_ difference: DutyDifference) -> Markup {
        var (markup, rest): (Markup, Int) = ("", Self.shown)
        for part in difference.parts {
            let heading =
                part.since.map { words("desk.duties.from", ["date": words.date($0)]) }
                ?? words("desk.duties.ever")
            markup += "<h2>\(heading)</h2>\n<ul>\n"
            if part.changes.isEmpty { markup += "<li>\(words("desk.duties.as-before"))\n" }
            for change in part.changes.prefix(rest) { markup += "<li>\(sentence(of: change))\n" }
            if part.changes.count > rest { markup += more(part.changes.count - rest) }
            rest = max(0, rest - part.changes.count)
            markup += "</ul>\n"
        }
        return markup
    }

    private func sentence(of change: DutyDifference.Change) -> Markup {
        func line(_ key: String, _ name: Markup) -> Markup {
            words.markup("desk.duties.\(key)", ["name": "<b>\(name)</b>"])
        }
        switch (change.before, change.after) {
        case (let before?, let after?):
            let name: Markup =
                before.name == after.name
                ? words.name(after.name) : "\(words.name(before.name)) → \(words.name(after.name))"
            let (old, new) = (visit.particulars(of: before), visit.particulars(of: after))
            let difference: Markup = old == new ? "" : "<br>\(old)<br>→ \(new)"
            return "\(line("changed", name))\(difference)"
        case (nil, let after?):
            return "\(line("added", words.name(after.name)))<br>\(visit.particulars(of: after))"
        case (let before?, nil): return line("gone", words.name(before.name))
        case (nil, nil): return ""
        }
    }

    // MARK: The calendar

    private func changes(_ difference: CalendarDifference) -> Markup {
        if difference.isEmpty { return "" }
        var markup: Markup = "<p>\(words("desk.calendar.effect"))\n<ul>\n"
        for run in difference.runs.prefix(Self.shown) {
            let days =
                run.first == run.last
                ? words.dayOfWeek(run.first)
                : words("desk.calendar.run", ["first": words.date(run.first), "last": words.date(run.last)])
            markup +=
                "<li>\(words(run.isWorked ? "desk.calendar.work" : "desk.calendar.off", ["days": days]))\n"
        }
        if difference.runs.count > Self.shown { markup += more(difference.runs.count - Self.shown) }
        return markup + "</ul>\n"
    }

    /// The duties that go with their days, or are left without one.
    private var moves: Markup {
        let unknown: Markup =
            preview.hasUnknownMoves
            ? "<div class=\"box bad\"><p>\(words("desk.calendar.unknown"))</div>\n" : ""
        if preview.moves.isEmpty { return unknown }
        let view = visit.view
        var markup: Markup = "<h2>\(words("desk.calendar.moves"))</h2>\n<ul>\n"
        for (station, move) in preview.moves.prefix(Self.shown) {
            let names = words.joined((move.change.set?.deputies ?? []).map { view.bareName(of: $0) })
            let days = words(
                move.to == nil ? "desk.calendar.dropped" : "desk.calendar.moved",
                values: [
                    "from": words.dayOfWeek(move.change.on), "to": move.to.map { words.dayOfWeek($0) } ?? "",
                ])
            markup += "<li>\(words.name(view.names.name(of: station))) · \(days) · \(words.name(names))\n"
        }
        if preview.moves.count > Self.shown { markup += more(preview.moves.count - Self.shown) }
        return markup + "</ul>\n" + unknown
    }

    private func more(_ count: Int) -> Markup { "<li>\(words("desk.roster.more", ["count": "\(count)"]))\n" }
}
