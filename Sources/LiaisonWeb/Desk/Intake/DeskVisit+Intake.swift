import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonInstallation
import LiaisonQR
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

extension DeskVisit {
    private static let intakeSubject = "desk intake"

    /// `GET /desk/intake`, and the page after a POST that wasn't taken, with all that was typed.
    ///
    /// - Parameters:
    ///   - problems: Why it wasn't taken.
    ///   - isSpent: Whether the form's nonce has entered somebody else.
    ///   - warned: What was warned of, which is taken when it is sent once more.
    ///   - status: The answer's status.
    /// - Returns: The page.
    /// - Throws: What kept the store from being read.
    func intakePage(
        problems: [PageProblem] = [], isSpent: Bool = false, warned: String? = nil, status: Status = .ok
    ) throws(SiteError) -> Response {
        guard isStaff else { return arrival.notFound }
        var (problems, status) = (problems, status)
        if hasForeignStation, !problems.contains(where: { $0.field == "station" }) {
            problems.append(unknownStation)
            if status == .ok { status = .unprocessableContent }
        }
        var draft = fields
        if request.method == .get, let value = request.queryValue("channel") {
            draft = draft.replacing("channel", with: value)
        }
        let sent = fields["nonce"].flatMap {
            isSpent || site.nonces.check($0, for: Self.intakeSubject) == nil ? nil : $0
        }
        let page = IntakePage(
            visit: self, station: stationInRoom,
            nonce: sent ?? site.nonces.issue(for: Self.intakeSubject, at: now).text, draft: draft,
            problems: problems, warned: warned
        ).render(notice: entered)
        return .page(status, page, route: "/desk/intake")
    }

    /// What was saved last: its number, and the slip that the visitor takes home.
    private var entered: Markup {
        guard request.method == .get,
            let number = request.queryValue("done").flatMap({ try? CaseNumber(parsing: $0) }),
            let query = request.queryValue("query").flatMap({ try? QueryCode(parsing: $0) })
        else { return "" }
        let key = request.queryValue("repeated") == nil ? "desk.intake.done" : "desk.intake.repeated"
        let slip = template.link("/desk/intake/\(number)/\(query)")
        return """
            <p>\(words(key))
            <p class="code">\("\(number)")
            <p><a class="button second" href="\(slip)">\(words("desk.intake.slip"))</a>
            <p><a class="button second" href="\(template.link("/desk/cases/\(number)"))">\(words("desk.intake.open"))</a>
            """
    }

    /// `POST /desk/intake`: enters a matter, with its answer where it was given on the spot; sent twice, it is one.
    func enter() throws(SiteError) -> Response {
        guard let nonce = fields["nonce"], site.nonces.check(nonce, for: Self.intakeSubject) != nil else {
            return try intakePage(problems: sentences([.stale]), status: .unprocessableContent)
        }
        let confirmed = fields[FormPage.confirmationField] == FormPage.confirmedIDNumber
        if !confirmed, IdentityNumber.occurs(in: fields["text"] ?? "") {
            return try intakePage(
                problems: sentences([.idNumber]), warned: FormPage.confirmedIDNumber,
                status: .unprocessableContent)
        }
        let isBlank = { (name: String) in fields[name]?.allSatisfy(\.isWhitespace) ?? true }
        if !isBlank("answered_at"), isBlank("answer") {
            let problem = PageProblem(field: "answer", sentence: words("desk.invalid.answer.day"))
            return try intakePage(problems: [problem], status: .unprocessableContent)
        }
        let desk = CaseDesk(view, of: site)
        let handover: CaseDesk.Handover
        do throws(CaseActionError) {
            handover = try desk.enter(try intake(), key: nonce)
        } catch {
            return try refused(error)
        }
        let repeated = handover.isNew ? "" : "&repeated=yes"
        let station =
            hasSeveralStations ? "&station=\(URIComponent.encoded(fields["station"] ?? ""))" : ""
        let channel = URIComponent.encoded(fields["channel"] ?? Channel.walkIn.rawValue)
        return .seeOther(
            template.link(
                "/desk/intake?done=\(handover.number)&query=\(handover.queryCode)&channel=\(channel)\(station)\(repeated)"
            ), route: "/desk/intake")
    }

