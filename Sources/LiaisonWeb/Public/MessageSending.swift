import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonJournal
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

/// One message on its way from a form to the ledger, and the form's way back when it can't be taken.
final class MessageSending: Sendable {
    let handler: PublicHandler
    let snapshot: SiteSnapshot
    let code: Code
    let holder: CodeHolder
    /// The number of the place where the poster hangs, if it is known.
    let place: Int?
    let form: MessageForm
    /// The form's nonce when it is one of ours, as it came and decoded.
    let nonce: (text: String, bytes: [UInt8])?
    let language: PageLanguage
    let request: Request
    let responder: Responder
    /// The answer for what wasn't sent before, where the code is out of use by now.
    let instead: Response?

    init(
        handler: PublicHandler, snapshot: SiteSnapshot, code: Code, holder: CodeHolder, place: Int?,
        form: MessageForm,
        nonce: (text: String, bytes: [UInt8])?, language: PageLanguage, request: Request,
        responder: Responder,
        instead: Response? = nil
    ) {
        self.handler = handler
        self.snapshot = snapshot
        self.code = code
        self.holder = holder
        self.place = place
        self.form = form
        self.nonce = nonce
        self.language = language
        self.request = request
        self.responder = responder
        self.instead = instead
    }

    /// Answers with the form, everything typed still in it.
    func giveBack(_ problems: [FormProblem]) { responder.send(returned(problems)) }

    /// Answers with the form that may be sent again in so many seconds.
    func giveBack(limitedFor seconds: Int) { responder.send(limited(for: seconds)) }

    /// Answers with the form; photos that came with it wait for it to be sent again.
    func giveBackKeepingPhotos(_ problems: [FormProblem]) {
        let bytes = form.photos.byteCount
        guard let nonce, form.photos.isWhole, bytes > 0 || form.photos.dropsKept,
            bytes == 0 || handler.limits?.waitForPhotos(ofBytes: bytes, from: request.client) == nil
        else { return giveBack(problems) }
        handler.lanes.run(.uploads, for: request.client.lane, request, responder) { [self] in
            if handler.site.ledger.space.shortage() != nil { return giveBack(problems) }
            let taken = PhotoIntake(
                form.photos, for: nonce.bytes, of: request.client, by: handler, isSizeKnown: true)
            giveBack(problems + taken.problems.filter { $0 != .serviceUnavailable })
        }
    }

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
        if form.photos.isEmpty { return propose([], nonce: nonce, limit) }
        let bytes = form.photos.byteCount
        if bytes > 0, handler.limits?.waitForPhotos(ofBytes: bytes, from: request.client) != nil {
            return giveBack([.photosNotNow])
        }
        let ledger = handler.site.ledger
        handler.lanes.run(.uploads, for: request.client.lane, request, responder) { [self] in
            // What was sent before is found all the same.
            if bytes > 0, ledger.space.shortage() != nil { return responder.send(refused(.spaceShort)) }
            let taken = PhotoIntake(form.photos, for: nonce, of: request.client, by: handler)
            if taken.problems.contains(.serviceUnavailable) {
                responder.send(refused(.serviceUnavailable))
            } else if !taken.problems.isEmpty {
                giveBack(taken.problems)
            } else {
                propose(taken.photos, nonce: nonce, limit, areComplete: taken.areComplete)
            }
        }
    }

    /// The answer when the store can't take the message now.
    private func refused(_ problem: FormProblem) -> Response {
        returned([problem]).with(PublicHandler.retryAfter)
    }

    /// Proposes the message; where a photo is missing that the page showed, only one that was stored before is looked for, as
    /// after a lost answer.
    private func propose(
        _ photos: [IncomingPhoto], nonce: [UInt8], _ limit: MessageLimit, areComplete: Bool = true
    ) {
        var submission = Submission(
            station: holder.station, to: code, channel: .scan, topic: form.topic, personal: form.personal,
            nonce: nonce, suspicion: suspicion(nonce) ?? (limit == .onlyLookedAt ? .flood : nil))
        submission.photos = photos
        submission.place = place.flatMap { snapshot.places[$0] }
        submission.onlyRepeats = limit.seconds != nil || !areComplete || instead != nil
        propose(submission, limit, askingFirst: formerStations[...])
    }

    /// The stations at which the code was before: what its forms made there stays there, and so does what is sent again.
    private var formerStations: [StationID] {
        let stations = snapshot.roster.history(of: code).compactMap(\.station)
        return Set(stations).subtracting([holder.station]).sorted()
    }

    /// How often what one form made is erased and the form is sent again with something new in it, before it has to be
    /// opened anew.
    private static let mostErasures = 3

    /// Asks the ledgers of former stations, one after the other, whether they know the form; if none does, it is for the
    /// code's station of today.
    private func propose(
        _ submission: Submission, _ limit: MessageLimit, askingFirst stations: ArraySlice<StationID>,
        erasures: Int = 0
    ) {
        let ledger = handler.site.ledger
        var asked = submission
        if let former = stations.first {
            asked.station = former
            asked.onlyJoins = true
        }
        let prepared = ledger.prepare(asked)
        ledger.propose(prepared) { [self] result in
            if case .failure(.absent) = result, !stations.isEmpty {
                return propose(submission, limit, askingFirst: stations.dropFirst(), erasures: erasures)
            }
            if case .failure(.refused(.erased)) = result, erasures < Self.mostErasures {
                // What the form made before is gone for good; what is new in it is a message of its own.
                var another = submission
                another.nonce = ledger.keys.nonce(afterErasureOf: submission.nonce)
                return propose(another, limit, askingFirst: stations, erasures: erasures + 1)
            }
            responder.send { self.answer(to: prepared, result, limit) }
        }
    }

    private func answer(
        to message: PreparedSubmission, _ result: Result<Commitment, LedgerError>, _ limit: MessageLimit
    ) -> Response {
        switch result {
        case .failure(.absent), .failure(.refused): if let instead { return instead }
        default: break
        }
        switch (result, limit.seconds) {
        case (.success(let commitment), _):
            if let nonce, !form.photos.isEmpty { handler.kept.drop(nonce.bytes) }
            let end = handler.languageSuffix(language, request)
            return .seeOther("/r/\(commitment.caseNumber)/\(message.queryCode)\(end)", route: "/:code")
        case (.failure(.absent), let seconds?): return limited(for: seconds)
        // Nothing else is only looked for.
        case (.failure(.absent), nil): return returned([.photosGone])
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
        let (kept, nonces, now) = (handler.kept, handler.site.nonces, handler.site.clock.now)
        var shown = nonce
        if let nonce, isFresh {
            let text = nonces.issue(for: code.description, at: now).text
            shown = nonces.check(text, for: code.description).map { (text, $0) }
            if let shown { kept.move(from: nonce.bytes, to: shown.bytes) }
        }
        let count = shown.map { kept.photos(for: $0.bytes, at: now).count } ?? 0
        let values = form.photos.values(
            form.values, kept: count, told: problems.count(where: \.isAboutPhotos))
        return handler.retry(
            handler.site.form(code, holder, language, snapshot, place: place), code, form, problems,
            nonce: shown?.text,
            request,
            values: values)
    }
}
