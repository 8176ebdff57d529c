import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

/// A request to the desk by somebody who is signed in.
struct DeskVisit: Sendable {
    let arrival: DeskArrival
    let session: DeskSession
    /// What the visitor sees, with the scope of this moment.
    let view: CaseView
    /// Whether the PIN came right with this very request.
    private var isProved = false

    init(_ arrival: DeskArrival, _ session: DeskSession) {
        self.arrival = arrival
        self.session = session
        // The desk's acts are known by their nonce alone: sent again after signing in anew, they are the same.
        view = CaseView(session.scope, token: "desk", of: arrival.site, language: arrival.language)
    }

    var site: Site { arrival.site }
    var request: Request { arrival.request }
    var fields: LiaisonHTTP.FormFields { arrival.fields }
    var words: Wording { arrival.words }
    var now: Timestamp { site.clock.now }
    var csrf: String { site.enrolments.formToken(of: session.enrolment) }

    /// What the pages look like: with the menu of what this visitor may do.
    var template: DeskTemplate {
        var template = arrival.template
        let places: [DeskTemplate.Place] =
            switch session.scope {
            case .deputy: [.today, .cases, .log, .notices, .reception, .points, .report]
            case .station:
                [
                    .today, .cases, .intake, .log, .notices, .reception, .points, .people, .contacts, .print,
                    .report, .quarantine,
                ]
            case .office: DeskTemplate.Place.allCases
            }
        template.kept = arrival.kept
        template.person = DeskTemplate.Person(name: arrival.name(of: session.scope), places: places)
        return template
    }

    /// The hidden fields of every form: the language, and what shows that it is ours.
    var formOpening: Markup {
        "\(Markup.language(arrival.language))<input type=\"hidden\" name=\"csrf\" value=\"\(csrf)\">\n"
    }

    /// What doesn't concern one field of the form.
    enum Problem {
        /// The form belongs to another session, or to none.
        case stale
        /// It was brought along through the sign-in and isn't sent yet.
        case signedInAgain
        /// The same form has done something else before.
        case doneBefore
        /// The same, and what it would do now can't be done any more.
        case doneAndOver
        /// The visitors' form has entered somebody else before.
        case enteredBefore
        /// What was typed may be an identity number.
        case idNumber
    }

    // MARK: Answering

    /// The answer; blocks on the disk.
    func answer() throws(SiteError) -> Response {
        if let seconds = arrival.handler.limits?.wait(for: .staff(session.record.id), from: request.client) {
            return .page(
                .tooManyRequests,
                ProblemPage(site: template.site, language: arrival.pageLanguage)
                    .render(.tooManyRequests, retryAfter: seconds, typed: arrival.kept.words),
                route: "/desk"
            ).with(.retryAfter(seconds))
        }
        if request.method == .get { return try page() }
        guard isGenuine else { return try form(again: [.stale], .forbidden) }
        if fields["pin"] != nil || (fields["token"] != nil && !session.enrolment.hasPIN) {
            return try answerAfterProof(reasonToProve)
        }
        return try act()
    }

