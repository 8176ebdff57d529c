import Synchronization

/// The way back for one answer: exactly one, from any thread.
///
/// One that nobody keeps and nobody has used answers 500 in the handler's words.
package struct Responder: Sendable {
    private let exchange: PendingExchange
    private var route: StaticString?

    init(loop: EventLoop, key: ConnectionKey, presence: Connection.Presence) {
        exchange = PendingExchange(loop: loop, key: key, presence: presence)
    }

    /// The same way back; access log and metrics call the resource of every answer that takes it `route`, whatever the
    /// answer itself calls it.
    package func labelled(_ route: StaticString) -> Responder {
        var labelled = self
        labelled.route = route
        return labelled
    }

    /// Says what to answer when nothing has been sent within ``Deadlines/handler``; without it the answer is the handler's
    /// refusal for ``RefusalReason/handlerTimedOut``.
    ///
    /// To be called within ``RequestHandler/handle(_:_:)``, on its thread.
    ///
    /// - Parameter answer: Makes the answer; called on the event loop's thread.
    package func onTimeout(_ answer: @escaping @Sendable () -> Response) {
        exchange.onTimeout(AnswerMaker(make: answer, route: route))
    }

    /// Whether the peer has shut its side: most have left then, some only have nothing more to say.
    package var hasHungUp: Bool { exchange.presence.hasHungUp }

    /// Whether nobody is left to answer: the connection is closed, or has been answered in the handler's stead.
    package var hasGone: Bool { exchange.presence.hasGone }

    /// Has the server answer as if the time were up: what ``onTimeout(_:)`` says, or the handler's refusal. For a handler
    /// that has no room for the request.
    package func decline() { exchange.decline() }

    /// Sends the answer; a second one is ignored.
    package func send(_ response: consuming Response) {
        if let route { response.route = route }
        exchange.send(response)
    }

    /// Sends the answer that a function makes; a second one is ignored.
    ///
    /// - Parameter answer: Makes the answer; called on the event loop's thread, if the connection is still there. What is
    ///   kept for the answer alone is let go of there too, where it came from.
    package func send(_ answer: @escaping @Sendable () -> Response) {
        exchange.send(AnswerMaker(make: answer, route: route))
    }
}

/// What makes an answer where it is sent from.
struct AnswerMaker: Sendable {
    let make: @Sendable () -> Response
    /// What the answer's route is called, if not as the answer itself says.
    let route: StaticString?

    func callAsFunction() -> Response {
        var response = make()
        if let route { response.route = route }
        return response
    }
}

private final class PendingExchange: Sendable {
    private let loop: EventLoop
    private let key: ConnectionKey
    let presence: Connection.Presence
    private let isAnswered = Atomic(false)

    init(loop: EventLoop, key: ConnectionKey, presence: Connection.Presence) {
        self.loop = loop
        self.key = key
        self.presence = presence
    }

    deinit {
        if !isAnswered.load(ordering: .acquiring) { loop.deliver(nil, to: key) }
    }

    func onTimeout(_ answer: AnswerMaker) { loop.connection(key)?.fallback = answer }

    func send(_ response: consuming Response) {
        if isAnswered.exchange(true, ordering: .acquiringAndReleasing) { return }
        loop.deliver(response, to: key)
    }

    func decline() {
        if isAnswered.exchange(true, ordering: .acquiringAndReleasing) { return }
        loop.deliverRefusal(to: key)
    }

    func send(_ answer: AnswerMaker) {
        if isAnswered.exchange(true, ordering: .acquiringAndReleasing) { return }
        loop.deliver(answer, to: key)
    }
}
