import LiaisonCases
import LiaisonCodes
import LiaisonHTTP
import LiaisonJournal
import LiaisonSystem
import LiaisonWording

/// One act of a citizen on its way from the receipt to the ledger, and the receipt's way back when it can't be done:
/// whatever was typed is still in a form then that can be sent again.
final class ReceiptSending: Sendable {
    private let handler: PublicHandler
    private let number: CaseNumber
    private let query: QueryCode
    /// The form's nonce when it is one of ours, as it came and decoded.
    private let nonce: (text: String, bytes: [UInt8])?
    private let action: CitizenAction
    private let limit: MessageLimit
    private let language: PageLanguage
    private let request: Request
    private let responder: Responder

    init(
        handler: PublicHandler, number: CaseNumber, query: QueryCode, fields: LiaisonHTTP.FormFields,
        nonce: (text: String, bytes: [UInt8])?, limit: MessageLimit, language: PageLanguage, request: Request,
        responder: Responder
    ) {
        self.handler = handler
        self.number = number
        self.query = query
        self.nonce = nonce
        self.limit = limit
        self.language = language
        self.request = request
        self.responder = responder
        action = CitizenAction(
            fields, nonce: nonce?.bytes, keys: handler.site.ledger.keys, topics: handler.site.current.topics)
    }

    /// What was typed, in a form that can be sent again, where the receipt can't be shown; nothing where nothing was.
    func resend(_ reason: ResendPage.Reason) -> Response? {
        if !action.draft.hasWords { return nil }
        let page = ResendPage(
            site: handler.site.current.identity, language: language, draft: action.draft, nonce: nonce?.text,
            attempt: handler.nextAttempt(request))
        let response = Response.page(reason.status, page.render(reason), route: "/r/:number/:query")
        return switch reason {
        case .absent: response
        case .tooManyRequests(let seconds): response.with(.retryAfter(seconds))
        case .unavailable: response.with(PublicHandler.retryAfter)
        }
    }

    /// Proposes the act, with its photos if it has any, and answers with what becomes of it.
    ///
    /// - Parameter file: The case as it was read before.
    func send(to file: CaseFile) {
        if case .everything(let seconds) = limit {
            return giveBack([.tooManyRequests(retryAfter: seconds)], file)
        }
        guard let event = action.event else { return giveBackKeepingPhotos(action.problems, file) }
        guard let nonce, !action.photos.isEmpty else { return propose(event, [], to: file) }
        let bytes = action.photos.byteCount
        if bytes > 0, handler.limits?.waitForPhotos(ofBytes: bytes, from: request.client) != nil {
            return giveBack([.field(.photosNotNow)], file)
        }
        let ledger = handler.site.ledger
        handler.lanes.run(.uploads, for: request.client.lane, request, responder) { [self] in
            if bytes > 0, ledger.space.shortage() != nil { return giveBack([.field(.spaceShort)], file) }
            let taken = PhotoIntake(action.photos, for: nonce.bytes, of: request.client, by: handler)
            if taken.problems.contains(.serviceUnavailable) {
                giveBack([.serviceUnavailable], file)
            } else if !taken.problems.isEmpty {
                giveBack(taken.problems.map { .field($0) }, file)
            } else {
                propose(event, taken.photos, to: file, areComplete: taken.areComplete)
            }
        }
    }

    /// Answers with the receipt; photos that came along wait for the form to be sent again.
    private func giveBackKeepingPhotos(_ problems: [ReceiptPage.Problem], _ file: CaseFile) {
        let bytes = action.photos.byteCount
        guard let nonce, action.photos.isWhole, bytes > 0 || action.photos.dropsKept,
            bytes == 0 || handler.limits?.waitForPhotos(ofBytes: bytes, from: request.client) == nil
        else { return giveBack(problems, file) }
        handler.lanes.run(.uploads, for: request.client.lane, request, responder) { [self] in
            if handler.site.ledger.space.shortage() != nil { return giveBack(problems, file) }
            let taken = PhotoIntake(
                action.photos, for: nonce.bytes, of: request.client, by: handler, isSizeKnown: true)
            giveBack(problems + taken.problems.filter { $0 != .serviceUnavailable }.map { .field($0) }, file)
        }
    }

