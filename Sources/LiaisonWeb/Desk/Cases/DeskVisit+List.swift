import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonInstallation
import LiaisonSystem
import LiaisonText
import LiaisonWording

extension DeskVisit {
    /// How many cases a page of the list has.
    private static let listLength = 20

    /// `GET /desk/cases`: what the visitor may see, newest first, narrowed by what is asked for.
    func caseList() throws(SiteError) -> Response {
        let typed = request.queryValue("q") ?? ""
        let search = DeskSearch(typed, stations: view.snapshot.stationIDs)
        if case .number(let number) = search {
            return .seeOther(template.link("/desk/cases/\(number)"), route: "/desk/cases")
        }
        var problems: [PageProblem] = []
        var (items, next): ([CaseSummary], ListPosition?) = ([], nil)
        do throws(CaseQueryError) {
            let query = try query(search)
            let position = try position()
            (items, next) = try page(query, after: position)
            if case .ending = search, items.isEmpty, position == nil {
                // What looks like the end of a number may be a word all the same.
                (items, next) = try page(try self.query(.words(typed)), after: nil)
            }
        } catch {
            if case .unreadable = error { return arrival.unavailable }
            problems = [problem(of: error)]
        }
        var main: Markup = "<h1>\(words("desk.list.title"))</h1>\n\(form(typed, problems))"
        if items.isEmpty, problems.isEmpty {
            main +=
                "<p class=\"state\">\(words(next == nil ? "desk.list.nothing" : "desk.list.nothing-yet"))\n"
        }
        main += CaseRows(template: template).markup(items)
        if let next {
            let target =
                "/desk/cases?after=\(next.cursor)"
                + parameters.map { "&\($0)=\(URIComponent.encoded($1))" }
                .joined()
            main += """
                <p><a class="button second" href="\(template.link(target))">\(words("desk.list.more"))</a>

                """
        }
        return .page(
            problems.isEmpty ? .ok : .unprocessableContent,
            template.page(title: words("desk.list.title"), problems: problems, place: .cases, main: main),
            route: "/desk/cases")
    }

    /// What narrows the list and goes on with it to its next page.
    private var parameters: [(String, String)] {
        Self.filters.compactMap { name in
            request.queryValue(name).flatMap { $0.isEmpty ? nil : (name, $0) }
        }
    }

    private static let filters = [
        "q", "state", "group", "topic", "since", "until", "overdue", "shelf", "station", "deputy",
    ]

    private func position() throws(CaseQueryError) -> ListPosition? {
        guard let cursor = request.queryValue("after"), !cursor.isEmpty else { return nil }
        guard let position = ListPosition(cursor: cursor) else {
            throw .invalid(parameter: "after", choices: [])
        }
        return position
    }

    /// Why the list can't be given, in the words of its form, beside the field.
    private func problem(of error: CaseQueryError) -> PageProblem {
        switch error {
        case .invalid("until", _) where CivilDate(iso8601: (request.queryValue("until") ?? "").utf8) != nil:
            return PageProblem(field: "until", sentence: words("desk.invalid.period"))
        case .invalid(let name, _) where name == "since" || name == "until":
            return PageProblem(field: name, sentence: words("desk.invalid.date"))
        case .invalid("grep", _):
            return PageProblem(field: "q", sentence: words("desk.list.too-long"))
        case .unknownHolder("station", _, _), .foreign("station"):
            return PageProblem(field: "station", sentence: words("desk.invalid.station"))
        case .unknownHolder(let name, _, let candidates):
            var sentence = words("desk.list.no-deputy")
            if !candidates.isEmpty {
                let names = words.joined(candidates)
                sentence = words("desk.list.several", ["names": names])
            }
            return PageProblem(field: name, sentence: sentence)
        case .foreign(let name): return PageProblem(field: name, sentence: words("desk.list.no-deputy"))
        case .invalid, .unreadable:
            return PageProblem(field: nil, sentence: words("desk.list.not-understood"))
        }
    }

    private func query(_ search: DeskSearch) throws(CaseQueryError) -> CaseQuery {
        let value = { (name: String) in request.queryValue(name).flatMap { $0.isEmpty ? nil : $0 } }
        if let shelf = value("shelf"), shelf != "claimable" {
            throw .invalid(parameter: "shelf", choices: [])
        }
        // Who works for several stations and names one means that one, as in the other rooms.
        var query = try CaseQuery(value("shelf") == nil ? .cases : .claimable) { name in
            switch name {
            case "grep", "ending", "below": nil
            default: request.queryValue(name)
            }
        }
        // Here one box asks for all that is late.
        query.isCloseOverdueOnly = query.isOverdueOnly
        if let name = value("group") {
            guard let group = TodayCases.Group(rawValue: name), group != .claimable else {
                throw .invalid(parameter: "group", choices: [])
            }
            query.group = group
        }
        switch search {
        case .ending(let text): query.ending = text
        case .words(let text):
            if text.utf8.count > CaseQuery.textLimit { throw .invalid(parameter: "grep", choices: []) }
            query.text = text
        case .number, .nothing: break
        }
        return query
    }

