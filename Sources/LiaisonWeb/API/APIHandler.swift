import LiaisonCodes
import LiaisonHTTP
import LiaisonInstallation
import LiaisonLedger
import LiaisonMail
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// The deputies' API, `/api/v1`: what a pull and the remote commands speak to.
struct APIHandler: Sendable {
    let site: Site
    let limits: RateLimits?

    /// The most events of one page, and how many there are unless asked.
    private static let eventLimit = 2000

    func handle(_ request: Request, _ responder: Responder) {
        let route = APIRoute(request.path)
        let responder = responder.labelled(route.pattern)
        let language = Language(chosen: nil, accepted: request.headers["accept-language"])
        let problems = ProblemDetails(language: language)
        let record: TokenRecord?
        do throws(SiteError) {
            record = try bearer(request).flatMap { token throws(SiteError) in try site.record(of: token) }
        } catch {
            return responder.send(problems.response(.unavailable).with(PublicHandler.retryAfter))
        }
        guard let record else {
            if let seconds = limits?.wait(for: .token, from: request.client) {
                return responder.send(problems.response(.tooManyRequests).with(.retryAfter(seconds)))
            }
            let challenge = Header("WWW-Authenticate", "Bearer realm=\"liaison\"")
            return responder.send(problems.response(.unauthorized).with(challenge))
        }
        let view = CaseView(record.scope, of: site, language: language)
        switch (request.method, route) {
        case (.post, .caseEvents(let number)): act(on: number, view, request, problems, responder)
        case (.post, .cases): enter(view, request, problems, responder)
        case (.get, .whoAmI): responder.send(.json(whoAmI(view)))
        case (.get, .events): events(view, request, problems, responder)
        case (.get, .cases):
            list(view, problems, responder) { () throws(SystemError) in try view.list() }
        case (.get, .claimable):
            list(view, problems, responder) { () throws(SystemError) in try view.claimable() }
        case (.get, .report): report(view, request, problems, responder)
        case (.get, .quarantine):
            list(view, problems, responder) { () throws(SystemError) in try view.quarantine() }
        case (.get, .caseFile(let number)):
            read(problems, responder) { () throws(SystemError) in
                try view.caseFile(number).map {
                    .json(view.detail($0)).incomplete(
                        at: view.ledger.incompleteStations(among: [number.station]))
                }
            }
        case (.get, .message(let number)):
            read(problems, responder) { () throws(SystemError) in try message(number, view, language) }
        case (.get, .photo(let number, let index)):
            read(problems, responder) { () throws(SystemError) in try photo(number, index, view) }
        case (.get, .nothing), (.post, .nothing): responder.send(problems.response(.notFound))
        default:
            responder.send(problems.response(.methodNotAllowed).with(Header("Allow", route.allowed)))
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
            let station = site.current.roster.state(of: code)?.holder.station
            return .members([
                "kind": "deputy", "name": .string(names.name(of: code)), "code": .string(code.description),
                "station": .optional(station?.description),
            ])
        case .station(let id):
            return .members([
                "kind": "station", "name": .string(names.name(of: id)), "code": .null,
                "station": .string(id.description),
            ])
        case .office:
            return .members([
                "kind": "office", "name": .string(site.current.identity.name), "code": .null,
                "station": .null,
            ])
        }
    }

    /// One event a line, then the cursor (NDJSON).
    private func events(
        _ view: CaseView, _ request: Request, _ problems: ProblemDetails, _ responder: Responder
    ) {
        guard let cursor = EventCursor(request.queryValue("after") ?? "") else {
            return responder.send(problems.response(.badCursor))
        }
        let asked = request.queryValue("limit").map { Int($0) } ?? Self.eventLimit
        guard let asked, asked > 0 else { return responder.send(problems.response(.badLimit)) }
        read(problems, responder) { () throws(SystemError) in
            let (events, page) = try view.events(after: cursor, limit: min(asked, Self.eventLimit))
            var body: [UInt8] = []
            for event in events {
                body.append(event.json)
                body.append(0x0A)
            }
            body.append(.members(["cursor": .string(page.cursor.text), "more": .bool(page.hasMore)]))
            body.append(0x0A)
            let type = Header("Content-Type", "application/x-ndjson")
            return Response(status: .ok, headers: PageHeaders.bare + [type], body: body, route: "/api/v1")
                .incomplete(at: try view.incompleteStations())
        }
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
        let format = file.photos[index - 1].photo.format
        let name = "\(file.case.number)-\(index).\(format.fileExtension)"
        guard let type = try? Header("Content-Type", value: format.rawValue),
            let disposition = try? Header("Content-Disposition", value: "attachment; filename=\"\(name)\"")
        else { return nil }
        return Response(
            status: .ok, headers: PageHeaders.bare + [type, disposition], body: bytes, route: "/api/v1")
    }

    /// Answers with a list, and with what is left out of it.
    private func list(
        _ view: CaseView, _ problems: ProblemDetails, _ responder: Responder,
        _ items: @escaping @Sendable () throws(SystemError) -> [JSON]
    ) {
        read(problems, responder) { () throws(SystemError) in
            let list = Response.json(.array(try items()))
            return list.incomplete(at: try view.incompleteStations())
        }
    }

    /// Reads away from the event loop; nothing found is the 404 that a foreign case gives too.
    private func read(
        _ problems: ProblemDetails, _ responder: Responder,
        _ body: @escaping @Sendable () throws(SystemError) -> Response?
    ) {
        site.ledger.onReader {
            do throws(SystemError) {
                responder.send(try body() ?? problems.response(.notFound))
            } catch {
                responder.send(problems.response(.unavailable).with(PublicHandler.retryAfter))
            }
        }
    }
}

extension Response {
    /// A JSON document.
    static func json(_ value: JSON) -> Response {
        Response(
            status: .ok, headers: PageHeaders.bare + [Header("Content-Type", "application/json")],
            body: value.bytes + [0x0A], route: "/api/v1")
    }
}

extension JSON: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
}
