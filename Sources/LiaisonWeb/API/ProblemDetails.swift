import LiaisonHTTP
import LiaisonText
import LiaisonWording

/// Errors of the API as problem details (RFC 9457).
struct ProblemDetails: Sendable {
    let language: Language

    /// What can be wrong with a request.
    enum Kind: String, CaseIterable {
        case unauthorized, tooManyRequests, tooManyActs, notFound, methodNotAllowed, badCursor, badLimit,
            unavailable
        case keyMissing, notJSON, malformed, badPeriod, foreignStation, noStation

        var status: Status {
            switch self {
            case .unauthorized: .unauthorized
            case .tooManyRequests, .tooManyActs: .tooManyRequests
            case .notFound, .noStation: .notFound
            case .foreignStation: .forbidden
            case .methodNotAllowed: .methodNotAllowed
            case .badCursor, .badLimit, .badPeriod, .keyMissing, .malformed: .badRequest
            case .notJSON: .unsupportedMediaType
            case .unavailable: .serviceUnavailable
            }
        }

        /// The keys of the title and of what to do.
        fileprivate var keys: (title: String, detail: String) {
            switch self {
            case .unauthorized: ("api.unauthorized", "api.unauthorized.detail")
            case .tooManyRequests: ("api.too-many", "api.too-many.detail")
            case .tooManyActs: ("api.too-many-acts", "api.too-many-acts.detail")
            case .notFound: ("api.not-found", "api.not-found.detail")
            case .methodNotAllowed: ("api.method", "api.method.detail")
            case .badCursor: ("api.cursor", "api.cursor.detail")
            case .badLimit: ("api.limit", "api.limit.detail")
            case .badPeriod: ("api.period", "api.period.detail")
            case .foreignStation: ("api.foreign-station", "api.foreign-station.detail")
            case .noStation: ("api.no-station", "api.no-station.detail")
            case .unavailable: ("api.unavailable", "api.unavailable.detail")
            case .keyMissing: ("api.key", "api.key.detail")
            case .notJSON: ("api.json", "api.json.detail")
            case .malformed: ("api.malformed", "api.malformed.detail")
            }
        }
    }

    /// The answer for one kind of problem.
    func response(_ kind: Kind) -> Response {
        let words = Assets.pages(language)
        return response(kind.status, title: words(kind.keys.title), detail: words(kind.keys.detail))
    }

    /// The answer to a token that opens nothing.
    ///
    /// - Parameter closure: Why, where it was issued once: whoever holds such a token may know.
    /// - Returns: A 401.
    func unauthorized(_ closure: TokenClosure? = nil) -> Response {
        let challenge = Header("WWW-Authenticate", "Bearer realm=\"liaison\"")
        guard let closure else { return response(.unauthorized).with(challenge) }
        return response(
            .unauthorized, title: closure.sentence(Assets.pages(language)),
            detail: Assets.pages(language)("api.closed.detail"),
            [JSON.Member("reason", .string(closure.word))]
        ).with(challenge)
    }

    /// The answer with these sentences, and the members of its own that the kind of problem has.
    func response(
        _ status: Status, title: String, detail: String, _ members: [JSON.Member] = []
    ) -> Response {
        let body: [JSON.Member] = [
            .init("type", "about:blank"), .init("title", .string(title)),
            .init("status", .integer(status.code)), .init("detail", .string(detail)),
        ]
        let type = Header("Content-Type", "application/problem+json")
        return Response(
            status: status, headers: PageHeaders.bare + [type],
            body: JSON.object(body + members).bytes + [0x0A], route: "/api/v1")
    }
}
