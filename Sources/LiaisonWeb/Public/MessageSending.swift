import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonLedger
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

/// One message on its way from a form to the ledger, and the form's way back when it can't be taken.
final class MessageSending: Sendable {
    let handler: PublicHandler
    let snapshot: SiteSnapshot
    let code: Code
    let holder: CodeHolder
    let form: MessageForm
    /// The form's nonce when it is one of ours, as it came and decoded.
    let nonce: (text: String, bytes: [UInt8])?
    let language: Language
    let request: Request
    let responder: Responder

    init(
        handler: PublicHandler, snapshot: SiteSnapshot, code: Code, holder: CodeHolder, form: MessageForm,
        nonce: (text: String, bytes: [UInt8])?, language: Language, request: Request, responder: Responder
    ) {
        self.handler = handler
        self.snapshot = snapshot
        self.code = code
        self.holder = holder
        self.form = form
        self.nonce = nonce
        self.language = language
        self.request = request
        self.responder = responder
    }

    /// Answers with the form, everything typed still in it.
    func giveBack(_ problems: [FormProblem]) { responder.send(returned(problems)) }

    /// Answers with the form that may be sent again in so many seconds.
    func giveBack(limitedFor seconds: Int) { responder.send(limited(for: seconds)) }

    private func limited(for seconds: Int) -> Response {
        returned([.tooManyRequests(retryAfter: seconds)]).with(.retryAfter(seconds))
    }

    /// Proposes the message, with its photos if it has any.
    ///
    /// - Parameters:
    ///   - nonce: The form's nonce, decoded.
    ///   - limit: Whether too many have come.
    func send(nonce: [UInt8], _ limit: MessageLimit) {
        responder.onTimeout { self.refused(.serviceUnavailable) }
        if form.uploads.isEmpty { return propose([], nonce: nonce, limit) }
        let bytes = form.uploads.reduce(0) { $0 + $1.count }
        if handler.limits?.waitForPhotos(ofBytes: bytes, from: request.client) != nil {
            return giveBack([.photosNotNow])
        }
        let ledger = handler.site.ledger
        handler.lanes.run(.uploads, for: request.client.lane, request, responder) { [self] in
            if ledger.space.shortage() != nil { return responder.send(refused(.spaceShort)) }
            let uploads = PhotoUploads(form.uploads, into: ledger.photos)
            if uploads.problems.contains(.serviceUnavailable) {
                responder.send(refused(.serviceUnavailable))
            } else if !uploads.problems.isEmpty {
                giveBack(uploads.problems)
            } else {
                propose(uploads.photos, nonce: nonce, limit)
            }
        }
    }

    /// The answer when the store can't take the message now.
    private func refused(_ problem: FormProblem) -> Response {
        returned([problem]).with(PublicHandler.retryAfter)
    }

    private func propose(_ photos: [IncomingPhoto], nonce: [UInt8], _ limit: MessageLimit) {
        var submission = Submission(
            station: holder.station, to: code, channel: .scan, topic: form.topic, personal: form.personal,
            nonce: nonce, suspicion: suspicion(nonce) ?? (limit == .onlyLookedAt ? .flood : nil))
        submission.photos = photos
        submission.onlyRepeats = limit.seconds != nil
        propose(submission, limit)
    }

    /// How often what one form made is erased and the form is sent again with something new in it, before it has to be
    /// opened anew.
    private static let mostErasures = 3

    private func propose(_ submission: Submission, _ limit: MessageLimit, erasures: Int = 0) {
        let ledger = handler.site.ledger
        let prepared = ledger.prepare(submission)
        ledger.propose(prepared) { [self] result in
            if case .failure(.refused(.erased)) = result, erasures < Self.mostErasures {
                // What the form made before is gone for good; what is new in it is a message of its own.
                var another = submission
                another.nonce = ledger.keys.nonce(afterErasureOf: submission.nonce)
                return propose(another, limit, erasures: erasures + 1)
            }
            responder.send { self.answer(to: prepared, result, limit) }
        }
    }

    private func answer(
        to message: PreparedSubmission, _ result: Result<Commitment, LedgerError>, _ limit: MessageLimit
    ) -> Response {
        switch (result, limit.seconds) {
        case (.success(let commitment), _):
            let end = handler.languageSuffix(language, request)
            return .seeOther("/r/\(commitment.caseNumber)/\(message.queryCode)\(end)", route: "/:code")
        case (.failure(.absent), let seconds?): return limited(for: seconds)
        case (.failure(.spaceShort), _): return refused(.spaceShort)
        // Sent from a fresh form, it is a message of its own.
        case (.failure(.refused(.additionsFull)), _), (.failure(.refused(.wordsFull)), _):
            return returned([.earlierMessageFull], isFresh: true)
        case (.failure(.refused), _): return returned([.formExpired], isFresh: true)
        case (.failure, _): return refused(.serviceUnavailable)
        }
    }

    /// Why it looks like no person's message, if it does; its sender is told nothing of it.
    private func suspicion(_ nonce: [UInt8]) -> Suspicion? {
        if form.isTrapped { return .trap }
        return handler.screen?.suspicion(
            of: form.personal.text ?? "", nonce: nonce, from: request.client, at: handler.site.clock.now)
    }

    /// The form once more. The same nonce stays with the same page: what is put right is still the same sending.
    private func returned(_ problems: [FormProblem], isFresh: Bool = false) -> Response {
        handler.retry(
            snapshot.form(code, holder, language), code, form, problems,
            nonce: isFresh ? nil : nonce?.text, request)
    }
}
