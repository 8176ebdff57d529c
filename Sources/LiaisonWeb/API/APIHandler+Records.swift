import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonSystem
import LiaisonText

// Registers, notices, reception days, points and archives.
extension APIHandler {
    /// The most bytes of what is posted to a path.
    static func bodyLimit(for head: RequestHead) -> Int {
        APIRoute(head.path) == .logImport ? importLimit : bodyLimit
    }

    /// The most elements of a page, and how many there are unless asked.
    private static let pageLimit = 1000
    private static let usualLimit = 100

    /// What is posted; blocks on the disk.
    func record(
        _ route: APIRoute, _ view: CaseView, _ request: Request, _ problems: ProblemDetails
    ) -> Response {
        post(view, request, problems) { _, json, key throws(CaseActionError) in
            let desk = RecordDesk(view, of: site)
            switch route {
            case .log: return try desk.addEntry(json, key: key)
            case .logImport: return try desk.importEntries(json)
            case .entryEvents(let number): return try desk.act(onEntry: number, json, key: key)
            case .notices: return try desk.postNotice(json, key: key)
            case .noticeEvents(let number): return try desk.act(onNotice: number, json, key: key)
            case .reception: return try desk.actOnReception(json, key: key)
            default: throw .absent
            }
        }
    }

    /// What is asked for; blocks on the disk.
    func records(
        _ route: APIRoute, _ view: CaseView, _ request: Request, _ problems: ProblemDetails
    ) -> Response {
        let desk = RecordDesk(view, of: site)
        do throws(CaseActionError) {
            switch route {
            case .log: return try entries(desk, request, problems)
            case .entry(let number): return .json(try desk.entry(number))
            case .notice(let number): return .json(try desk.notice(number))
            case .archive(let code): return .json(try desk.archive(code))
            case .archives: return try page(try desk.archives(), request, problems)
            default:
                return try page(try desk.list(route.listName) { request.queryValue($0) }, request, problems)
            }
        } catch {
            let response = problems.response(error, view)
            return error.status == .serviceUnavailable ? response.with(PublicHandler.retryAfter) : response
        }
    }

    private func entries(
        _ desk: RecordDesk, _ request: Request, _ problems: ProblemDetails
    ) throws(CaseActionError) -> Response {
        guard let (offset, limit) = window(request) else { return problems.response(.badLimit) }
        let query = try RecordDesk.EntryQuery { request.queryValue($0) }
        let (items, hasMore) = try desk.entries(query, from: offset, limit: limit)
        return Response.json(.array(items)).linked(
            to: hasMore ? offset + items.count : nil, limit, request,
            ["station", "deputy", "duty", "state", "from", "to"])
    }

    /// A page of a list that is made as a whole.
    private func page(
        _ items: [JSON], _ request: Request, _ problems: ProblemDetails
    ) throws(CaseActionError) -> Response {
        guard let (offset, limit) = window(request) else { return problems.response(.badLimit) }
        let page = Array(items.dropFirst(offset).prefix(limit))
        return Response.json(.array(page)).linked(
            to: offset + page.count < items.count ? offset + page.count : nil, limit, request,
            ["station", "deputy", "from", "to", "all"])
    }

    private func window(_ request: Request) -> (offset: Int, limit: Int)? {
        let limit = request.queryValue("limit").map { Int($0) } ?? Self.usualLimit
        let offset = request.queryValue("after").map { Int($0) } ?? 0
        guard let limit, limit > 0, let offset, (0...10_000_000).contains(offset) else { return nil }
        return (offset, min(limit, Self.pageLimit))
    }
}

extension APIRoute {
    /// What ``RecordDesk/list(_:_:)`` calls the list.
    fileprivate var listName: RecordDesk.List {
        switch self {
        case .notices: .notices
        case .reception: .reception
        default: .points
        }
    }
}

extension Response {
    /// With the field `Link` (RFC 8288, `rel="next"`) as long as there is more.
    fileprivate func linked(
        to next: Int?, _ limit: Int, _ request: Request, _ parameters: [String]
    ) -> Response {
        guard let next else { return self }
        let kept = parameters.compactMap { name in request.queryValue(name).map { (name, $0) } }
        let target = ([("after", "\(next)"), ("limit", "\(limit)")] + kept)
            .map { "\($0)=\(URIComponent.encoded($1))" }.joined(separator: "&")
        guard let link = try? Header("Link", value: "<?\(target)>; rel=\"next\"") else { return self }
        return with(link)
    }
}
