import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonInstallation
import LiaisonPosters
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

extension DeskVisit {
    private static let peopleSubject = "desk people"
    /// For how many days a slip from here is good.
    private static let slipDays = 14
    /// For how long those that were made are shown again.
    private static let shownMilliseconds: Int64 = 15 * 60_000

    /// `GET /desk/people`: who of a station is signed in, and who isn't yet.
    func people(_ problems: [PageProblem] = [], notice: Markup = "", status: Status = .ok) throws(SiteError)
        -> Response
    {
        guard isStaff else { return arrival.notFound }
        var (problems, status) = (problems, status)
        if hasForeignStation {
            problems.append(unknownStation)
            if status == .ok { status = .unprocessableContent }
        }
        let station = stationInRoom
        var main: Markup = "<h1>\(words("desk.people.title"))</h1>\n\(stationForm("/desk/people", problems))"
        // One form for all: each button says what it does, and for whom.
        main += "<form method=\"post\" action=\"\(template.link("/desk/people"))\">\n\(opening(station))"
        main += "<p>\(words("desk.people.text"))\n"
        if session.scope == .office { main += try person(.office) }
        if let station {
            main += "<h2>\(words.name(station.name))</h2>\n"
            main += try person(.station(station.id))
            for deputy in deputies(of: station) { main += try person(.deputy(deputy.code)) }
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

    // MARK: Issuing and ending

    /// `POST /desk/people`: makes a slip, or the slips of all who aren't signed in yet; or signs somebody out everywhere.
    func manage() throws(SiteError) -> Response {
        guard isStaff else { return arrival.notFound }
        guard let nonce = fields["nonce"], site.nonces.check(nonce, for: Self.peopleSubject) != nil else {
            return try people(sentences([.stale]), status: .unprocessableContent)
        }
        let scopes: [Scope]
        if fields["slips"] != nil {
            guard let station = stationInRoom else { return arrival.notFound }
            scopes = try notSignedIn(at: station)
        } else {
            guard let scope = (fields["slip"] ?? fields["end"]).flatMap({ Scope($0) }), mayManage(scope)
            else {
                return arrival.notFound
            }
            scopes = [scope]
        }
        if !isFresh { return proofPage(reasonToProve, []) }
        let station = hasSeveralStations ? stationInRoom.map { "&station=\($0.id)" } ?? "" : ""
        if fields["slip"] == nil, fields["slips"] == nil {
            for scope in scopes { try end(scope) }
            return .seeOther(template.link("/desk/people?done=end\(station)"), route: "/desk/people")
        }
        if scopes.isEmpty {
            let sentence = words("desk.people.slips.nobody")
            return try people([PageProblem(field: nil, sentence: sentence)], status: .conflict)
        }
        guard try store(slips(for: scopes, nonce)) else {
            let sentence = words("desk.people.slips.replaced")
            return try people([PageProblem(field: nil, sentence: sentence)], status: .conflict)
        }
        let whose = fields["slip"].map { "&slip=\(URIComponent.encoded($0))" } ?? ""
        return .seeOther(
            template.link("/desk/people/slips?form=\(nonce)\(whose)\(station)"), route: "/desk/people")
    }

    /// Whether somebody is the visitor's to give slips to: in office, and of a station that is the officer's.
    private func mayManage(_ scope: Scope) -> Bool {
        let roster = view.snapshot.roster
        let station: StationID?
        switch scope {
        case .office: return session.scope == .office
        case .station(let id): station = id
        case .deputy(let code):
            guard case .active(.deputy(let deputy))? = roster.state(of: code) else { return false }
            station = deputy.station
        }
        return recordDesk.openStations.contains { $0.id == station }
    }

    private func notSignedIn(at station: Station) throws(SiteError) -> [Scope] {
        var scopes: [Scope] = []
        for deputy in deputies(of: station) {
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

    /// The slips that a form asks for: the same however often it is sent.
    private func slips(for scopes: [Scope], _ nonce: String) -> [TokenFile.IssuedSlip] {
        let until = now.adding(milliseconds: Int64(Self.slipDays) * 86_400_000)
        return TokenFile.draftSlips(scopes, at: now, until: until) { scope in
            site.enrolments.slipCode(ofForm: nonce, for: scope)
        }
    }

    /// Whether they are stored, now or since the form was sent first; not where newer ones took their place.
    private func store(_ slips: [TokenFile.IssuedSlip]) throws(SiteError) -> Bool {
        var areGood = false
        try SiteError.wrapping { () throws(InstallationError) in
            areGood = try TokenFile.store(
                slips: slips.map(\.record),
                inPlaceOfThoseFor: view.snapshot.roster.desks(of: slips.map(\.record.scope)),
                in: site.directory, at: now)
        }
        return areGood
    }

    /// `GET /desk/people/slips`: the slips of a form, to print.
    ///
    /// Their codes stand neither in the address nor in any file: they follow from the form's nonce by the installation's
    /// secret. To whom they open the desk is looked up anew, only what isn't used up is shown, and only for minutes.
    func printedSlips() throws(SiteError) -> Response {
        guard isStaff, let nonce = value("form"), site.nonces.check(nonce, for: Self.peopleSubject) != nil
        else { return arrival.notFound }
        var scopes: [Scope] = []
        if let whose = value("slip") {
            scopes = Scope(whose).flatMap { mayManage($0) ? [$0] : nil } ?? []
        } else if let station = stationInRoom {
            scopes = deputies(of: station).map { .deputy($0.code) }
        }
        var (good, last): ([TokenFile.IssuedSlip], Timestamp?) = ([], nil)
        for slip in slips(for: scopes, nonce) {
            guard case .open(_, let record) = try site.admit(slip.code), let until = record.slipUntil,
                now.milliseconds - record.issued.milliseconds <= Self.shownMilliseconds
            else { continue }
            good.append(slip)
            last = until
        }
        guard let last else {
            let sentence = words("desk.people.slips.over")
            return try people([PageProblem(field: nil, sentence: sentence)], status: .gone)
        }
        let (roster, snapshot) = (view.snapshot.roster, view.snapshot)
        do throws(PosterError) {
            let page = try PosterPress(language: arrival.language, printed: BeijingTime(now).date).slips(
                good.map { roster.poster($0, office: snapshot.identity.name) }, base: snapshot.baseURL,
                until: BeijingTime(last).date)
            return .printable(page, route: "/desk/people/slips")
        } catch {
            return arrival.unavailable
        }
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
