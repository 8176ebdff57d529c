/// The request methods that a form service tells apart (RFC 9110 section 9).
package enum Method: Sendable, Equatable {
    case get
    case head
    case post
    /// To put something in the place of what stands at a path, or where nothing does.
    case put
    /// To take away what stands at a path.
    case delete
    /// A method that the server knows and offers nowhere, such as PATCH: the handler answers 405.
    case other

    /// The method that a token names; nothing for one that this server has never heard of.
    init?(_ token: Span<UInt8>) {
        if token.spells("GET") {
            self = .get
        } else if token.spells("POST") {
            self = .post
        } else if token.spells("HEAD") {
            self = .head
        } else if token.spells("PUT") {
            self = .put
        } else if token.spells("DELETE") {
            self = .delete
        } else if token.spells("OPTIONS") || token.spells("PATCH") || token.spells("TRACE") {
            self = .other
        } else {
            return nil
        }
    }

    /// What a log calls it.
    package var name: StaticString {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        case .other: "other"
        }
    }
}