    /// Proposes the act; where a photo is missing that the page showed, only one that was stored before is looked for, as
    /// after a lost answer.
    private func propose(
        _ event: Event.Body, _ photos: [IncomingPhoto], to file: CaseFile, areComplete: Bool = true
    ) {
        var proposal = CaseAction(
            number: file.case.number, body: event, key: action.key, personal: action.personal)
        proposal.nonce = file.case.nonceDigest
        proposal.topic = action.topic
        proposal.photos = photos
        proposal.onlyRepeats = limit.seconds != nil || !areComplete
        handler.site.ledger.propose(.action(proposal), station: number.station) { [self] result in
            switch (result, limit.seconds) {
            case (.success, _):
                if let nonce, !action.photos.isEmpty { handler.kept.drop(nonce.bytes) }
                let end = handler.languageSuffix(language, request)
                responder.send(.seeOther("/r/\(number)/\(query)\(end)", route: "/r/:number/:query"))
            case (.failure(.absent), let seconds?):
                giveBack([.tooManyRequests(retryAfter: seconds)], file)
            case (.failure(.absent), nil) where !areComplete: giveBack([.field(.photosGone)], file)
            case (.failure(.refused(let refusal)), _):
                // What was read before the decision may be what made it look possible: the page shows what is now.
                handler.readCase(number, query, request, responder) { [self] file in
                    giveBack([problem(refusal)], file)
                }
            case (.failure, _): giveBack([.serviceUnavailable], file)
            }
        }
    }

    private func problem(_ refusal: TransitionRefusal) -> ReceiptPage.Problem {
        switch refusal {
        case .additionsFull: .additionsFull(limit: CaseAdditions.limit)
        case .wordsFull: .wordsFull
        case .erased where action.draft.hasWords: .erasedMeanwhile
        case .alreadyReceived, .notAsked, .closed, .notClosed, .notAnswered, .erased, .alreadyThere, .claimed,
            .notShared, .notQuarantined, .notAssigned, .notEntered:
            action.draft.hasWords ? .notPossibleButKept : .notPossible
        }
    }

    /// Answers with the receipt, everything typed still in it.
    private func giveBack(_ problems: [ReceiptPage.Problem], _ file: CaseFile) {
        responder.send { self.page(problems, file) }
    }

    private func page(_ problems: [ReceiptPage.Problem], _ file: CaseFile) -> Response {
        let kept = nonce?.text ?? handler.nonce(for: number)
        var page = ReceiptView(site: handler.site, language: language).page(file, query)
        var draft = action.draft
        let count = nonce.map { handler.kept.photos(for: $0.bytes, at: handler.site.clock.now).count } ?? 0
        let told = problems.count {
            if case .field(let problem) = $0 { problem.isAboutPhotos } else { false }
        }
        draft.values = action.photos.values(draft.values, kept: count, told: told)
        if problems.contains(.wordsFull) {
            // No more words go into this case: they may go into another.
            page = page.without(.append)
            draft = draft.moved(to: .append)
        } else if draft.hasWords, !page.context.actions.contains(draft.action),
            page.context.actions.contains(.append)
        {
            // What the state has no form for any more can still be added.
            draft = draft.moved(to: .append)
        }
        let body = page.render(
            nonce: kept, draft: draft, problems: problems, attempt: handler.nextAttempt(request))
        let response = Response.page(
            problems.first?.status ?? .unprocessableContent, body, route: "/r/:number/:query")
        guard let seconds = problems.first?.retryAfter else { return response }
        return response.with(.retryAfter(seconds))
    }
}
