import LiaisonDesk
import LiaisonHTTP
import LiaisonSystem

/// Everything behind the public listener: the citizen's pages, and the API below `/api/`.
package struct WebHandler: RequestHandler {
    private let pages: PublicHandler
    private let api: APIHandler

    /// - Parameters:
    ///   - site: The installation.
    ///   - limits: How often clients may ask; nothing for as often as they like.
    ///   - lanes: Where what may wait is done.
    package init(site: Site, limits: RateLimits?, lanes: Lanes) {
        pages = PublicHandler(site: site, limits: limits, lanes: lanes)
        api = APIHandler(site: site, limits: limits, lanes: lanes)
    }

    /// Lets go of photos that have waited for their form for an hour; blocks on the disk.
    package func letGoOfOldPhotos(at now: Timestamp) { pages.kept.sweep(at: now) }

    package func bodyLimit(for head: RequestHead) -> Int {
        isForAPI(head) ? APIHandler.bodyLimit(for: head) : pages.bodyLimit(for: head)
    }

    package func formLimits(for head: RequestHead) -> FormLimits? {
        isForAPI(head) ? nil : pages.formLimits(for: head)
    }

    private func isForAPI(_ head: RequestHead) -> Bool { head.path.starts(with: APIRoute.prefix) }

    package func handle(_ request: Request, _ responder: Responder) {
        if isForAPI(request.head) {
            api.handle(request, responder)
        } else {
            pages.handle(request, responder)
        }
    }

    package func refusal(of head: RequestHead?, _ reason: RefusalReason) -> Response {
        guard let head, isForAPI(head) else { return pages.refusal(of: head, reason) }
        return api.refusal(of: head, reason)
    }
}
