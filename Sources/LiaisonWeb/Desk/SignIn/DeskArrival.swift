import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

/// A request to the desk, before anybody knows who it is.
struct DeskArrival: Sendable {
    let handler: DeskHandler
    let request: Request
    let route: DeskRoute
    /// What was sent; nothing for a GET.
    let fields: LiaisonHTTP.FormFields
    let kept: KeptFields
    let cookie: SessionCookie?

    var site: Site { handler.site }
    var language: Language { handler.language(request, chosen: fields["lang"]) }
    var pageLanguage: PageLanguage { handler.pageLanguage(request, chosen: fields["lang"]) }
    var words: Wording { Assets.pages(language) }

    /// What pages look like before somebody has signed in.
    var template: DeskTemplate {
        let preferred = Language(chosen: nil, accepted: request.headers["accept-language"])
        return DeskTemplate(
            site: site.current.identity, language: language,
            suffix: preferred == language ? "" : "?lang=\(language.rawValue)",
            query: request.method == .get
                ? String(decoding: request.query(without: "lang"), as: UTF8.self) : "")
    }

    /// The pages that are asked for before anybody signs in.
    var pages: SignInPages { SignInPages(template: template) }

    // MARK: Answers that need no disk

    /// The answer to what a foreign page has sent, with what was typed, to copy it from there.
    var foreign: Response {
        .page(.forbidden, pages.foreign(typed: kept.words), route: "/desk")
    }

    /// The answer while the store can't be read, or nobody has time: what was typed can be sent again from it.
    var unavailable: Response {
        var page = pages.unavailable(kept, path: template.link(route.path), token: fields["csrf"])
        // The slip may be used up by what was sent: only the same form lets its sender in then.
        if route == .slipEntry, let code = fields["code"].flatMap({ try? SlipCode(parsing: $0) }) {
            page = pages.slipUnavailable(code, nonce: fields["nonce"] ?? "")
        }
        return .page(.serviceUnavailable, page, route: "/desk").with(PublicHandler.retryAfter)
    }

    // MARK: Who it is

    /// The answer; blocks on the disk.
    func answer() -> Response {
        do throws(SiteError) {
            switch (request.method, route) {
            case (.get, .slipEntry): return .page(.ok, pages.slipEntry(typed: "", []), route: "/desk/in")
            case (.get, .slip(let typed)): return try slip(typed)
            case (.post, .slipEntry): return try signInBySlip()
            case (.get, .nothing), (.post, .nothing): return notFound
            default: return try admit()
            }
        } catch {
            return unavailable
        }
    }

    private func admit() throws(SiteError) -> Response {
        switch try cookie.map({ cookie throws(SiteError) in try site.admit(cookie) }) ?? .none {
        case .open(let session):
            // Who pastes a token at the door wants another desk, or the same by other means.
            if route == .today, fields["token"] != nil { return try signInByToken(instead: session) }
            return try DeskVisit(self, session).answer()
        case .idle(let session):
            let visit = DeskVisit(self, session)
            // Whoever finds the phone may sign it out.
            if route == .out { return try visit.answer() }
            return try visit.answerAfterProof()
        case .closed(let closure): return try signInByToken() ?? signInPage(closure: closure)
        case .none: return try signInByToken() ?? signInPage()
        }
    }

    /// The sign-in page, wherever somebody wanted to go; with what was typed there, to be sent once more afterwards.
    func signInPage(
        closure: TokenClosure? = nil, _ problems: [PageProblem] = [], status: Status? = nil
    ) -> Response {
        let isAtDoor = route == .today && request.method == .get
        let notice: Markup = isAtDoor && request.queryValue("out") != nil ? "\(words("desk.out.done"))" : ""
        let page = pages.signIn(
            path: route.path, kept: kept, closure: closure, problems, notice: notice,
            isAsked: !(isAtDoor && closure == nil))
        let response = Response.page(
            status ?? (isAtDoor ? .ok : .unauthorized), page, route: "/desk")
        guard isAtDoor || status != nil else {
            // Browsers show the page and ask for nothing by themselves (RFC 9110 section 11.6.1).
            return response.with(Header("WWW-Authenticate", "Liaison-Desk"))
        }
        return response
    }

    var notFound: Response {
        .page(.notFound, pages.notFound(typed: kept.words), route: "none")
    }

    // MARK: By a token

    private func signInByToken() throws(SiteError) -> Response? {
        guard request.method == .post, fields["token"] != nil else { return nil }
        return try signInByToken(instead: nil)
    }

    private func signInByToken(instead session: DeskSession?) throws(SiteError) -> Response {
        let text = String((fields["token"] ?? "").filter { !$0.isWhitespace })
        let token = Token(text: text)
        if let seconds = handler.limits?.wait(for: .signIn(with: Self.key(text)), from: request.client) {
            let sentence = words("desk.problem.too-many", ["time": words.duration(seconds: seconds)])
            return signInPage([PageProblem(field: nil, sentence: sentence)], status: .tooManyRequests)
                .with(.retryAfter(seconds))
        }
        switch try site.admit(token) {
        case .unknown:
            let sentence = words(text.isEmpty ? "desk.problem.token-missing" : "desk.problem.token-unknown")
            return signInPage(
                [PageProblem(field: "token", sentence: sentence)], status: .unprocessableContent)
        case .closed(let closure): return signInPage(closure: closure, status: .unprocessableContent)
        case .admitted(let scope, let record):
            let now = site.clock.now
            let cookie = try SiteError.reading { () throws(SystemError) in
                try site.enrolments.begin(byTokenOf: record, at: now)
            }
            if let session { end(session.enrolment) }
            return try enter(cookie, scope, record)
        }
    }

    /// Hands the cookie out, and shows what was wanted: with what was typed, but nothing done yet.
    private func enter(
        _ cookie: SessionCookie, _ scope: Scope, _ record: TokenRecord
    ) throws(SiteError) -> Response {
        let limits = site.current.configuration.enrolmentLimits
        let seconds = limits.days * 86_400
        guard let header = try? Header("Set-Cookie", value: cookie.header(seconds: seconds)) else {
            return unavailable
        }
        if fields["go"] != nil || kept.isEmpty || !route.takesPosts {
            return Response.seeOther(template.link(route.path), route: "/desk").with(header)
        }
        let enrolment = try SiteError.reading { () throws(SystemError) in
            try site.enrolments.enrolment(of: cookie, at: site.clock.now, limits)
        }
        guard let enrolment else { return unavailable }
        let visit = DeskVisit(self, DeskSession(scope: scope, record: record, enrolment: enrolment))
        return try visit.form(again: [.signedInAgain], .ok).with(header)
    }

    /// Signs out what the same browser was before: its cookie is replaced, and nobody has it any more.
    func end(_ enrolment: Enrolment) {
        do throws(SystemError) { try site.enrolments.end(enrolment) } catch {
            // It ends by itself when its time is over; who is signing in needn't wait for that.
        }
    }

    /// What a limit knows a code or token by: never itself.
    static func key(_ secret: String) -> String { Hex.string(SHA256.digest(secret.utf8).prefix(16)) }

    /// Whose desk a scope opens, as people call them.
    func name(of scope: Scope) -> String {
        let names = HolderNames(roster: site.current.roster, words: words)
        return switch scope {
        case .deputy(let code):
            site.current.roster.state(of: code).map { names.place(of: code, at: $0.holder.station) }
                ?? names.name(of: code)
        case .station(let id): words("holder.officer", ["station": names.name(of: id)])
        case .office: words("holder.office")
        }
    }
}
