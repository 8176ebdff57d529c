import LiaisonCodes
import LiaisonHTTP
import LiaisonLedger
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

/// One message on its way from a form to the ledger, and the form's way back when it can't be taken.
struct MessageSending: Sendable {
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
    /// Whether too many have come.
    var limit = MessageLimit.none

    /// Answers with the form, everything typed still in it.
    func giveBack(_ problems: [FormProblem]) { responder.send(returned(problems)) }

    /// Answers with the form that may be sent again in so many seconds.
    func giveBack(limitedFor seconds: Int) {
        responder.send(returned([.tooManyRequests(retryAfter: seconds)]).with(.retryAfter(seconds)))
    }

    /// Proposes the message, with its photos if it has any.
    ///
    /// - Parameter nonce: The form's nonce, decoded.
    func send(nonce: [UInt8]) {
        responder.onTimeout { refused(.serviceUnavailable) }
        if form.uploads.isEmpty { return propose([], nonce: nonce) }
        let ledger = handler.site.ledger
        ledger.onUpload {
            if ledger.space.shortage() != nil { return responder.send(refused(.spaceShort)) }
            let uploads = PhotoUploads(form.uploads, into: ledger.photos)
            if uploads.problems.contains(.serviceUnavailable) {
                responder.send(refused(.serviceUnavailable))
            } else if !uploads.problems.isEmpty {
                giveBack(uploads.problems)
            } else {
                propose(uploads.photos, nonce: nonce)
            }
        }
    }

    /// The answer when the store can't take the message now.
    private func refused(_ problem: FormProblem) -> Response {
        returned([problem]).with(PublicHandler.retryAfter)
    }

    private func propose(_ photos: [IncomingPhoto], nonce: [UInt8]) {
        let site = handler.site
        var submission = Submission(
            station: holder.station, to: code, channel: .scan, topic: form.topic, personal: form.personal,
            nonce: nonce, suspicion: suspicion(nonce))
        submission.photos = photos
        submission.onlyRepeats = limit.seconds != nil
        let query = site.ledger.keys.queryCode(forNonce: nonce)
        let end = "/\(query)\(handler.languageSuffix(language, request))"
        site.ledger.propose(.submission(submission), station: holder.station) { result in
            switch (result, limit.seconds) {
            case (.success(let commitment), _):
                responder.send(.seeOther("/r/\(commitment.caseNumber)" + end, route: "/:code"))
            case (.failure(.absent), let seconds?): giveBack(limitedFor: seconds)
            case (.failure(.spaceShort), _): responder.send(refused(.spaceShort))
            case (.failure, _): responder.send(refused(.serviceUnavailable))
            }
        }
    }

    /// Why it looks like no person's message, if it does; its sender is told nothing of it.
    private func suspicion(_ nonce: [UInt8]) -> Suspicion? {
        if form.isTrapped { return .trap }
        return handler.screen?.suspicion(
            of: form.personal.text ?? "", nonce: nonce, at: handler.site.clock.now)
    }

    /// The form once more. The same nonce stays with the same page: what is put right is still the same sending.
    private func returned(_ problems: [FormProblem]) -> Response {
        handler.retry(
            snapshot.form(code, holder, language), code, form, problems, nonce: nonce?.text, request)
    }
}
