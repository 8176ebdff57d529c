import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonInstallation
import LiaisonPosters
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

extension DeskVisit {
    private static let peopleSubject = "desk people"
    /// For how many days a slip from here is good.
    private static let slipDays = 14

    /// `GET /desk/people`: who of a station is signed in, and who isn't yet.
    func people(_ problems: [PageProblem] = [], notice: Markup = "", status: Status = .ok) throws(SiteError)
        -> Response
    {
        let roster = view.snapshot.roster
        let station: Station?
        switch session.scope {
        case .deputy: return arrival.notFound
        case .station(let id): station = roster.station(id)
        case .office:
            let typed = request.queryValue("station") ?? fields["station"] ?? ""
            station = typed.isEmpty ? nil : try? roster.station(meantBy: typed)
        }
        var main: Markup = "<h1>\(words("desk.people.title"))</h1>\n"
        if session.scope == .office { main += stationBox(station) }
        // One form for all: each button says what it does, and for whom.
        main += "<form method=\"post\" action=\"\(template.link("/desk/people"))\">\n\(opening(stationShown))"
        if session.scope == .office { main += try person(.office) }
        if let station {
            main += "<h2>\(words.name(station.name))</h2>\n"
            main += try person(.station(station.id))
            for deputy in roster.deputiesInOffice(at: station.id) { main += try person(.deputy(deputy.code)) }
            main += """
                <p>\(words("desk.people.slips.text"))
                <p><button class="second" name="slips" value="yes">\(words("desk.people.slips"))</button>

                """
        }
        main += "</form>\n"
        if let word = request.queryValue("done"), word == "end", request.method == .get {
            return try people(problems, notice: "<p>\(words("desk.people.ended"))", status: status, main)
        }
        return try people(problems, notice: notice, status: status, main)
    }

    private func people(
        _ problems: [PageProblem], notice: Markup, status: Status, _ main: Markup
    ) throws(SiteError) -> Response {
        .page(
            status,
            template.page(
                title: words("desk.people.title"), problems: problems, notice: notice, place: .people,
                main: main),
            route: "/desk/people")
    }

    private func stationBox(_ station: Station?) -> Markup {
        let field = FormField(
            id: "station", label: words.markup("desk.intake.station"),
            hint: words.markup("desk.intake.station.hint"), problems: [])
        return """
            <form action="/desk/people">
            \(Markup.language(arrival.language))\(field.markup {
                "<input \($0) value=\"\(station?.name ?? "")\" autocomplete=\"off\">"
            })<p><button class="second">\(words("desk.next"))</button>
            </form>

            """
    }

    private func opening(_ station: Station?) -> Markup {
        let nonce = site.nonces.issue(for: Self.peopleSubject, at: now).text
        let kept: Markup =
            station.map { "<input type=\"hidden\" name=\"station\" value=\"\($0.id)\">\n" } ?? ""
        return "\(formOpening)\(kept)<input type=\"hidden\" name=\"nonce\" value=\"\(nonce)\">\n"
    }

    /// One person: phones, slips, and the two buttons.
    private func person(_ scope: Scope) throws(SiteError) -> Markup {
        let records = try site.records(for: scope).filter { $0.revoked == nil }
        var (phones, slips): ([Enrolment], Int) = ([], 0)
        for record in records {
            let on = try SiteError.reading { () throws(SystemError) in
                try site.enrolments.enrolments(on: record)
            }
            phones += on
            if let until = record.slipUntil, on.isEmpty, until > now,
                try !SiteError.reading({ () throws(SystemError) in try site.enrolments.isUsed(record) })
            {
                slips += 1
            }
        }
        var line = words("desk.people.none")
        if let latest = phones.map(\.seen).max() {
            line = words("desk.people.phones", ["count": "\(phones.count)", "time": words.moment(latest)])
        }
        if slips > 0 { line += words("desk.people.waiting", ["count": "\(slips)"]) }
        var markup: Markup = """
            <details><summary>\(words.name(shortName(of: scope))) · \(line)</summary>
            <p><button name="slip" value="\(scope.description)">\(words("desk.people.slip"))</button>

            """
        if !phones.isEmpty || slips > 0 {
            markup += """
                <p><button class="second" name="end" value="\(scope.description)">\(words("desk.people.end"))</button>

                """
        }
        return markup + "</details>\n"
    }

    private func shortName(of scope: Scope) -> String {
        switch scope {
        case .deputy(let code): view.names.name(of: code)
        case .station: words("desk.people.officer")
        case .office: words("holder.office")
        }
    }

