import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

extension PublicHandler {
    /// `POST /<CODE>`: stores a message, then sends the browser on to its receipt.
    ///
    /// - Parameters:
    ///   - code: Whose form it is.
    ///   - place: The number of the place where the poster hangs, if the address says one.
    ///   - request: The form.
    ///   - responder: Takes the answer.
    ///   - hasLooked: Whether the roster's file was just looked at.
    func submit(
        to code: Code, at place: Int? = nil, _ request: Request, _ responder: Responder,
        hasLooked: Bool = false
    ) {
        let snapshot = site.current
        let fields: LiaisonHTTP.FormFields
        switch readForm(request) {
        case .success(let form): fields = form
        case .failure(let refusal): return responder.send(refusal.response)
        }
        let language = language(request, chosen: fields["lang"])
        let form = MessageForm(fields, topics: snapshot.topics)
        guard case .active(let holder) = snapshot.roster.state(of: code) else {
            let typed = fields.typedWords
            if snapshot.roster.state(of: code) == nil, !hasLooked {
                responder.onTimeout { self.absent(code, snapshot, language, typed: typed) }
                // Another server may have handed the form out a moment after the code was issued. A roster that can't be
                // read stays as it was; whoever looks every second tells of it.
                return lanes.run(.citizens, for: request.client.lane, request, responder) { [self] in
                    _ = try? site.takeOverRoster()
                    submit(to: code, at: place, request, responder, hasLooked: true)
                }
            }
            let instead =
                successor(of: code, form, snapshot, request, language)
                ?? stationInstead(of: code, form, snapshot, request, language)
                ?? absent(code, snapshot, language, typed: typed)
            return answerAgain(
                form, to: code, self.nonce(in: fields, of: code), snapshot, language, request, responder,
                instead: instead)
        }
        if let draft = draft(fields, form, to: code, holder, snapshot, language, request) {
            return responder.send(draft)
        }
        let nonce = nonce(in: fields, of: code)
        let sending = MessageSending(
            handler: self, snapshot: snapshot, code: code, holder: holder,
            place: place.flatMap { snapshot.places[$0] == nil ? nil : $0 }, form: form, nonce: nonce,
            language: language, request: request, responder: responder)
        guard let nonce, form.problems.isEmpty else {
            if let seconds = limits?.wait(for: .page, from: request.client) {
                return sending.giveBack(limitedFor: seconds)
            }
            if nonce == nil { return sending.giveBack(form.problems + [.formExpired]) }
            return sending.giveBackKeepingPhotos(form.problems)
        }
        let limit = messageLimit(about: code.description, from: request.client)
        if case .everything(let seconds) = limit { return sending.giveBack(limitedFor: seconds) }
        sending.send(nonce: nonce.bytes, limit)
    }

    /// A form's nonce, when it is one of ours for that code: as it came, and decoded.
    private func nonce(
        in fields: LiaisonHTTP.FormFields, of code: Code
    ) -> (text: String, bytes: [UInt8])? {
        fields["nonce"].flatMap { text in
            site.nonces.check(text, for: code.description).map { (text: text, bytes: $0) }
        }
    }

    /// Answers a form whose code went out of use. What was taken before has its receipt when it comes again, as after a lost
    /// answer; all else gets what is to be sent in its place.
    private func answerAgain(
        _ form: MessageForm, to code: Code, _ nonce: (text: String, bytes: [UInt8])?,
        _ snapshot: SiteSnapshot, _ language: PageLanguage, _ request: Request, _ responder: Responder,
        instead: Response
    ) {
        guard let nonce, form.problems.isEmpty, let holder = snapshot.roster.state(of: code)?.holder else {
            return responder.send(instead)
        }
        let limit = messageLimit(about: code.description, from: request.client)
        if case .everything = limit { return responder.send(instead) }
        MessageSending(
            handler: self, snapshot: snapshot, code: code, holder: holder, place: nil, form: form,
            nonce: nonce,
            language: language, request: request, responder: responder, instead: instead
        ).send(nonce: nonce.bytes, limit)
    }

    /// Whether a client may send one more message, or addition, to a code or case.
    func messageLimit(about subject: String, from client: ClientAddress) -> MessageLimit {
        let seconds: Int
        switch limits?.verdict(on: .message(about: subject), from: client) {
        case nil, .allowed: return .none
        case .newcomer: return .onlyLookedAt
        case .limited(let wait): seconds = wait
        }
        // To see whether it is a repetition costs more than a page does: that isn't free for ever either.
        return limits?.wait(for: .page, from: client) == nil ? .newOnes(seconds) : .everything(seconds)
    }

    /// The form of the same holder's new code, with everything typed, for a message to a code that was replaced while it was
    /// written.
    private func successor(
        of code: Code, _ form: MessageForm, _ snapshot: SiteSnapshot, _ request: Request,
        _ language: PageLanguage
    ) -> Response? {
        guard let new = snapshot.roster.successor(of: code),
            case .active(let holder) = snapshot.roster.state(of: new)
        else { return nil }
        return retry(
            site.form(new, holder, language, snapshot), new, form, [.codeReplaced], nonce: nil, request)
    }

    /// The form of the station, with everything typed, for a message to a code that went out of use while it
    /// was written.
    private func stationInstead(
        of code: Code, _ form: MessageForm, _ snapshot: SiteSnapshot, _ request: Request,
        _ language: PageLanguage
    ) -> Response? {
        guard let former = snapshot.roster.state(of: code)?.holder.station,
            let station = snapshot.roster.station(former)?.code, station != code,
            case .active(let holder) = snapshot.roster.state(of: station)
        else { return nil }
        return retry(
            site.form(station, holder, language, snapshot), station, form, [.addresseeGone], nonce: nil,
            request)
    }

    /// Seconds until the ledger has tried again by itself, and some.
    static let retrySeconds = 5
    static let retryAfter = Header.retryAfter(retrySeconds)

    /// The form once more, with everything typed still in it.
    func retry(
        _ page: FormPage, _ code: Code, _ form: MessageForm, _ problems: [FormProblem], nonce: String?,
        _ request: Request, values: FormValues? = nil
    ) -> Response {
        let nonce = nonce ?? site.nonces.issue(for: code.description, at: site.clock.now).text
        let body = page.render(
            nonce: nonce, values: values ?? form.values, problems: problems, attempt: nextAttempt(request))
        return .form(problems.first?.status ?? .unprocessableContent, body, route: "/:code")
    }

    /// An answer instead of a form's fields.
    struct Refusal: Error {
        let response: Response
    }

    /// The fields of a form that came in.
    ///
    /// A multipart form that broke off comes with what was read and with its ``FormFields/error``: the words in
    /// it go back into the page.
    func readForm(_ request: Request) -> Result<LiaisonHTTP.FormFields, Refusal> {
        if let form = request.form {
            if form.error != .malformed || form["text"] != nil { return .success(form) }
            return .failure(Refusal(response: problem(.badRequest, .badRequest, request, route: "/:code")))
        }
        guard request.head.headers.hasContentType("application/x-www-form-urlencoded") else {
            return .failure(
                Refusal(response: problem(.unsupportedMedia, .unsupportedMediaType, request, route: "/:code"))
            )
        }
        do throws(FormError) {
            return .success(try URLEncodedForm.parse(request.body))
        } catch {
            return .failure(Refusal(response: problem(.badRequest, .badRequest, request, route: "/:code")))
        }
    }
}
