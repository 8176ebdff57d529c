import LiaisonDesk
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

/// What roster files would change, all of it, and the button that changes exactly this.
struct RosterPreviewPage {
    /// The most added deputies that are named one by one; the most of those who stay though they aren't in the files; the
    /// most tokens, cases and posters.
    private static let shown = (additions: 200, gone: 20, effects: 50)

    let visit: DeskVisit
    let upload: RosterUpload
    let preview: RosterUpload.Preview
    /// What was answered about namesakes, as it was sent.
    let said: [String]
    let problems: [PageProblem]

    private var words: Wording { visit.words }
    private var difference: RosterDifference { preview.difference }

    /// The whole page.
    func render() -> [UInt8] {
        let rows = difference.rows(words, additions: Self.shown.additions, gone: Self.shown.gone)
        var main: Markup = """
            <h1>\(words("desk.roster.difference"))</h1>
            <p class="state">\(words("desk.roster.nothing-changed"))

            """
        for warning in preview.warnings { main += "<p class=\"box\">\(warning)\n" }
        main += changes(rows)
        main += effects
        let isApplicable = !difference.isEmpty && isUnobjected
        main += """
            <form class="screen" method="post" action="\(visit.template.link("/desk/roster"))">
            \(visit.formOpening)\(hidden)\(questions)
            """
        if isApplicable {
            main += "\(confirmation)<p><button>\(words("desk.roster.apply"))</button>\n"
        } else if let objection = difference.objection {
            main += "<div class=\"box bad\"><p>\(sentence(objection))</div>\n"
        } else {
            main += "<p>\(words("desk.roster.no-change"))\n"
        }
        main += """
            </form>
            <p class="screen"><a class="button second" href="\(visit.template.link("/desk/roster"))">\
            \(words("desk.roster.cancel"))</a>

            """
        return visit.template.page(
            title: words("desk.roster.difference"), problems: problems, place: .roster,
            offersOtherLanguage: false, main: main)
    }

    // MARK: What changes

    private func changes(_ rows: [RosterDifference.Row]) -> Markup {
        var markup: Markup = ""
        let kinds: [RosterDifference.Row.Kind] = [.added, .moved, .changed, .returned, .retired, .gone]
        for kind in kinds {
            let own = rows.filter { $0.kind == kind }
            if own.isEmpty { continue }
            let count = count(of: kind)
            markup += """
                <h2>\(words("desk.roster.change.\(kind.rawValue)", ["count": "\(count)"]))</h2>
                <ul>
                \(own.map { item($0) }.joined())
                """
            if count > own.count {
                markup += "<li>\(words("desk.roster.more", ["count": "\(count - own.count)"]))\n"
            }
            markup += "</ul>\n"
        }
        return markup
    }

    private func item(_ row: RosterDifference.Row) -> Markup {
        var parts: [Markup] = [words.name(row.name)]
        for text in [row.id, row.station, row.details] where !text.isEmpty { parts.append(words.name(text)) }
        return "<li>\(parts.joined(by: " · "))\n"
    }

    private func count(of kind: RosterDifference.Row.Kind) -> Int {
        switch kind {
        case .added: difference.addedStations.count + difference.addedDeputies.count
        case .moved: difference.movedDeputies.count
        case .changed: difference.changedStations.count + difference.changedDeputies.count
        case .returned: difference.returnedStations.count + difference.returnedDeputies.count
        case .retired: difference.leavingStations.count + difference.leavingDeputies.count
        case .gone:
            difference.goneStations.count - difference.leavingStations.count
                + difference.goneDeputies.count - difference.leavingDeputies.count
        }
    }

    /// What it means to those who work with the roster.
    private var effects: Markup {
        let effects = preview.effects
        let tokens = effects.endedTokens.map { token -> Markup in
            let name = token.name ?? words("holder.office")
            return "\(words.name(name)) (\(token.record.id)) · \(words("api.closed.\(token.closure.word)"))"
        }
        let reopened = effects.reopenedTokens.map { token -> Markup in
            "\(words.name(token.name ?? words("holder.office"))) (\(token.record.id))"
        }
        let cases = effects.orphanedCases.map { value -> Markup in
            "<span class=\"code\">\("\(value.number)")</span> · \(words.name(value.name ?? "\(value.to)"))"
        }
        let duties = effects.lostDuties.map { duty -> Markup in
            let station = visit.view.names.name(of: duty.station)
            return "\(words.dayOfWeek(duty.on)) · \(words.name(station)) · \(words.name(duty.name))"
        }
        let places = effects.lostPlaces.map { place -> Markup in
            "\(words.dayOfWeek(place.on)) · <span class=\"code\">\("\(place.notice)")</span> · \(words.name(place.name))"
        }
        let posters = effects.posters.stations.map { words.name($0.station.name) }
        var markup =
            list(tokens, "desk.roster.tokens") + list(reopened, "desk.roster.reopened")
            + list(cases, "desk.roster.cases")
        if preview.hasUnknownCases {
            markup += "<p class=\"box bad\">\(words("desk.roster.cases-unknown"))\n"
        }
        markup += list(duties, "desk.roster.duties") + list(places, "desk.roster.places")
        markup += list(preview.forgotten.map { words.name($0) }, "desk.roster.contacts")
        return markup + list(posters, "desk.roster.posters")
    }

