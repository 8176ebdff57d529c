/// A response's status code and reason phrase (RFC 9110 section 15).
package struct Status: Sendable, Equatable {
    /// 200 to 599: interim answers are the server's own affair.
    package let code: Int
    /// The whole status line, its line end included.
    let line: StaticString

    private init(_ code: Int, _ line: StaticString) {
        self.code = code
        self.line = line
    }

    package static func == (first: Status, second: Status) -> Bool { first.code == second.code }

    package static let ok = Status(200, "HTTP/1.1 200 OK\r\n")
    package static let created = Status(201, "HTTP/1.1 201 Created\r\n")
    package static let accepted = Status(202, "HTTP/1.1 202 Accepted\r\n")
    package static let noContent = Status(204, "HTTP/1.1 204 No Content\r\n")
    package static let movedPermanently = Status(301, "HTTP/1.1 301 Moved Permanently\r\n")
    package static let found = Status(302, "HTTP/1.1 302 Found\r\n")
    package static let seeOther = Status(303, "HTTP/1.1 303 See Other\r\n")
    package static let notModified = Status(304, "HTTP/1.1 304 Not Modified\r\n")
    package static let permanentRedirect = Status(308, "HTTP/1.1 308 Permanent Redirect\r\n")
    package static let badRequest = Status(400, "HTTP/1.1 400 Bad Request\r\n")
    package static let unauthorized = Status(401, "HTTP/1.1 401 Unauthorized\r\n")
    package static let forbidden = Status(403, "HTTP/1.1 403 Forbidden\r\n")
    package static let notFound = Status(404, "HTTP/1.1 404 Not Found\r\n")
    package static let methodNotAllowed = Status(405, "HTTP/1.1 405 Method Not Allowed\r\n")
    package static let notAcceptable = Status(406, "HTTP/1.1 406 Not Acceptable\r\n")
    package static let requestTimeout = Status(408, "HTTP/1.1 408 Request Timeout\r\n")
    package static let conflict = Status(409, "HTTP/1.1 409 Conflict\r\n")
    package static let gone = Status(410, "HTTP/1.1 410 Gone\r\n")
    package static let lengthRequired = Status(411, "HTTP/1.1 411 Length Required\r\n")
    package static let preconditionFailed = Status(412, "HTTP/1.1 412 Precondition Failed\r\n")
    package static let contentTooLarge = Status(413, "HTTP/1.1 413 Content Too Large\r\n")
    package static let uriTooLong = Status(414, "HTTP/1.1 414 URI Too Long\r\n")
    package static let unsupportedMediaType = Status(415, "HTTP/1.1 415 Unsupported Media Type\r\n")
    package static let expectationFailed = Status(417, "HTTP/1.1 417 Expectation Failed\r\n")
    package static let misdirectedRequest = Status(421, "HTTP/1.1 421 Misdirected Request\r\n")
    package static let unprocessableContent = Status(422, "HTTP/1.1 422 Unprocessable Content\r\n")
    package static let preconditionRequired = Status(428, "HTTP/1.1 428 Precondition Required\r\n")
    package static let tooManyRequests = Status(429, "HTTP/1.1 429 Too Many Requests\r\n")
    package static let requestHeaderFieldsTooLarge = Status(
        431, "HTTP/1.1 431 Request Header Fields Too Large\r\n")
    package static let internalServerError = Status(500, "HTTP/1.1 500 Internal Server Error\r\n")
    package static let notImplemented = Status(501, "HTTP/1.1 501 Not Implemented\r\n")
    package static let badGateway = Status(502, "HTTP/1.1 502 Bad Gateway\r\n")
    package static let serviceUnavailable = Status(503, "HTTP/1.1 503 Service Unavailable\r\n")
    package static let gatewayTimeout = Status(504, "HTTP/1.1 504 Gateway Timeout\r\n")
    package static let versionNotSupported = Status(505, "HTTP/1.1 505 HTTP Version Not Supported\r\n")
    package static let insufficientStorage = Status(507, "HTTP/1.1 507 Insufficient Storage\r\n")

    /// Whether an answer of this status never has content: 204 and 304 (RFC 9110 section 6.4.1).
    var forbidsContent: Bool { code == 204 || code == 304 }
}
