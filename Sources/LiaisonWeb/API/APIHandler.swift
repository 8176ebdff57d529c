import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonInstallation
import LiaisonJournal
import LiaisonMail
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// The deputies' API, `/api/v1`: what a pull and the remote commands speak to.
struct APIHandler: Sendable {
    let site: Site
    let limits: RateLimits?
    let lanes: Lanes

    /// The most events of one page, and how many there are unless asked.
    private static let eventLimit = 2000

    func handle(_ request: Request, _ responder: Responder) {
        let route = APIRoute(request.path)
        let responder = responder.labelled(route.pattern)
        let language = Language(chosen: nil, accepted: request.headers["accept-language"])
        let problems = ProblemDetails(language: language)
        // What the API is stands in the open; a token is for what it holds.
        if route == .document, request.method == .get { return responder.send(.document) }
        let token = bearer(request)
        let isKnown = token.map(site.remembers) ?? false
        // Whoever tries tokens is stopped by what stands in memory, before anything waits for the disk.
        if !isKnown, let seconds = limits?.wait(for: .unknownToken, from: request.client) {
            return responder.send(problems.response(.tooManyRequests).with(.retryAfter(seconds)))
        }
        guard let token else { return responder.send(problems.unauthorized()) }
        // Whoever has a token isn't kept waiting by those who have none and share their address.
        let client = isKnown ? Lanes.Client.token(token.hash) : request.client.lane
        // Looking through texts is long work: what people wait for goes past it.
        let isSearch = route.isList && request.queryValue("grep")?.isEmpty == false
        let lane = isSearch ? .analysis : route.lane(of: request.method)
        lanes.run(lane, for: client, request, responder) {
            responder.send(answer(request, route, token, problems))
        }
    }

    /// Answers with what the token opens at this moment; blocks on the disk.
    private func answer(
        _ request: Request, _ route: APIRoute, _ token: Token, _ problems: ProblemDetails
    ) -> Response {
        let admission: Admission
        do throws(SiteError) { admission = try site.admit(token) } catch {
            return problems.response(.unavailable).with(PublicHandler.retryAfter)
        }
        switch admission {
        case .unknown: return problems.unauthorized()
        case .closed(let closure): return problems.unauthorized(closure)
        case .admitted(let scope, let record):
            if let seconds = limits?.wait(for: .staff(record.id), from: request.client) {
                return problems.response(.tooManyActs).with(.retryAfter(seconds))
            }
            let view = CaseView(scope, token: record.id, of: site, language: problems.language)
            do throws(SystemError) {
                return try answer(request, route, view, problems) ?? problems.response(.notFound)
            } catch {
                return problems.response(.unavailable).with(PublicHandler.retryAfter)
            }
        }
    }

    /// What a route answers; nothing found is the 404 that a foreign case gives too.
    private func answer(
        _ request: Request, _ route: APIRoute, _ view: CaseView, _ problems: ProblemDetails
    ) throws(SystemError) -> Response? {
        switch (request.method, route) {
        case (.post, .caseEvents(let number)): act(on: number, view, request, problems)
        case (.post, .cases): enter(view, request, problems)
        case (.post, .records(let path)) where path.takesPosts: record(at: path, view, request, problems)
        case (.get, .records(let path)) where path.givesAnswers: records(at: path, view, request, problems)
        case (.get, .whoAmI): .json(whoAmI(view))
        case (.get, .events): try events(view, request, problems)
        case (.get, .cases): list(.cases, view, request, problems)
        case (.get, .claimable): list(.claimable, view, request, problems)
        case (.get, .report): report(view, request, problems)
        case (.get, .norms): norms(view, request, problems)
        case (.get, .districts): districts(view, request, problems)
        case (.get, .quarantine): list(.quarantine, view, request, problems)
        case (.get, .caseFile(let number)):
            try view.caseFile(number).map {
                .json(view.detail($0).json).incomplete(
                    at: view.ledger.incompleteStations(among: [number.station])
                ).newer(at: view.ledger.newerStations(among: [number.station]))
            }
        case (.get, .message(let number)): try message(number, view, problems.language)
        case (.get, .photo(let number, let index)): try photo(number, index, view)
        case (.get, .contacts): contacts(view, request, problems)
        case (.get, .contact(let text)): contact(of: text, view, problems)
        case (.put, .contact(let text)): setContact(of: text, view, request, problems)
        case (.delete, .contact(let text)): removeContact(of: text, view, problems)
        case (.get, .nothing), (.post, .nothing): nil
        default: problems.response(.methodNotAllowed).with(Header("Allow", route.allowed))
        }
    }

