import LiaisonDesk
import LiaisonHTTP
import LiaisonSystem
import LiaisonWording

extension DeskVisit {
    /// `GET /desk`: what wants the visitor today, one tap from the answer.
    func today() throws(SiteError) -> Response {
        let cases = try SiteError.reading { () throws(SystemError) in try TodayCases(for: view) }
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
        case .overdue: "/desk/cases?overdue=true"
        case .soon, .open: "/desk/cases?state=acknowledged"
        case .new: "/desk/cases?state=received"
        case .claimable: "/desk/cases?shelf=claimable"
        }
    }
}