    private var stationShown: Station? {
        guard session.scope == .office else { return nil }
        let typed = request.queryValue("station") ?? fields["station"] ?? ""
        return typed.isEmpty ? nil : try? view.snapshot.roster.station(meantBy: typed)
    }

    // MARK: Issuing and ending

    /// `POST /desk/people`: prints a slip, or the slips of all who aren't signed in yet; or signs somebody out everywhere.
    func manage() throws(SiteError) -> Response {
        if case .deputy = session.scope { return arrival.notFound }
        guard let nonce = fields["nonce"], site.nonces.check(nonce, for: Self.peopleSubject) != nil else {
            return try people(sentences([.stale]), status: .unprocessableContent)
        }
        let scopes: [Scope]
        if fields["slips"] != nil {
            guard let id = stationInHand else { return arrival.notFound }
            scopes = try notSignedIn(at: id)
        } else {
            guard let scope = (fields["slip"] ?? fields["end"]).flatMap({ Scope($0) }), mayManage(scope)
            else {
                return arrival.notFound
            }
            scopes = [scope]
        }
        if !isFresh { return proofPage(.weighty, []) }
        if fields["slip"] == nil, fields["slips"] == nil {
            for scope in scopes { try end(scope) }
            let station = stationShown.map { "&station=\($0.id)" } ?? ""
            return .seeOther(template.link("/desk/people?done=end\(station)"), route: "/desk/people")
        }
        if scopes.isEmpty {
            let sentence = words("desk.people.slips.nobody")
            return try people([PageProblem(field: nil, sentence: sentence)], status: .conflict)
        }
        return try slips(for: scopes, nonce)
    }

    /// The officer's own station, or the one that the office has chosen.
    private var stationInHand: StationID? {
        switch session.scope {
        case .deputy: nil
        case .station(let id): id
        case .office: stationShown?.id
        }
    }

    /// Whether somebody is the visitor's to give slips to: in office, and of the officer's own station.
    private func mayManage(_ scope: Scope) -> Bool {
        let roster = view.snapshot.roster
        let station: StationID?
        switch scope {
        case .office: return session.scope == .office
        case .station(let id): station = roster.station(id)?.status == .active ? id : nil
        case .deputy(let code):
            guard case .active(.deputy(let deputy))? = roster.state(of: code) else { return false }
            station = deputy.station
        }
        guard let station else { return false }
        return session.scope == .office || session.scope == .station(station)
    }

    private func notSignedIn(at station: StationID) throws(SiteError) -> [Scope] {
        var scopes: [Scope] = []
        for deputy in view.snapshot.roster.deputiesInOffice(at: station) {
            var isIn = false
            for record in try site.records(for: .deputy(deputy.code)) where record.revoked == nil && !isIn {
                isIn = try SiteError.reading { () throws(SystemError) in
                    try !site.enrolments.enrolments(on: record).isEmpty
                }
            }
            if !isIn { scopes.append(.deputy(deputy.code)) }
        }
        return scopes
    }

    /// The page to print; the same form sent twice gives the same slips.
    private func slips(for scopes: [Scope], _ nonce: String) throws(SiteError) -> Response {
        let until = now.adding(milliseconds: Int64(Self.slipDays) * 86_400_000)
        let issued = TokenFile.draftSlips(scopes, at: now, until: until) { scope in
            site.enrolments.slipCode(ofForm: nonce, for: scope)
        }
        let (roster, snapshot) = (view.snapshot.roster, view.snapshot)
        let page: [UInt8]
        do throws(PosterError) {
            page = try PosterPress(language: arrival.language, printed: BeijingTime(now).date).slips(
                issued.map { roster.poster($0, office: snapshot.identity.name) }, base: snapshot.baseURL,
                until: BeijingTime(until).date)
        } catch {
            return arrival.unavailable
        }
        try SiteError.wrapping { () throws(InstallationError) in
            try TokenFile.store(issued.map(\.record), in: site.directory)
        }
        return .printable(page, route: "/desk/people")
    }

    /// Signs somebody out everywhere, and takes their slips back; the tokens of their programs stay.
    private func end(_ scope: Scope) throws(SiteError) {
        try site.signOutEverywhere(scope)
        for record in try site.records(for: scope) where record.isSlip && record.revoked == nil {
            try SiteError.wrapping { () throws(InstallationError) in
                _ = try TokenFile.revoke(record.id, in: site.directory, at: now)
            }
        }
    }
}