    /// Whether a form bears the session's own token.
    private var isGenuine: Bool {
        let (sent, own) = (Array((fields["csrf"] ?? "").utf8), Array(csrf.utf8))
        // Every byte is looked at, whichever differ.
        return sent.count == own.count && zip(sent, own).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func page() throws(SiteError) -> Response {
        switch arrival.route {
        case .today: return try today()
        case .out: return signOutPage()
        case .cases: return try caseList()
        case .caseFile(let number): return try casePage(number)
        case .photo(let number, let index): return try photo(index, of: number)
        case .intake: return try intakePage()
        case .visitorsReceipt(let number, let query): return try visitorsReceipt(number, query)
        case .log: return try log()
        case .logImport: return try logImport()
        case .entry(let number): return try entryPage(number)
        case .entryPhoto(let number, let index): return entryPhoto(index, of: number)
        case .notices: return try notices()
        case .notice(let number): return try noticePage(number)
        case .reception: return try reception()
        case .points: return try points()
        case .roster: return try roster()
        case .rules(let subject): return try rules(subject)
        case .quarantine: return try quarantine()
        case .people: return try people()
        case .slips: return try printedSlips()
        case .contacts: return try contacts()
        case .contact(let holder): return try contactPage(holder)
        case .printing: return try printing()
        case .report: return try report()
        case .slipEntry, .slip, .nothing: return arrival.notFound
        }
    }

    private func act() throws(SiteError) -> Response {
        switch arrival.route {
        case .today: return .seeOther(template.link("/desk"), route: "/desk")
        case .out: return try signOut()
        case .caseFile(let number): return try act(on: number)
        case .intake: return try enter()
        case .log: return try addToLog()
        case .logImport: return try importLog()
        case .entry(let number): return try act(onEntry: number)
        case .notices: return try postNotice()
        case .notice(let number): return try act(onNotice: number)
        case .reception: return try actOnReception()
        case .roster: return try changeRoster()
        case .rules(let subject): return try changeRules(subject)
        case .quarantine: return try screen()
        case .people: return try manage()
        case .contact(let holder): return try changeContact(holder)
        case .contacts, .cases, .photo, .entryPhoto, .visitorsReceipt, .printing, .points, .report,
            .slips, .slipEntry, .slip, .nothing:
            return arrival.notFound
        }
    }

    /// The page that something was sent from, with what was sent, and what to look at before sending it again.
    func form(again problems: [Problem], _ status: Status) throws(SiteError) -> Response {
        switch arrival.route {
        case .caseFile(let number): return try casePage(number, problems: sentences(problems), status: status)
        case .intake: return try intakePage(problems: sentences(problems), status: status)
        case .people: return try people(sentences(problems), status: status)
        case .log: return try log(problems: sentences(problems), status: status)
        case .logImport: return try logImport(sentences(problems), status: status)
        case .entry(let number):
            return try entryPage(number, problems: sentences(problems), status: status)
        case .notices: return try notices(problems: sentences(problems), status: status)
        case .notice(let number):
            return try noticePage(number, problems: sentences(problems), status: status)
        case .reception: return try reception(problems: sentences(problems), status: status)
        case .roster: return try roster(sentences(problems), status: status)
        case .rules(let subject): return try rules(subject, sentences(problems), status: status)
        case .quarantine: return try quarantine(sentences(problems), status: status)
        case .contact(let holder):
            return try contactPage(holder, problems: sentences(problems), status: status)
        default:
            let page = arrival.pages.proof(
                .idle, name: arrival.name(of: session.scope), hasPIN: session.enrolment.hasPIN,
                path: template.link(arrival.route.path), csrf: csrf, kept: arrival.kept, sentences(problems))
            return .page(status, page, route: "/desk")
        }
    }

    func sentences(_ problems: [Problem]) -> [PageProblem] {
        problems.map { problem in
            switch problem {
            case .stale: PageProblem(field: nil, sentence: words("desk.problem.stale"))
            case .doneBefore: PageProblem(field: nil, sentence: words("desk.problem.done-before"))
            case .doneAndOver: PageProblem(field: nil, sentence: words("desk.problem.done-and-over"))
            case .enteredBefore: PageProblem(field: nil, sentence: words("desk.problem.entered-before"))
            case .idNumber: PageProblem(field: "text", sentence: words("desk.problem.id-number"))
            case .signedInAgain: PageProblem(field: nil, sentence: words("desk.problem.signed-in-again"))
            }
        }
    }

    // MARK: Proving to be the one

    /// Why what is sent to this page has to be proved: what is erased, handed over or issued in a roster stays so.
    var reasonToProve: SignInPages.ProofReason {
        switch arrival.route {
        case .people, .rules: .important
        default: .weighty
        }
    }

    /// Whether what can't be taken back may be done now.
    var isFresh: Bool { isProved || session.enrolment.isFresh(at: now) }

    /// Goes on once the PIN is right; else asks for it, and carries along what was sent.
    func answerAfterProof(_ reason: SignInPages.ProofReason = .idle) throws(SiteError) -> Response {
        guard request.method == .post, isGenuine else { return proofPage(reason, []) }
        if let refusal = try prove(reason) { return refusal }
        if fields["go"] != nil || !arrival.route.takesPosts {
            return .seeOther(template.link(arrival.route.path), route: "/desk")
        }
        var visit = self
        visit.isProved = true
        return try visit.act()
    }

    func proofPage(_ reason: SignInPages.ProofReason, _ problems: [PageProblem]) -> Response {
        let page = arrival.pages.proof(
            reason, name: arrival.name(of: session.scope), hasPIN: session.enrolment.hasPIN,
            path: template.link(arrival.route.path), csrf: csrf,
            kept: arrival.kept, problems)
        return .page(problems.isEmpty ? .unauthorized : .unprocessableContent, page, route: "/desk")
            .with(Header("WWW-Authenticate", "Liaison-Desk"))
    }

    /// - Returns: Nothing when it was right.
    private func prove(_ reason: SignInPages.ProofReason) throws(SiteError) -> Response? {
        guard session.enrolment.hasPIN else { return try proveByToken(reason) }
        guard let typed = fields["pin"] else { return proofPage(reason, []) }
        guard let pin = PIN(typed: typed) else {
            return proofPage(reason, [PageProblem(field: "pin", sentence: words("desk.problem.pin"))])
        }
        let proof = try SiteError.reading { () throws(SystemError) in
            try site.enrolments.prove(pin, of: session.enrolment, at: now)
        }
        switch proof {
        case .right: return nil
        case .wrong(let left):
            let sentence = words("desk.problem.pin-wrong", ["left": "\(left)"])
            return proofPage(reason, [PageProblem(field: "pin", sentence: sentence)])
        case .ended:
            let problem = PageProblem(field: nil, sentence: words("desk.problem.pin-ended"))
            return arrival.signInPage([problem], status: .forbidden).with(Self.forgetting)
        }
    }

    private func proveByToken(_ reason: SignInPages.ProofReason) throws(SiteError) -> Response? {
        guard let typed = fields["token"] else { return proofPage(reason, []) }
        let token = Token(text: String(typed.filter { !$0.isWhitespace }))
        guard case .admitted(_, let record) = try site.admit(token), record.name == session.record.name else {
            let sentence = words("desk.problem.token-unknown")
            return proofPage(reason, [PageProblem(field: "token", sentence: sentence)])
        }
        try SiteError.reading { () throws(SystemError) in
            try site.enrolments.renew(session.enrolment, at: now)
        }
        return nil
    }

    // MARK: Signing out

    /// Has a browser forget its cookie.
    static let forgetting: Header = {
        guard let header = try? Header("Set-Cookie", value: SessionCookie.ending) else {
            preconditionFailure("the cookie's own words make no field")
        }
        return header
    }()

    private func signOutPage() -> Response {
        let button: (String, String, Markup) -> Markup = { place, key, style in
            """
            <form method="post" action="\(template.link("/desk/out"))">
            \(formOpening)<input type="hidden" name="where" value="\(place)">
            <p>\(words("\(key).text"))
            <p><button\(style)>\(words(key))</button>
            </form>

            """
        }
        let main: Markup = """
            <h1>\(words("desk.out"))</h1>
            \(button("here", "desk.out.here", ""))\
            \(button("everywhere", "desk.out.everywhere", " class=\"second\""))
            """
        return .page(.ok, template.page(title: words("desk.out"), main: main), route: "/desk/out")
    }

    private func signOut() throws(SiteError) -> Response {
        if fields["where"] == "everywhere" {
            try site.signOutEverywhere(session.scope)
        } else {
            try SiteError.reading { () throws(SystemError) in try site.enrolments.end(session.enrolment) }
        }
        return Response.seeOther(template.link("/desk?out=done"), route: "/desk/out").with(Self.forgetting)
    }
}
