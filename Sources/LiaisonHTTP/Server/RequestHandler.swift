/// What a server does with requests; called on event-loop threads, where nothing may block.
package protocol RequestHandler: Sendable {
    /// The most bytes of content that a request may have; a longer one is refused with 413.
    ///
    /// Asked only for requests that announce content.
    func bodyLimit(for head: RequestHead) -> Int

    /// The limits of a form that comes as multipart/form-data; nothing to have such content as plain bytes.
    ///
    /// With limits, a form that is too long for ``bodyLimit(for:)`` is not refused: the handler gets what came
    /// before, with ``FormError/tooLarge`` in ``FormFields/error``, so that it can give the text back.
    func formLimits(for head: RequestHead) -> FormLimits?

    /// Answers a request, now or later, through its responder.
    func handle(_ request: Request, _ responder: Responder)

    /// Words the answer to a request that the server turns away; its status should be the reason's.
    ///
    /// The connection closes afterwards, except after ``RefusalReason/handlerFailed`` and where the handler has no room.
    ///
    /// - Parameters:
    ///   - head: What was understood of the request: of a head that broke off the fields before the break, of a
    ///     request line that was too long, broke off or isn't valid no more than what its path begins with, and
    ///     nothing where not even that can be told.
    ///   - reason: Why.
    /// - Returns: The answer.
    func refusal(of head: RequestHead?, _ reason: RefusalReason) -> Response

    /// What every answer without a page has beside its own fields: the server adds it to those that no handler makes, as to
    /// `OPTIONS *`.
    var commonHeaders: [Header] { get }
}

extension RequestHandler {
    package var commonHeaders: [Header] { [] }

    package func formLimits(for head: RequestHead) -> FormLimits? { nil }

    package func refusal(of head: RequestHead?, _ reason: RefusalReason) -> Response {
        Response(status: reason.status)
    }
}