    private func list(_ items: [Markup], _ key: String) -> Markup {
        if items.isEmpty { return "" }
        var markup: Markup = "<h2>\(words(key, ["count": "\(items.count)"]))</h2>\n<ul>\n"
        for item in items.prefix(Self.shown.effects) { markup += "<li>\(item)\n" }
        if items.count > Self.shown.effects {
            markup += "<li>\(words("desk.roster.more", ["count": "\(items.count - Self.shown.effects)"]))\n"
        }
        return markup + "</ul>\n"
    }

    // MARK: What is asked

    /// The files as they came, and what they were compared with.
    private var hidden: Markup {
        var markup: Markup = "<input type=\"hidden\" name=\"roster\" value=\"\(preview.roster)\">\n"
        for file in upload.files {
            markup += """
                <input type="hidden" name="file-name" value="\(file.name)">
                <input type="hidden" name="file" value="\(Base64URL.encode(file.bytes))">

                """
        }
        if upload.prune { markup += "<input type=\"hidden\" name=\"prune\" value=\"yes\">\n" }
        for word in said { markup += "<input type=\"hidden\" name=\"said\" value=\"\(word)\">\n" }
        return markup
    }

    /// Who of those that bear the name of somebody in office elsewhere is the same: those rows stay out until it is said.
    private var questions: Markup {
        // What was said already is asked along with the rest, so that looking again forgets nothing.
        var markup: Markup = said.map {
            "<input type=\"hidden\" name=\"answer\" value=\"\($0)\">\n" as Markup
        }
        .joined()
        if difference.questions.isEmpty { return markup }
        let count = ["count": "\(difference.questions.count)"] as KeyValuePairs
        markup +=
            "<h2>\(words("desk.roster.questions", count))</h2>\n<p>\(words("desk.roster.questions.text"))\n"
        var index = 0
        for question in difference.questions {
            for candidate in question.candidates {
                let (row, subject) = (question.row, "\(candidate.code)=\(question.row.station)")
                index += 1
                let label = words.markup(
                    "desk.roster.question",
                    [
                        "name": words.name(row.name), "station": "\("\(row.station)")",
                        "level": "\(row.level.symbol)",
                        "old-station": "\("\(candidate.station)")", "old-level": "\(candidate.level.symbol)",
                        "code": "\("\(candidate.code)")",
                    ])
                let field = FormField(id: "answer-\(index)", name: "answer", label: label, problems: [])
                markup += field.markup { attributes in
                    """
                    <select \(attributes)>
                    <option value="">\(words("desk.roster.answer.open"))
                    <option value="same \(subject)">\(words("desk.roster.answer.same"))
                    <option value="different \(subject)">\(words("desk.roster.answer.different"))
                    </select>
                    """
                }
            }
        }
        return markup + """
            <p><button class="second" name="again" value="yes">\(words("desk.roster.look-again"))</button>

            """
    }

    /// Whether nothing speaks against it that can't be known to be right.
    private var isUnobjected: Bool { difference.objection.map(\.canBeConfirmed) ?? true }

    /// What speaks against it, and the box by which the office says that it is right.
    private var confirmation: Markup {
        guard let objection = difference.objection else { return "" }
        let own = problems.contains { $0.field == "confirmed" }
        return """
            <div class="box bad"><p>\(sentence(objection))</div>
            <p><label class="choice"><input type="checkbox" id="confirmed" name="confirmed" value="yes"\
            \(own ? " aria-invalid=\"true\"" : "")> \(words("desk.roster.confirmed"))</label>

            """
    }

    private func sentence(_ objection: RosterDifference.Objection) -> String {
        switch objection {
        case .occupied(let station, let count):
            words("desk.roster.objection.occupied", ["station": station.name, "count": "\(count)"])
        case .emptied(let station, let count):
            words("desk.roster.objection.emptied", ["station": station.name, "count": "\(count)"])
        case .tenth:
            words(
                "desk.roster.objection.tenth",
                [
                    "stations": "\(difference.leavingStations.count)",
                    "deputies": "\(difference.leavingDeputies.count)",
                ])
        case .renumbered:
            words(
                "desk.roster.objection.renumbered",
                ["count": "\(difference.renamedDeputies.count)", "all": "\(difference.deputyCount)"])
        }
    }
}
