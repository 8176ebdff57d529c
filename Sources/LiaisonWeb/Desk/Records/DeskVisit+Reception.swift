import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

// Reception days and who is on duty.
extension DeskVisit {
    private static let receptionSubject = "desk reception"
    /// How many days ahead are shown: of one station, and of all.
    private static let daysAhead = (ofOne: 60, ofAll: 14)
    /// The most that are shown.
    private static let daysShown = 50

    /// `GET /desk/reception`, and the page after a POST that wasn't taken, with all that was typed.
    func reception(
        problems: [PageProblem] = [], isSpent: Bool = false, status: Status = .ok
    ) throws(SiteError) -> Response {
        var (problems, status) = (problems, status)
        let station = stationInRoom
        if hasForeignStation, request.method == .get {
            problems.append(unknownStation)
            status = .unprocessableContent
        }
        let today = BeijingTime(now).date
        let days: [JSON]
        do throws(CaseActionError) {
            days = try recordDesk.receptions(
                station: station.map { "\($0.id)" }, from: today,
                to: today.adding(days: station == nil ? Self.daysAhead.ofAll : Self.daysAhead.ofOne)
            )
        } catch {
            return refused(error, .reception)
        }
        let sorted = days.sorted { ($0["on"]?.text ?? "") < ($1["on"]?.text ?? "") }.prefix(Self.daysShown)
        var main: Markup = "<h1>\(words("desk.place.reception"))</h1>\n"
        main += stationForm("/desk/reception", problems)
        if let station, hasSeveralStations { main += "<p class=\"state\">\(words.name(station.name))\n" }
        main +=
            sorted.isEmpty
            ? "<p class=\"state\">\(words("desk.reception.nothing"))\n"
            : "<ul class=\"links rows\">\n\(sorted.map { row($0, withStation: station == nil) }.joined())</ul>\n"
        if let station, isStaff { main += receptionForms(station, days, problems, isSpent) }
        return .page(
            status,
            template.page(
                title: words("desk.place.reception"), problems: problems, notice: receptionDone,
                place: .reception, main: main),
            route: "/desk/reception")
    }

    private var receptionDone: Markup {
        guard request.method == .get,
            let act = request.queryValue("done").flatMap({ ReceptionAct(rawValue: $0) })
        else { return "" }
        return "<p>\(words("desk.reception.done.\(act.rawValue)"))"
    }

    /// What there is to know of one day, in one line.
    func receptionLine(_ day: JSON) -> Markup {
        var marks: [String] = []
        if day["cancelled"] == .bool(true) {
            marks.append(words("desk.reception.cancelled"))
        } else if day["late"] == .bool(true) {
            marks.append(words("desk.reception.late"))
        }
        if let from = day["moved_from"]?.date {
            marks.append(words("desk.reception.moved", ["date": words.date(from)]))
        }
        if day["provisional"] == .bool(true) { marks.append(words("desk.reception.provisional")) }
        let on = day["on"]?.date
        let date = on.map { words.dayOfWeek($0) } ?? day["on"]?.text ?? ""
        let time = day["time"]?.text ?? ""
        return "<b>\(date) \(time)</b>\(marks.isEmpty ? "" : " · \(marks.joined(separator: " · "))")"
    }

    private func row(_ day: JSON, withStation: Bool) -> Markup {
        let on = day["on"]?.text ?? ""
        let names = (day["deputy_names"]?.elements ?? []).compactMap(\.text)
        var lines: [Markup] = [receptionLine(day)]
        if withStation { lines.append(words.name(view.names.name(ofText: day["station"]?.text ?? ""))) }
        lines.append(
            names.isEmpty
                ? "\(words("desk.reception.nobody"))"
                : words.markup("desk.reception.on-duty", ["names": words.name(words.joined(names))]))
        if let place = day["place"]?.text {
            lines.append(words.markup("desk.reception.at", ["place": words.name(place)]))
        }
        if let reason = day["reason"]?.text { lines.append(words.name(reason)) }
        let text = lines.joined(by: "<br>")
        if !isStaff { return "<li><div class=\"box\">\(text)</div>\n" }
        let station = hasSeveralStations ? "&station=\(day["station"]?.text ?? "")" : ""
        let target = template.link("/desk/reception?on=\(on)\(station)#set")
        return "<li><a href=\"\(target)\"><span>\(text)</span></a>\n"
    }

