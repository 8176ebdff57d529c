import LiaisonDesk
import LiaisonHTTP
import LiaisonSystem

/// Everything behind the public listener: the citizen's pages, the desk below `/desk`, and the API below `/api/`.
package struct WebHandler: RequestHandler {
    private let pages: PublicHandler
    private let desk: DeskHandler
    private let api: APIHandler

    /// - Parameters:
    ///   - site: The installation.
    ///   - limits: How often clients may ask; nothing for as often as they like.
    ///   - lanes: Where what may wait is done.
    package init(site: Site, limits: RateLimits?, lanes: Lanes) {
        pages = PublicHandler(site: site, limits: limits, lanes: lanes)
        desk = DeskHandler(site: site, limits: limits, lanes: lanes)
        api = APIHandler(site: site, limits: limits, lanes: lanes)
    }

    /// Lets go of photos that have waited for their form for an hour; blocks on the disk.
    package func letGoOfOldPhotos(at now: Timestamp) { pages.kept.sweep(at: now) }

    package func bodyLimit(for head: RequestHead) -> Int {
        switch part(head) {
        case .api: APIHandler.bodyLimit(for: head)
        case .desk: desk.bodyLimit(for: head)
        case .pages: pages.bodyLimit(for: head)
        }
    }

    package func formLimits(for head: RequestHead) -> FormLimits? {
        switch part(head) {
        case .api: APIHandler.formLimits(for: head)
        case .desk: desk.formLimits(for: head)
        case .pages: pages.formLimits(for: head)
        }
    }

    private enum Part {
        case pages, desk, api
    }

    private func part(_ head: RequestHead) -> Part {
        if head.path.starts(with: APIRoute.prefix) { return .api }
        return DeskRoute.isDesk(head.path) ? .desk : .pages
    }

    package func handle(_ request: Request, _ responder: Responder) {
        switch part(request.head) {
        case .api: api.handle(request, responder)
        case .desk: desk.handle(request, responder)
        case .pages: pages.handle(request, responder)
        }
    }

    package var commonHeaders: [Header] { PageHeaders.bare }

    package func refusal(of head: RequestHead?, _ reason: RefusalReason) -> Response {
        guard let head, part(head) == .api else { return pages.refusal(of: head, reason) }
        return api.refusal(of: head, reason)
    }
}
