import LiaisonCases
import LiaisonCodes
import LiaisonHTTP
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
        let historyPage = request.queryValue("page").flatMap { UInt16($0) }.map(Int.init) ?? 1
        withCase(number, query, request, responder) { file in
            let page = ReceiptView(site: site, language: language)
                .page(file, query, historyPage: historyPage)
            let latest = file.entries.last { !$0.event.body.isInternal }
            let notice =
                historyPage == 1 ? ReceiptPage.Notice(after: latest?.event, at: site.clock.now) : nil
            return .page(
                .ok, page.render(nonce: nonce(for: number), notice: notice), route: "/r/:number/:query")
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
                    .tooLarge, .contentTooLarge, request, typed: fields.typedWords,
                    route: "/r/:number/:query"))
        }
        let language = language(request, chosen: fields["lang"])
        let nonce = fields["nonce"].flatMap { text in
            site.nonces.check(text, for: number.description).map { (text: text, bytes: $0) }
        }
        // A nonce of ours comes from the receipt itself: who has none may have a query code to guess.
        let guessing = nonce == nil ? limits?.wait(for: .lookUp(number), from: request.client) : nil
        let limit =
            nonce == nil ? MessageLimit.none : messageLimit(about: number.description, from: request.client)
        let sending = ReceiptSending(
            handler: self, number: number, query: query, fields: fields, nonce: nonce, limit: limit,
            language: language, request: request, responder: responder)
        if let guessing {
            let answer = tooManyRequests(request, guessing, route: "/r/:number/:query")
            return responder.send(sending.resend(.tooManyRequests(retryAfter: guessing)) ?? answer)
        }
        responder.onTimeout { [self] in
            let answer = problem(.unavailable, .serviceUnavailable, request, route: "/r/:number/:query")
            return sending.resend(.unavailable) ?? answer.with(Self.retryAfter)
        }
        readCase(
            number, query, request, responder, absent: sending.resend(.absent),
            unavailable: { sending.resend(.unavailable) }
        ) { sending.send(to: $0) }
    }

    func nonce(for number: CaseNumber) -> String {
        site.nonces.issue(for: number.description, at: site.clock.now).text
    }

    /// Reads a case away from the event loop and answers with what `body` makes of it.
    func withCase(
        _ number: CaseNumber, _ query: QueryCode, _ request: Request, _ responder: Responder,
        absent: Response? = nil, _ body: @escaping @Sendable (CaseFile) -> Response
    ) {
        readCase(number, query, request, responder, absent: absent) { responder.send(body($0)) }
    }

    /// Reads a case away from the event loop, for whoever has its query code.
    func readCase(
        _ number: CaseNumber, _ query: QueryCode, _ request: Request, _ responder: Responder,
        absent: Response? = nil, unavailable: @escaping @Sendable () -> Response? = { nil },
        _ body: @escaping @Sendable (CaseFile) -> Void
    ) {
        // A station that never was must cost no more, and tell no more, than a case that never was.
        guard site.current.roster.station(number.station) != nil else {
            return responder.send(absent ?? noReceipt(request))
        }
        @Sendable func run(_ work: @escaping @Sendable () -> Void) {
            lanes.run(.citizens, for: request.client.lane, request, responder, work)
        }
        run { [self] in
            site.ledger.findCase(number, queryCode: query, goingOn: { run($0) }) { [self] found in
                switch found {
                case .success(let file?): body(file)
                case .success(nil): responder.send(absent ?? noReceipt(request))
                case .failure:
                    responder.send(
                        unavailable()
                            ?? problem(
                                .unavailable, .serviceUnavailable, request, route: "/r/:number/:query"
                            ).with(Self.retryAfter))
                }
            }
        }
    }
}
