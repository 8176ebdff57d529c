import LiaisonHTTP
import LiaisonText
import LiaisonWording

/// Errors of the API as problem details (RFC 9457).
struct ProblemDetails: Sendable {
    let language: Language

    /// What can be wrong with a request.
    enum Kind: String, CaseIterable {
        case unauthorized, tooManyRequests, notFound, methodNotAllowed, badCursor, badLimit, unavailable

        var status: Status {
            switch self {
            case .unauthorized: .unauthorized
            case .tooManyRequests: .tooManyRequests
            case .notFound: .notFound
            case .methodNotAllowed: .methodNotAllowed
            case .badCursor, .badLimit: .badRequest
            case .unavailable: .serviceUnavailable
            }
        }

        /// The keys of the title and of what to do.
        fileprivate var keys: (title: String, detail: String) {
            switch self {
            case .unauthorized: ("api.unauthorized", "api.unauthorized.detail")
            case .tooManyRequests: ("api.too-many", "api.too-many.detail")
            case .notFound: ("api.not-found", "api.not-found.detail")
            case .methodNotAllowed: ("api.method", "api.method.detail")
            case .badCursor: ("api.cursor", "api.cursor.detail")
            case .badLimit: ("api.limit", "api.limit.detail")
            case .unavailable: ("api.unavailable", "api.unavailable.detail")
            }
        }
    }

    /// The answer for one kind of problem.
    func response(_ kind: Kind) -> Response {
        let words = Assets.pages(language)
        let body = JSON.members([
            "type": "about:blank", "title": .string(words(kind.keys.title)),
            "status": .integer(kind.status.code),
            "detail": .string(words(kind.keys.detail)),
        ])
        let type = Header("Content-Type", "application/problem+json")
        return Response(
            status: kind.status, headers: PageHeaders.bare + [type], body: body.bytes + [0x0A],
            route: "/api/v1")
    }
}
