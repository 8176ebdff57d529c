import LiaisonDesk
import LiaisonHTTP
import LiaisonSystem
import LiaisonText
import LiaisonWording

extension DeskVisit {
    /// `GET /desk`: what wants the visitor today, one tap from the answer.
    func today() throws(SiteError) -> Response {
        let cases = try SiteError.reading { () throws(SystemError) in try TodayCases(for: recordDesk) }
        let template = template
        let rows = CaseRows(template: template)
        let date = BeijingTime(now).date
        var main: Markup = """
            <h1>\(words("desk.today"))</h1>
            <p class="hint">\(words.date(date))
            <ul class="facts">

            """
        for group in TodayCases.Group.allCases where isShown(group) {
            let count = "\(cases[group].count)"
            let line = words.markup(
                "desk.today.\(group.rawValue).count", ["count": "<b>\(count)</b>"])
            main +=
                cases[group].count == 0 ? "<li>\(line)\n" : "<li><a href=\"#\(group.rawValue)\">\(line)</a>\n"
        }
        if cases.quarantined > 0 {
            let line = words.markup(
                "desk.today.quarantine.count", ["count": "<b>\("\(cases.quarantined)")</b>"])
            main += "<li><a href=\"\(template.link("/desk/quarantine"))\">\(line)</a>\n"
        }
        main += try stationsWork()
        main += "</ul>\n"
        var isQuiet = true
        for group in TodayCases.Group.allCases where cases[group].count > 0 {
            isQuiet = false
            let part = cases[group]
            main += "<h2 id=\"\(group.rawValue)\">\(words("desk.today.\(group.rawValue)"))</h2>\n"
            main += rows.markup(part.items, place: group == .claimable ? "" : "#reply")
            if part.count > part.items.count {
                let more = words("desk.today.more", ["count": "\(part.count - part.items.count)"])
                main += "<p><a class=\"button second\" href=\"\(template.link(group.list))\">\(more)</a>\n"
            }
        }
        if isQuiet { main += "<p class=\"state\">\(words("desk.today.nothing"))\n" }
        return .page(
            .ok, template.page(title: words("desk.today"), place: .today, main: main), route: "/desk")
    }

    /// What else wants the visitor: what there is to approve, and the next reception day.
    private func stationsWork() throws(SiteError) -> Markup {
        var markup: Markup = ""
        do throws(CaseActionError) {
            if isStaff {
                let count = try recordDesk.pendingCount()
                let line = words.markup("desk.today.pending.count", ["count": "<b>\("\(count)")</b>"])
                let target = template.link("/desk/log?state=pending")
                markup += count == 0 ? "<li>\(line)\n" : "<li><a href=\"\(target)\">\(line)</a>\n"
            }
            if let day = try recordDesk.nextReception() {
                let station: Markup =
                    hasSeveralStations
                    ? " \(words.name(view.names.name(ofText: day["station"]?.text ?? "")))" : ""
                let line = words.markup("desk.today.reception", ["day": receptionLine(day)])
                markup += "<li><a href=\"\(template.link("/desk/reception"))\">\(line)\(station)</a>\n"
            }
        } catch {
            switch error {
            case .unavailable(let cause?): throw .installation(.system(cause))
            // Such as duties that can't be read: their own pages say so, and the messages are to be seen all the same.
            default: break
            }
        }
        return markup
    }

    /// Only deputies take matters from a shared inbox; an officer has them in the other groups already.
    private func isShown(_ group: TodayCases.Group) -> Bool {
        guard group == .claimable else { return true }
        if case .deputy = session.scope { return true }
        return false
    }
}

extension TodayCases.Group {
    /// Where all of it is listed.
    fileprivate var list: String {
        switch self {
        case .claimable: "/desk/cases?shelf=claimable"
        case .overdue, .soon, .delegated, .said, .closing, .new, .open: "/desk/cases?group=\(rawValue)"
        }
    }
}