    /// The answer to a request that the server turns away.
    func refusal(of head: RequestHead, _ reason: RefusalReason) -> Response {
        let language = Language(chosen: nil, accepted: head.headers["accept-language"])
        let response = ProblemDetails(language: language).refusal(reason)
        return reason == .handlerTimedOut ? response.with(PublicHandler.retryAfter) : response
    }

    private func bearer(_ request: Request) -> Token? {
        guard let parts = request.headers.string("authorization")?.split(separator: " "), parts.count == 2,
            parts[0].lowercased() == "bearer"
        else { return nil }
        return Token(text: String(parts[1]))
    }

    private func whoAmI(_ view: CaseView) -> JSON {
        let names = view.names
        switch view.scope {
        case .deputy(let code):
            let roster = view.snapshot.roster
            let station = roster.state(of: code)?.holder.station
            return .members([
                "kind": "deputy", "name": .string(view.bareName(of: code)), "code": .string(code.description),
                "station": .optional(station?.description),
                "station_name": .optional(station.map { names.name(of: $0) }),
                "codes": .array(roster.codes(ofHolderOf: code).map { .string($0.description) }),
            ])
        case .station(let id):
            return .members([
                "kind": "station", "name": .string(names.name(of: id)), "code": .null,
                "station": .string(id.description), "station_name": .string(names.name(of: id)),
                "codes": .array([]),
            ])
        case .office:
            return .members([
                "kind": "office", "name": .string(view.snapshot.identity.name), "code": .null,
                "station": .null, "station_name": .null, "codes": .array([]),
            ])
        }
    }

    /// One event a line, then the cursor (NDJSON).
    private func events(
        _ view: CaseView, _ request: Request, _ problems: ProblemDetails
    ) throws(SystemError) -> Response {
        guard let cursor = EventCursor(request.queryValue("after") ?? "") else {
            return problems.response(.badCursor)
        }
        let asked = request.queryValue("limit").map { Int($0) } ?? Self.eventLimit
        guard let asked, asked > 0 else { return problems.response(.badLimit) }
        var body: [UInt8] = []
        let page = try view.forEachEvent(after: cursor, limit: min(asked, Self.eventLimit)) { event in
            event.appendLine(to: &body)
        }
        body.append(.members(["cursor": .string(page.cursor.text), "more": .bool(page.hasMore)]))
        body.append(0x0A)
        let type = Header("Content-Type", "application/x-ndjson")
        let shown = view.soundness(of: page.stations)
        return Response(status: .ok, headers: PageHeaders.bare + [type], body: body, route: "/api/v1")
            .incomplete(at: shown.incomplete).newer(at: shown.newer)
    }

    private func message(
        _ number: CaseNumber, _ view: CaseView, _ language: Language
    ) throws(SystemError) -> Response? {
        guard let message = try view.message(number) else { return nil }
        let type = Header("Content-Type", "message/rfc822")
        return Response(
            status: .ok, headers: PageHeaders.bare + [type], body: message.wireBytes,
            route: "/api/v1"
        ).incomplete(at: view.ledger.incompleteStations(among: [number.station]))
    }

    /// A photo as it is stored; a browser saves it and doesn't show it as a page of ours.
    private func photo(
        _ number: CaseNumber, _ index: Int, _ view: CaseView
    ) throws(SystemError) -> Response? {
        guard let file = try view.caseFile(number), index <= file.photos.count,
            let bytes = try view.ledger.photos.read(file.photos[index - 1])
        else { return nil }
        return .photo(
            bytes, file.photos[index - 1].photo, named: "\(file.case.number)-\(index)", "attachment",
            route: "/api/v1")
    }
}

extension Response {
    /// What the API is, as OpenAPI.
    fileprivate static var document: Response {
        Response(
            status: .ok, headers: PageHeaders.bare + [Header("Content-Type", "application/json")],
            body: OpenAPIDocument.bytes, route: "/api/v1")
    }

    /// A JSON document.
    static func json(_ value: JSON) -> Response { json(of: value.bytes) }

    /// A JSON document.
    ///
    /// - Parameter bytes: The document, on one line.
    /// - Returns: The answer.
    static func json(of bytes: consuming [UInt8]) -> Response {
        bytes.append(UInt8(ascii: "\n"))
        return Response(
            status: .ok, headers: PageHeaders.bare + [Header("Content-Type", "application/json")],
            body: bytes, route: "/api/v1")
    }
}
