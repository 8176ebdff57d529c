import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

/// The citizen's side: forms, receipts, and the pages around them.
package struct PublicHandler: RequestHandler {
    let site: Site
    let limits: RateLimits?
    let lanes: Lanes
    /// Looks for what a machine sends; nothing where nothing is limited either, as for measuring.
    let screen: MessageScreen?
    /// Photos of forms that went back to their writers.
    let kept = KeptPhotos()
    private let forms = PublicForms()

    /// The most bytes of a form without files: its text, each byte of it as three.
    private static let formLimit = 3 * FormLimits().text

    package init(site: Site, limits: RateLimits?, lanes: Lanes) {
        (self.site, self.limits, self.lanes) = (site, limits, lanes)
        screen = limits == nil ? nil : MessageScreen()
    }

    package func bodyLimit(for head: RequestHead) -> Int {
        let limits = FormLimits()
        return head.headers.hasContentType("multipart/form-data")
            ? limits.files * limits.file + Self.formLimit : Self.formLimit
    }

    package func formLimits(for head: RequestHead) -> FormLimits? { FormLimits() }

    package func handle(_ request: Request, _ responder: Responder) {
        let route = PublicRoute(request.head.path)
        // What is sent comes back with its words when it is too often: see there.
        if request.method != .post, let seconds = limits?.wait(for: .page, from: request.client) {
            return responder.send(tooManyRequests(request, seconds, route: "limited"))
        }
        switch (request.method, route) {
        case (.get, .form(let code)): responder.send(form(code, request))
        case (.post, .form(let code)): submit(to: code, request, responder)
        case (.get, .placedForm(let code, let place)): responder.send(form(code, at: place, request))
        case (.post, .placedForm(let code, let place)): submit(to: code, at: place, request, responder)
        case (.get, .receipt(let number, let query)): showReceipt(number, query, request, responder)
        case (.get, .photo(let number, let query, let index)):
            showPhoto(index, of: number, query, request, responder)
        case (.post, .receipt(let number, let query)): act(on: number, query, request, responder)
        case (.get, .home): responder.send(home(request))
        case (.get, .query): lookUp(request, responder)
        case (.get, .qrCode(let code, let format)): sendQRCode(code, format, request, responder)
        case (.get, .calendar(let code)): sendCalendar(code, request, responder)
        case (.get, .notices(let code)): sendNotices(code, request, responder)
        case (.get, .feed(let code)): sendFeed(code, request, responder)
        case (.get, .badCode(let typed, let error)), (.post, .badCode(let typed, let error)):
            responder.send(badCode(typed, error, request))
        case (.get, .badReceipt), (.post, .badReceipt): responder.send(misspelledReceipt(request))
        case (.get, .nothing), (.post, .nothing): responder.send(notFound(request))
        default: responder.send(methodNotAllowed(request, route))
        }
    }

    package func refusal(of head: RequestHead?, _ reason: RefusalReason) -> Response {
        let language = head.map {
            PageLanguage(chosen: $0.queryValue("lang"), accepted: $0.headers["accept-language"])
        }
        let kind = ProblemPage.Kind(rawValue: reason.status.code) ?? .badRequest
        let page = ProblemPage(site: site.current.identity, language: language ?? .chinese).render(kind)
        let response = Response.page(reason.status, page, route: "refused")
        return reason == .handlerTimedOut ? response.with(Self.retryAfter) : response
    }

    func language(_ request: Request, chosen: String? = nil) -> PageLanguage {
        PageLanguage(
            chosen: chosen ?? request.queryValue("lang"), accepted: request.head.headers["accept-language"])
    }

    /// `?lang=` for the next page, where the browser's own preference would choose another language.
    func languageSuffix(_ language: PageLanguage, _ request: Request) -> String {
        let preferred = Language(chosen: nil, accepted: request.headers["accept-language"])
        return preferred == language.language ? "" : "?lang=\(language.language.rawValue)"
    }

    /// The number of the next attempt to send a form, after the one that the request is.
    func nextAttempt(_ request: Request) -> Int {
        (request.queryValue(FormPage.attemptField).flatMap { UInt8($0) }.map(Int.init) ?? 0) + 1
    }

    // MARK: Pages that need no ledger

    private func form(_ code: Code, _ request: Request) -> Response {
        let language = language(request)
        let snapshot = site.current
        guard let prepared = forms.form(code, language, snapshot, of: site) else {
            return absent(code, snapshot, language)
        }
        let nonce = site.nonces.issue(for: code.description, at: site.clock.now)
        return .form(.ok, FormPage.Filled(form: prepared, nonce: nonce), route: "/:code")
    }

    /// The form behind a poster whose place is known; it is asked for too seldom to be kept.
    private func form(_ code: Code, at place: Int, _ request: Request) -> Response {
        let snapshot = site.current
        guard snapshot.places[place] != nil, case .active(let holder) = snapshot.roster.state(of: code) else {
            return form(code, request)
        }
        let page = site.form(code, holder, language(request), snapshot, place: place)
        let nonce = site.nonces.issue(for: code.description, at: site.clock.now).text
        return .form(.ok, page.render(nonce: nonce), route: "/:code")
    }

    /// The page of a code without a form: 410 where there was one, 503 where a damaged roster can't tell, else 404.
    ///
    /// - Parameters:
    ///   - code: The code.
    ///   - snapshot: What the request sees.
    ///   - language: The reader's.
    ///   - typed: What was typed for whom nobody can name, or for nobody: it stays on the page.
    /// - Returns: The page.
    func absent(
        _ code: Code, _ snapshot: SiteSnapshot, _ language: PageLanguage, typed: String = ""
    ) -> Response {
        if snapshot.roster.isUncertain(code) {
            let page = ProblemPage(site: snapshot.identity, language: language)
                .render(.unavailable, typed: typed)
            return .page(.serviceUnavailable, page, route: "/:code").with(Self.retryAfter)
        }
        let reason: GonePage.Reason
        switch snapshot.roster.state(of: code) {
        case nil, .active:
            let page = NotFoundPage(site: snapshot.identity, language: language).render(typed: typed)
            return .page(.notFound, page, route: "/:code")
        case .retired: reason = .retired
        case .revoked(_, _, let text, _):
            let successor = snapshot.roster.successor(of: code)
            reason =
                successor.map { .reissued($0, reason: text.nonempty) } ?? .revoked(reason: text.nonempty)
        }
        let station = snapshot.roster.state(of: code).flatMap { snapshot.roster.station($0.holder.station) }
        let open = station.flatMap { station in
            station.code != code && snapshot.roster.isActive(station.code)
                ? GonePage.Station(name: station.name, code: station.code) : nil
        }
        let page = GonePage(site: snapshot.identity, language: language)
            .render(
                code: code,
                holder: HolderNames(roster: snapshot.roster, words: language.words).name(of: code),
                reason: reason, station: open, typed: typed)
        return .page(.gone, page, route: "/:code")
    }

    private func home(_ request: Request) -> Response {
        let language = language(request)
        let snapshot = site.current
        let page = HomePage(site: snapshot.identity, language: language)
        guard let typed = request.queryValue("code"), !typed.isEmpty else {
            return .page(.ok, page.render(), route: "/")
        }
        do throws(CodeError) {
            let code = try Code(parsing: typed)
            if snapshot.roster.state(of: code) != nil || snapshot.roster.isUncertain(code) {
                return .seeOther("/\(code)\(languageSuffix(language, request))", route: "/")
            }
            return .page(.notFound, page.render(typed: typed), route: "/")
        } catch {
            if let code = Self.code(inAddress: typed), snapshot.roster.state(of: code) != nil {
                return .seeOther("/\(code)\(languageSuffix(language, request))", route: "/")
            }
            if let path = lookUpPath(for: typed, snapshot) {
                let mark = path.contains("?") ? "&" : "?"
                let suffix = languageSuffix(language, request)
                return .seeOther(
                    suffix.isEmpty ? path : "\(path)\(mark)\(suffix.dropFirst())", route: "/")
            }
            let candidates = candidates(for: typed, snapshot)
            return .page(
                .unprocessableContent, page.render(typed: typed, problem: error, candidates: candidates),
                route: "/")
        }
    }

    /// The code in the pasted address of a form, such as `https://llz.example.gov.cn/7K3M9Q4`, or of a place's poster, which
    /// has one part more.
    private static func code(inAddress typed: String) -> Code? {
        let parts = typed.prefix { $0 != "?" && $0 != "#" }.split { $0 == "/" || $0 == "／" }
        return parts.count < 2 ? nil : parts.suffix(2).lazy.compactMap { try? Code(parsing: $0) }.last
    }

    private func badCode(_ typed: String, _ error: CodeError, _ request: Request) -> Response {
        let snapshot = site.current
        let page = BadCodePage(site: snapshot.identity, language: language(request))
            .render(
                typed: typed, problem: error, candidates: candidates(for: typed, snapshot),
                kept: typedWords(request))
        return .page(.notFound, page, route: "/:code")
    }

    /// The codes in use that differ from a mistyped one in one place.
    private func candidates(for typed: String, _ snapshot: SiteSnapshot) -> [CodeCandidate] {
        Code.corrections(of: typed).compactMap { code in
            guard case .active(let holder) = snapshot.roster.state(of: code) else { return nil }
            if case .deputy = holder { return CodeCandidate(code: code, name: holder.name, isDeputy: true) }
            return CodeCandidate(code: code, name: holder.name, isDeputy: false)
        }
    }

    func notFound(_ request: Request) -> Response {
        let page = NotFoundPage(site: site.current.identity, language: language(request)).render()
        return .page(.notFound, page, route: "none")
    }

    func problem(
        _ kind: ProblemPage.Kind, _ status: Status, _ request: Request, typed: String = "",
        route: StaticString
    ) -> Response {
        let page = ProblemPage(site: site.current.identity, language: language(request))
            .render(kind, typed: typed)
        return .page(status, page, route: route)
    }

    /// The 429 of a page without a form, or of a receipt that must not be opened to show one.
    func tooManyRequests(
        _ request: Request, _ seconds: Int, typed: String = "", route: StaticString
    ) -> Response {
        let page = ProblemPage(site: site.current.identity, language: language(request))
            .render(.tooManyRequests, retryAfter: seconds, typed: typed)
        return .page(.tooManyRequests, page, route: route).with(.retryAfter(seconds))
    }

    private func methodNotAllowed(_ request: Request, _ route: PublicRoute) -> Response {
        let allowed: Header =
            switch route {
            case .form, .placedForm, .receipt, .badReceipt, .badCode: Header("Allow", "GET, HEAD, POST")
            default: Header("Allow", "GET, HEAD")
            }
        return problem(.methodNotAllowed, .methodNotAllowed, request, route: "none").with(allowed)
    }
}