    private func receptionForms(
        _ station: Station, _ days: [JSON], _ problems: [PageProblem], _ isSpent: Bool
    ) -> Markup {
        let nonce = nonce(for: Self.receptionSubject, isSpent: isSpent)
        return ReceptionAct.allCases.map { act -> Markup in
            let isSent = fields["kind"] == act.rawValue
            var draft = isSent ? FormDraft(fields) : FormDraft()
            let on = request.method == .get ? request.queryValue("on") : nil
            if let on {
                draft["on"] = on
                if let day = days.first(where: { $0["on"]?.text == on }) {
                    draft["shown"] = on
                    draft["time"] = day["time"]?.text ?? ""
                    draft["place"] = day["place"]?.text ?? ""
                    draft.set("deputies", to: (day["deputies"]?.elements ?? []).compactMap(\.text))
                }
            }
            let form = RecordForm(words: words, draft: draft, problems: problems, suffix: "-\(act.rawValue)")
            let content: Markup =
                switch act {
                case .set:
                    shown(draft["shown"]) + form.input("time", "desk.reception.time")
                        + form.deputies(deputies(of: station), "desk.reception.deputies")
                        + form.input("place", "desk.reception.place")
                case .cancelled: form.input("reason", "desk.reception.reason")
                }
            let isOpen = isSent || (on != nil && act == .set)
            return """
                <details class="screen" id="\(act.rawValue)"\(isOpen ? " open" : "")>\
                <summary>\(words("desk.reception.act.\(act.rawValue)"))</summary>
                <form method="post" action="\(template.link("/desk/reception"))">
                \(recordOpening(nonce, kind: act.rawValue))\
                <input type="hidden" name="station" value="\("\(station.id)")">
                \(form.input("on", "desk.reception.on", type: "date"))\(content)\
                <p><button>\(words("desk.reception.act.\(act.rawValue).send"))</button>
                </form>
                </details>

                """
        }.joined()
    }

    /// Which day's deputies the form showed: whoever is unticked is meant to go.
    private func shown(_ day: String) -> Markup {
        day.isEmpty ? "" : "<input type=\"hidden\" name=\"shown\" value=\"\(day)\">\n"
    }

    /// `POST /desk/reception`: sets or cancels a day, once.
    func actOnReception() throws(SiteError) -> Response {
        let kind = fields["kind"] ?? ""
        let members: [String] =
            switch ReceptionAct(rawValue: kind) {
            case .set: ["station", "on", "time", "deputies", "place"]
            case .cancelled: ["station", "on", "reason"]
            case nil: ["station", "on"]
            }
        // An empty place or time means the usual; who is on duty stays unless the form has shown them.
        let kept: Set<String> = fields["shown"] == fields["on"] ? [] : ["deputies"]
        let submission = submit(
            document(members, kind: kind, isWhole: fields["place"] != nil, keeping: kept),
            to: .reception, subject: Self.receptionSubject,
            suffix: "-\(kind)")
        switch submission {
        case .answer(let response): return response
        case .refused(let problems, let isSpent, let status):
            return try reception(problems: problems, isSpent: isSpent, status: status)
        case .taken(let day):
            let station = hasSeveralStations ? "&station=\(day["station"]?.text ?? "")" : ""
            return .seeOther(
                template.link("/desk/reception?done=\(kind)\(station)"), route: "/desk/reception")
        }
    }
}

/// What can be done to a reception day.
enum ReceptionAct: String, CaseIterable {
    case set, cancelled
}
