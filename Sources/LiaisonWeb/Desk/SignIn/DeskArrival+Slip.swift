import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonInstallation
import LiaisonSystem
import LiaisonWording

// Signing in by a slip.
extension DeskArrival {
    private static func subject(_ record: TokenRecord) -> String { "desk slip \(record.name)" }

    /// Whom the browser is signed in as, be it that the PIN will be asked for; blocks on the disk.
    private func signedIn() throws(SiteError) -> DeskSession? {
        guard let cookie else { return nil }
        switch try site.admit(cookie) {
        case .open(let session), .idle(let session): return session
        case .closed, .none: return nil
        }
    }

    /// `GET /desk/in/<code>`: whose slip it is; nothing is changed.
    func slip(_ typed: String) throws(SiteError) -> Response {
        let code: SlipCode
        do throws(CodeError) { code = try SlipCode(parsing: typed) } catch {
            return entry(typed, "desk.problem.code", .notFound)
        }
        switch try site.admit(code) {
        case .open(let scope, let record): return try slipPage(code, scope, record, [], .ok)
        case let refused: return try gone(refused, code, typed)
        }
    }

    private func slipPage(
        _ code: SlipCode, _ scope: Scope, _ record: TokenRecord, _ problems: [PageProblem], _ status: Status
    ) throws(SiteError) -> Response {
        let other = try signedIn().flatMap { $0.scope == scope ? nil : name(of: $0.scope) }
        let nonce =
            nonce(for: record) ?? site.nonces.issue(for: Self.subject(record), at: site.clock.now).text
        let page = pages.slip(code, name: name(of: scope), nonce: nonce, signedIn: other, problems)
        return .page(status, page, route: request.method == .get ? "/desk/in/:code" : "/desk/in")
    }

    /// The nonce of the form that was sent, if it is this slip's.
    private func nonce(for record: TokenRecord) -> String? {
        fields["nonce"].flatMap { site.nonces.check($0, for: Self.subject(record)) == nil ? nil : $0 }
    }

    /// `POST /desk/in`: uses a slip up, and enrols the browser.
    func signInBySlip() throws(SiteError) -> Response {
        let typed = fields["code"] ?? ""
        let code: SlipCode
        do throws(CodeError) { code = try SlipCode(parsing: typed) } catch {
            return entry(
                typed, typed.isEmpty ? "desk.problem.code-missing" : "desk.problem.code",
                .unprocessableContent)
        }
        if let seconds = handler.limits?.wait(for: .signIn(with: Self.key(code.text)), from: request.client) {
            let sentence = words("desk.problem.too-many", ["time": words.duration(seconds: seconds)])
            return .page(
                .tooManyRequests,
                pages.slipEntry(typed: typed, [PageProblem(field: nil, sentence: sentence)]),
                route: "/desk/in"
            ).with(.retryAfter(seconds))
        }
        switch try site.admit(code) {
        case .open(let scope, let record): return try signIn(code, scope, record, typed)
        case .used(let scope?, let record) where PIN(typed: fields["pin"] ?? "") != nil:
            // Perhaps by this very form, a moment ago.
            return try signIn(code, scope, record, typed)
        case let refused: return try gone(refused, code, typed)
        }
    }

    private func signIn(
        _ code: SlipCode, _ scope: Scope, _ record: TokenRecord, _ typed: String
    ) throws(SiteError) -> Response {
        // Typed by hand: now the page says whose it is, and asks for the PIN.
        guard let typedPIN = fields["pin"] else { return try slipPage(code, scope, record, [], .ok) }
        guard let pin = PIN(typed: typedPIN) else {
            let problem = PageProblem(field: "pin", sentence: words("desk.problem.pin"))
            return try slipPage(code, scope, record, [problem], .unprocessableContent)
        }
        let (now, nonce) = (site.clock.now, nonce(for: record))
        let begun = try SiteError.reading { () throws(SystemError) in
            try site.enrolments.begin(usingUp: record, pin: pin, form: nonce, at: now)
        }
        guard let new = begun else { return try gone(.used(scope, record), code, typed) }
        // Who taps twice is signed in by the first already.
        if let session = try signedIn(), session.enrolment.session != new.session { end(session.enrolment) }
        let seconds = site.current.configuration.enrolmentLimits.days * 86_400
        guard let header = try? Header("Set-Cookie", value: new.header(seconds: seconds)) else {
            return unavailable
        }
        return Response.seeOther(template.link("/desk"), route: "/desk/in").with(header)
    }

    private func entry(_ typed: String, _ problem: String, _ status: Status) -> Response {
        let problem = PageProblem(field: "code", sentence: words(problem))
        return .page(status, pages.slipEntry(typed: typed, [problem]), route: "/desk/in")
    }

    /// Why a slip opens nothing, and what its holder does next; who signed in with it is led to the desk.
    private func gone(
        _ admission: SlipAdmission, _ code: SlipCode, _ typed: String
    ) throws(SiteError) -> Response {
        switch admission {
        case .open, .unknown: return entry(typed, "desk.problem.slip-unknown", .notFound)
        case .used(let scope, let record):
            if let session = try signedIn(), session.record == record {
                return .seeOther(template.link("/desk"), route: "/desk/in")
            }
            return .page(.gone, pages.slipUsed(name: scope.map { name(of: $0) }), route: "/desk/in")
        case .expired(let since):
            return .page(
                .gone,
                pages.slipGone(words("desk.slip.expired", ["date": words.date(BeijingTime(since).date)])),
                route: "/desk/in")
        case .closed(.revoked):
            return .page(.gone, pages.slipGone(words("desk.slip.revoked")), route: "/desk/in")
        case .closed(let closure):
            return .page(.gone, pages.slipGone(closure.deskSentence(words)), route: "/desk/in")
        }
    }
}
