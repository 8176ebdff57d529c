import LiaisonHTTP
import LiaisonWording

extension ProblemDetails {
    /// The answer to a request that the server turns away before or instead of a handler.
    func refusal(_ reason: RefusalReason) -> Response {
        let words = Assets.pages(language)
        let (title, detail) =
            switch reason {
            case .malformed: (words("api.request"), words("api.request.detail"))
            case .timedOut: (words("api.timeout"), words("api.timeout.detail"))
            case .lengthRequired: (words("api.length"), words("api.length.detail"))
            case .contentTooLarge: (words("api.too-large"), words("api.too-large.detail"))
            case .targetTooLong, .headersTooLarge: (words("api.head"), words("api.head.detail"))
            case .expectationFailed, .notImplemented, .versionNotSupported:
                (words("api.protocol"), words("api.protocol.detail"))
            case .handlerTimedOut: (words("api.unavailable"), words("api.unavailable.detail"))
            case .handlerFailed: (words("api.internal"), words("api.internal.detail"))
            }
        var response = response(ProblemType(reason), title: title, detail: detail)
        response.route = "refused"
        return response
    }
}
