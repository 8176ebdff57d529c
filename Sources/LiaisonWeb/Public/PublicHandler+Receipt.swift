import LiaisonCodes
import LiaisonHTTP
import LiaisonLedger
import LiaisonQR
import LiaisonSystem
import LiaisonWording

extension PublicHandler {
    /// `GET /r/<number>/<query code>`.
    func showReceipt(_ number: CaseNumber, _ query: QueryCode, _ request: Request, _ responder: Responder) {
        if let seconds = limits?.wait(for: .lookUp(number), from: request.client) {
            return responder.send(tooManyRequests(request, seconds, route: "/r/:number/:query"))
        }
        let language = language(request)
        withCase(number, query, request, responder) { file in
            let page = ReceiptView(site: site, language: language).page(file, query)
            let latest = file.entries.last { !$0.event.body.isInternal }
            let notice = ReceiptPage.Notice(after: latest?.event, at: site.clock.now)
            return .page(
                .ok, page.render(nonce: nonce(for: number), notice: notice), route: "/r/:number/:query")
        }
    }

    /// `GET /q`: the look-up by hand, which leads to the receipt.
    func lookUp(_ request: Request, _ responder: Responder) {
        let language = language(request)
        let page = QueryPage(site: site.current.identity, language: language)
        let (typedNumber, typedQuery) = (
            request.queryValue("number") ?? "", request.queryValue("query") ?? ""
        )
        if typedNumber.isEmpty, typedQuery.isEmpty {
            return responder.send(.page(.ok, page.render(), route: "/q"))
        }
        var problems: [QueryPage.Problem] = []
        if typedNumber.isEmpty { problems.append(.numberMissing) }
        if typedQuery.isEmpty { problems.append(.queryCodeMissing) }
        guard problems.isEmpty else {
            let body = page.render(number: typedNumber, queryCode: typedQuery, problems: problems)
            return responder.send(.page(.unprocessableContent, body, route: "/q"))
        }
        let body = page.render(number: typedNumber, queryCode: typedQuery, problems: [.notFound])
        let absent = Response.page(.notFound, body, route: "/q")
        guard let number = try? CaseNumber(parsing: typedNumber),
            let query = try? QueryCode(parsing: typedQuery)
        else { return responder.send(absent) }
        if let seconds = limits?.wait(for: .lookUp(number), from: request.client) {
            let body = page.render(
                number: typedNumber, queryCode: typedQuery,
                problems: [.tooManyRequests(retryAfter: seconds)])
            return responder.send(
                .page(.tooManyRequests, body, route: "/q").with(.retryAfter(seconds)))
        }
        let suffix = languageSuffix(language, request)
        withCase(number, query, request, responder, absent: absent) { _ in
            .seeOther("/r/\(number)/\(query)\(suffix)", route: "/q")
        }
    }

    /// `POST /r/<number>/<query code>`: what the citizen adds afterwards.
    func act(on number: CaseNumber, _ query: QueryCode, _ request: Request, _ responder: Responder) {
        let fields: LiaisonHTTP.FormFields
        switch readForm(request) {
        case .success(let form): fields = form
        case .failure(let refusal): return responder.send(refusal.response)
        }
        // Words that weren't kept must not go missing from an act that is done without them.
        if fields.error == .textTooLong {
            return responder.send(
                problem(
                    .tooLarge, .contentTooLarge, request, typed: fields["text"] ?? "",
                    route: "/r/:number/:query"))
        }
        let language = language(request, chosen: fields["lang"])
        let nonce = fields["nonce"].flatMap { text in
            site.nonces.check(text, for: number.description).map { (text: text, bytes: $0) }
        }
        let limit: MessageLimit
        if nonce != nil {
            limit = messageLimit(about: number.description, from: request.client)
        } else if let seconds = limits?.wait(for: .lookUp(number), from: request.client) {
            // A nonce of ours comes from the receipt itself: who has none may have a query code to guess.
            return responder.send(
                tooManyRequests(request, seconds, typed: fields["text"] ?? "", route: "/r/:number/:query"))
        } else {
            limit = .none
        }
        responder.onTimeout { [self] in
            problem(
                .unavailable, .serviceUnavailable, request, typed: fields["text"] ?? "",
                route: "/r/:number/:query"
            ).with(Self.retryAfter)
        }
        let sending = ReceiptSending(
            handler: self, number: number, query: query, fields: fields, nonce: nonce, limit: limit,
            language: language, request: request, responder: responder)
        readCase(number, query, request, responder) { sending.send(to: $0) }
    }

    /// The 404 of a receipt that doesn't exist, and of one whose query code is wrong.
    func noReceipt(_ request: Request) -> Response {
        let page = QueryPage(site: site.current.identity, language: language(request))
        return .page(.notFound, page.render(problems: [.notFound]), route: "/r/:number/:query")
    }

    func nonce(for number: CaseNumber) -> String {
        site.nonces.issue(for: number.description, at: site.clock.now).text
    }

    /// Reads a case away from the event loop and answers with what `body` makes of it.
    private func withCase(
        _ number: CaseNumber, _ query: QueryCode, _ request: Request, _ responder: Responder,
        absent: Response? = nil, _ body: @escaping @Sendable (CaseFile) -> Response
    ) {
        readCase(number, query, request, responder, absent: absent) { responder.send(body($0)) }
    }

    func readCase(
        _ number: CaseNumber, _ query: QueryCode, _ request: Request, _ responder: Responder,
        absent: Response? = nil, _ body: @escaping @Sendable (CaseFile) -> Void
    ) {
        // A station that never was must cost no more, and tell no more, than a case that never was.
        guard site.current.roster.station(number.station) != nil else {
            return responder.send(absent ?? noReceipt(request))
        }
        lanes.run(.citizens, for: request.client.lane, request, responder) { [self] in
            do throws(SystemError) {
                guard let file = try site.ledger.caseFile(number, queryCode: query) else {
                    return responder.send(absent ?? noReceipt(request))
                }
                body(file)
            } catch {
                responder.send(
                    problem(.unavailable, .serviceUnavailable, request, route: "/r/:number/:query").with(
                        Self.retryAfter))
            }
        }
    }
}