    private func intake() throws(CaseActionError) -> Intake {
        var members: [JSON.Member] = []
        let form = fields["form"] ?? ""
        let names = [
            "station", "to", "channel", "received", "text", "name", "phone", "topic", "answer", "answered_at",
            "outcome", "closed_at",
        ]
        for name in names {
            guard var value = fields[name], !value.allSatisfy(\.isWhitespace) else { continue }
            // Who types a form's number means that it came on paper.
            if name == "channel", !form.allSatisfy(\.isWhitespace), value == Channel.walkIn.rawValue {
                value = Channel.paper.rawValue
            }
            members.append(JSON.Member(name, .string(value)))
        }
        if let people = fields["people"]?.filter({ !$0.isWhitespace }), !people.isEmpty {
            let number = TypedWords.wholeNumber(people)
            members.append(JSON.Member("people", number.map(JSON.integer) ?? .string(people)))
        }
        if !form.allSatisfy(\.isWhitespace) {
            // As people type a number, not only as it is printed.
            guard let read = try? TypedCaseNumber(parsing: form) else { throw .invalid(member: "form") }
            members.append(JSON.Member("form", .string("\(read.number(among: view.snapshot.stationIDs))")))
        }
        return try Intake(json: .object(members))
    }

    private func refused(_ error: CaseActionError) throws(SiteError) -> Response {
        switch error {
        case .unavailable: return arrival.unavailable
        case .absent, .forbidden: return arrival.notFound
        case .keyReused:
            return try intakePage(problems: sentences([.enteredBefore]), isSpent: true, status: .conflict)
        case .invalidRecord: return try intakePage(problems: problems(of: error), status: error.status)
        default: break
        }
        var field: String?
        if case .invalid(let member) = error { field = member }
        if case .formNumberTaken = error { field = "form" }
        let problem = PageProblem(field: field, sentence: sentence(of: error))
        return try intakePage(problems: [problem], status: error.status)
    }

    /// `GET /desk/intake/<number>/<query code>`: what the visitor takes home, to print or to scan from the screen.
    func visitorsReceipt(_ number: CaseNumber, _ query: QueryCode) throws(SiteError) -> Response {
        let found = try SiteError.reading { () throws(SystemError) in try view.caseFile(number) }
        guard isStaff, let file = found, view.sees(file.case),
            file.case.isOpened(by: site.ledger.keys.digest(of: query))
        else { return arrival.notFound }
        let snapshot = view.snapshot
        let payload = QRPayload(snapshot.baseURL, path: "r/\(number)/\(query)")
        let symbol: QRSymbol
        do throws(QRError) { symbol = try QRSymbol(payload) } catch { return arrival.unavailable }
        let due = snapshot.deadlines.due(file.case)
        let next = hasSeveralStations ? "?station=\(file.case.station)" : ""
        let main: Markup = """
            <h1>\(words("desk.receipt.title"))</h1>
            <p>\(words.name(view.names.place(of: file.case.to, at: file.case.station)))
            <div class="card">
            <dl>
            <dt>\(words("case.number"))<dd class="code">\("\(number)")
            <dt>\(words("case.query-code"))<dd class="code">\("\(query)")
            </dl>
            <svg viewBox="0 0 \(symbol.sideWithQuietZone) \(symbol.sideWithQuietZone)" role="img" \
            aria-label="\(words("receipt.qr"))"><path d="\(Markup(trusted: symbol.svgPath))"/></svg>
            <p>\(words.markup("receipt.typed-address", ["address": "<b class=\"code\">\(snapshot.baseURL.authority)\(snapshot.baseURL.path)/q</b>"]))
            <p>\(words("receipt.secret"))
            </div>
            <p>\(words("desk.receipt.due", ["date": words.date(due)]))
            <p class="screen">\(words("desk.receipt.print"))
            <p class="screen"><a class="button" href="\(template.link("/desk/intake\(next)"))">\(words("desk.receipt.next"))</a>

            """
        return .page(
            .ok,
            template.page(
                title: words("desk.receipt.title"), place: .intake, isHandedOut: true, main: main),
            route: "/desk/intake/:number/:query")
    }
}