    private func page(
        _ query: CaseQuery, after position: ListPosition?
    ) throws(CaseQueryError) -> ([CaseSummary], ListPosition?) {
        let listing = try CaseListing(query, for: view, of: site)
        do throws(SystemError) {
            let page = try listing.page(after: position, limit: Self.listLength)
            return (page.items.compactMap(\.summary), page.next)
        } catch {
            throw .unreadable(error)
        }
    }

    /// The one box that everything is looked for in, and more under a fold.
    private func form(_ typed: String, _ problems: [PageProblem]) -> Markup {
        let box = FormField(
            id: "q", label: words.markup("desk.list.search"), hint: words.markup("desk.list.search.hint"),
            problems: problems)
        let isNarrowed = parameters.contains { $0.0 != "q" }
        return """
            <form class="screen" action="/desk/cases">
            \(Markup.language(arrival.language))\(box.markup { "<input \($0) type=\"search\" value=\"\(typed)\">" })\
            <details\(isNarrowed ? " open" : "")><summary>\(words("desk.list.narrow"))</summary>
            \(select("state", Case.State.allCases.map { ($0.rawValue, words("state.\($0.rawValue)")) }))\
            \(select("group", groups))\(holders(problems))\
            \(select("topic", view.snapshot.topics.map { ($0, $0) }))\
            \(date("since", problems))\(date("until", problems))\
            <p><label class="choice"><input type="checkbox" name="overdue" value="true"\
            \(request.queryValue("overdue") == "true" ? " checked" : "")> \(words("desk.list.overdue"))</label>
            \(shelf)</details>
            <p><button>\(words("desk.list.find"))</button>
            </form>

            """
    }

    private var groups: [(value: String, label: String)] {
        TodayCases.Group.allCases.filter { $0 != .claimable && $0 != .overdue }
            .map { ($0.rawValue, words("desk.today.\($0.rawValue)")) }
    }

    /// Whose cases, for those who see several people's.
    private func holders(_ problems: [PageProblem]) -> Markup {
        guard isStaff else { return "" }
        let form = RecordForm(
            words: words,
            draft: ["station", "deputy"].reduce(into: FormDraft()) {
                $0[$1] = request.queryValue($1) ?? ""
            }, problems: problems)
        return (hasSeveralStations ? form.input("station", "desk.intake.station") : "")
            + form.input("deputy", "desk.log.deputy.typed")
    }

    private var shelf: Markup {
        guard case .deputy = session.scope else { return "" }
        return """
            <p><label class="choice"><input type="checkbox" name="shelf" value="claimable"\
            \(request.queryValue("shelf") == "claimable" ? " checked" : "")> \(words("desk.list.claimable"))</label>

            """
    }

    private func select(_ name: String, _ choices: [(value: String, label: String)]) -> Markup {
        if choices.isEmpty { return "" }
        let chosen = request.queryValue(name)
        let field = FormField(id: name, label: words.markup("desk.list.\(name)"), problems: [])
        return field.markup { attributes in
            var select: Markup = "<select \(attributes)>\n<option value=\"\">\(words("desk.list.all"))\n"
            for (value, label) in choices {
                select += "<option value=\"\(value)\"\(value == chosen ? " selected" : "")>\(label)\n"
            }
            return select + "</select>"
        }
    }

    private func date(_ name: String, _ problems: [PageProblem]) -> Markup {
        let field = FormField(id: name, label: words.markup("desk.list.\(name)"), problems: problems)
        return field.markup { "<input \($0) type=\"date\" value=\"\(request.queryValue(name) ?? "")\">" }
    }
}

/// What was typed into the one box of the list.
enum DeskSearch: Equatable {
    case nothing
    /// A whole case number, in whatever spelling: there is only one case to show.
    case number(CaseNumber)
    /// The last symbols of one.
    case ending(String)
    /// Words that somebody wrote.
    case words(String)

    init(_ typed: String, stations: [StationID]) {
        let text = typed.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if text.isEmpty {
            self = .nothing
        } else if let read = try? TypedCaseNumber(parsing: text) {
            self = .number(read.number(among: stations))
        } else if (4...5).contains(text.utf8.count), let ending = CaseNumberEnding(text) {
            self = .ending(ending.text)
        } else {
            self = .words(text)
        }
    }
}
