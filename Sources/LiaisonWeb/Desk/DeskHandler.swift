import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// The desk, `/desk`: the day's work of deputies, officers and the office in pages, without a script.
///
/// What a page shows and does is what the API shows and does: it looks through a ``CaseView`` and acts through a
/// ``CaseDesk``, with the scope that the session has at this moment. The pages only ask and word it.
///
/// ```
/// token slip -> tokens.jsonl (a slip's record)          Enrolments: DIR/desk
///     scan -> GET /desk/in/<code>  says whose it is          |
///          -> POST /desk/in        uses it up, sets a PIN, enrols the phone -> cookie
/// cookie -> Site.admit -> DeskVisit (who, until when fresh) -> page or act -> Response
///             | idle: the PIN page    | none: the sign-in page
/// ```
///
/// The rules of the room:
/// - Every answer is made in a lane; the event loop reads memory only.
/// - A POST is refused when the browser says that it comes from elsewhere; it changes nothing unless its `csrf` is the
///   session's. An act bears a nonce: what comes twice is done once.
/// - Whatever was typed is on the page that follows, whatever went wrong: an error, a lost session (``KeptFields`` carries it
///   through the sign-in), a lost answer.
/// - A POST that was taken answers 303, also one that makes slips: their page follows from the form. What isn't the visitor's to see is as absent as what never was.
struct DeskHandler: Sendable {
    let site: Site
    let limits: RateLimits?
    let lanes: Lanes

    /// The most bytes of what is posted: its text, each byte of it as three; where files are sent, these.
    func bodyLimit(for head: RequestHead) -> Int {
        let (route, text) = (DeskRoute(head.path), 3 * FormLimits().text)
        if route.takesPhotos, head.headers.hasContentType("multipart/form-data") {
            let limits = limits(of: route)
            return limits.files * limits.file + text
        }
        return switch route {
        case .logImport: Self.fileLimit
        case .roster, .rules: 2 * Self.fileLimit
        default: text
        }
    }

    /// The most bytes of spreadsheets that are sent at once, as of those that the API takes.
    static let fileLimit = 4 << 20

    func formLimits(for head: RequestHead) -> FormLimits? { limits(of: DeskRoute(head.path)) }

    private func limits(of route: DeskRoute) -> FormLimits {
        var limits = FormLimits()
        // A box for each deputy of a large station.
        limits.fields = 512
        if !route.takesPhotos { limits.file = Self.fileLimit }
        // What is shown before it is applied comes back as text.
        switch route {
        case .roster, .rules: limits.text = 2 * Self.fileLimit
        default: break
        }
        return limits
    }

    func handle(_ request: Request, _ responder: Responder) {
        let route = DeskRoute(request.path)
        let responder = responder.labelled(route.pattern)
        var fields = LiaisonHTTP.FormFields()
        if request.method == .post {
            do throws(FormError) { fields = try readForm(request, route) } catch {
                let (kind, status): (ProblemPage.Kind, Status) =
                    switch error {
                    case .tooLarge, .textTooLong: (.tooLarge, .contentTooLarge)
                    case .spool, .spoolFull: (.unavailable, .serviceUnavailable)
                    case .malformed, .notUTF8, .tooManyFields, .nameTooLong, .tooManyFiles:
                        (.badRequest, .badRequest)
                    }
                return responder.send(problem(kind, status, request))
            }
            if fields.error == .textTooLong {
                // Nothing is done with half of what was written.
                let typed = KeptFields(fields).words
                return responder.send(problem(.tooLarge, .contentTooLarge, request, typed: typed))
            }
        } else if request.method != .get {
            return responder.send(
                problem(.methodNotAllowed, .methodNotAllowed, request).with(
                    Header("Allow", "GET, HEAD, POST")))
        }
        let kept = KeptFields(fields)
        if let seconds = limits?.wait(for: .page, from: request.client) {
            return responder.send(tooManyRequests(request, seconds, kept))
        }
        let arrival = DeskArrival(
            handler: self, request: request, route: route, fields: fields, kept: kept,
            cookie: request.headers.string("cookie").flatMap { SessionCookie(field: $0) })
        if request.method == .post, DeskOrigin.isForeign(request, site.current.baseURL) {
            return responder.send(arrival.foreign)
        }
        responder.onTimeout { arrival.unavailable }
        let known = arrival.cookie.flatMap { site.enrolments.remembers($0) ? $0 : nil }
        let client = known.map { Lanes.Client.token(Array($0.session.utf8)) } ?? request.client.lane
        lanes.run(route.lane(of: request.method), for: client, request, responder) {
            responder.send(arrival.answer())
        }
    }

    private func readForm(
        _ request: Request, _ route: DeskRoute
    ) throws(FormError) -> LiaisonHTTP.FormFields {
        if let form = request.form {
            // What is wrong with photos alone is said beside what was typed.
            if let error = form.error, error != .textTooLong, !(route.takesPhotos && form.hasItsWords) {
                throw error
            }
            return form
        }
        guard request.head.headers.hasContentType("application/x-www-form-urlencoded") || request.body.isEmpty
        else { throw .malformed }
        return try URLEncodedForm.parse(request.body, limits: limits(of: route))
    }

    func language(_ request: Request, chosen: String? = nil) -> Language {
        Language(
            chosen: chosen ?? request.queryValue("lang"), accepted: request.head.headers["accept-language"])
    }

    /// The same for the pages that the desk shares with citizens.
    func pageLanguage(_ request: Request, chosen: String? = nil) -> PageLanguage {
        PageLanguage(
            chosen: chosen ?? request.queryValue("lang"), accepted: request.head.headers["accept-language"])
    }

    private func problem(
        _ kind: ProblemPage.Kind, _ status: Status, _ request: Request, typed: String = ""
    ) -> Response {
        let page = ProblemPage(site: site.current.identity, language: pageLanguage(request))
            .render(kind, typed: typed)
        return .page(status, page, route: "/desk")
    }

    private func tooManyRequests(_ request: Request, _ seconds: Int, _ kept: KeptFields) -> Response {
        let page = ProblemPage(site: site.current.identity, language: pageLanguage(request))
            .render(.tooManyRequests, retryAfter: seconds, typed: kept.words)
        return .page(.tooManyRequests, page, route: "/desk").with(.retryAfter(seconds))
    }
}
