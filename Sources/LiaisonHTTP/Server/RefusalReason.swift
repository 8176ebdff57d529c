/// Why the server itself turns a request away; the connection closes after the answer.
package enum RefusalReason: Sendable, Equatable {
    /// The request breaks RFC 9112 or RFC 9110 where nothing may be guessed.
    case malformed
    /// The request did not arrive in time, or too slowly.
    case timedOut
    /// A request with content must say how long it is.
    case lengthRequired
    /// The content is longer than the handler allows.
    case contentTooLarge
    /// The request line is longer than allowed.
    case targetTooLong
    /// The header fields are longer or more than allowed.
    case headersTooLarge
    /// An expectation other than `100-continue`.
    case expectationFailed
    /// An unknown method or transfer coding.
    case notImplemented
    /// A major version of HTTP other than 1.
    case versionNotSupported
    /// The handler has not answered in time, or has no room for the request.
    case handlerTimedOut
    /// The handler let go of its responder without an answer.
    case handlerFailed

    /// The status that says so.
    package var status: Status {
        switch self {
        case .malformed: .badRequest
        case .timedOut: .requestTimeout
        case .lengthRequired: .lengthRequired
        case .contentTooLarge: .contentTooLarge
        case .targetTooLong: .uriTooLong
        case .headersTooLarge: .requestHeaderFieldsTooLarge
        case .expectationFailed: .expectationFailed
        case .notImplemented: .notImplemented
        case .versionNotSupported: .versionNotSupported
        case .handlerTimedOut: .serviceUnavailable
        case .handlerFailed: .internalServerError
        }
    }
}
