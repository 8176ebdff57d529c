import LiaisonDesk
import LiaisonHTTP
import LiaisonText
import LiaisonWording

/// Errors of the API as problem details (RFC 9457).
struct ProblemDetails: Sendable {
    let language: Language

    /// What can be wrong with a request.
    enum Kind: String, CaseIterable {
        case unauthorized, tooManyRequests, tooManyActs, tooManyPhotos, notFound, methodNotAllowed, badCursor,
            badLimit,
            unavailable
        case keyMissing, notJSON, malformed, badPeriod, foreignStation, noStation

        var type: ProblemType {
            switch self {
            case .unauthorized: .unauthorized
            case .tooManyRequests, .tooManyActs, .tooManyPhotos: .tooManyRequests
            case .notFound: .notFound
            case .methodNotAllowed: .methodNotAllowed
            case .badCursor: .badCursor
            case .badLimit: .badLimit
            case .unavailable: .unavailable
            case .keyMissing: .keyMissing
            case .notJSON: .notJSON
            case .malformed: .malformed
            case .badPeriod: .badPeriod
            case .foreignStation: .foreignStation
            case .noStation: .noStation
            }
        }

        /// The key of the title; that of what to do is `.detail` behind it.
        fileprivate var key: String {
            switch self {
            case .unauthorized: "api.unauthorized"
            case .tooManyRequests: "api.too-many"
            case .tooManyActs: "api.too-many-acts"
            case .tooManyPhotos: "api.too-many-photos"
            case .notFound: "api.not-found"
            case .methodNotAllowed: "api.method"
            case .badCursor: "api.cursor"
            case .badLimit: "api.limit"
            case .badPeriod: "api.period"
            case .foreignStation: "api.foreign-station"
            case .noStation: "api.no-station"
            case .unavailable: "api.unavailable"
            case .keyMissing: "api.key"
            case .notJSON: "api.json"
            case .malformed: "api.malformed"
            }
        }
    }

    /// The answer for one kind of problem.
    func response(_ kind: Kind) -> Response {
        let words = Assets.pages(language)
        return response(kind.type, title: words(kind.key), detail: words("\(kind.key).detail"))
    }

    /// The most characters of a member's name that an answer repeats.
    private static let nameLimit = 100

    /// The answer to a document that has a member twice.
    func response(repeated member: String) -> Response {
        let (words, name) = (Assets.pages(language), String(member.prefix(Self.nameLimit)))
        return response(
            .badMember, title: words("api.repeated", ["member": name]), detail: words("api.repeated.detail"),
            [JSON.Member("member", .string(name))])
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
        _ type: ProblemType, title: String, detail: String, _ members: [JSON.Member] = []
    ) -> Response {
        let body: [JSON.Member] = [
            .init("type", .string(type.uri)), .init("title", .string(title)),
            .init("status", .integer(type.status.code)), .init("detail", .string(detail)),
        ]
        let contentType = Header("Content-Type", "application/problem+json")
        return Response(
            status: type.status, headers: PageHeaders.bare + [contentType],
            body: JSON.object(body + members).bytes + [0x0A], route: "/api/v1")
    }
}
