import Synchronization

/// The way back for one answer: exactly one, from any thread.
///
/// One that nobody keeps and nobody has used answers 500 in the handler's words.
package struct Responder: Sendable {
    private let exchange: PendingExchange
    private var route: StaticString?

    init(loop: EventLoop, key: ConnectionKey) { exchange = PendingExchange(loop: loop, key: key) }

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
    private let isAnswered = Atomic(false)

    init(loop: EventLoop, key: ConnectionKey) {
        self.loop = loop
        self.key = key
    }

    deinit {
        if !isAnswered.load(ordering: .acquiring) { loop.deliver(nil, to: key) }
    }

    func onTimeout(_ answer: AnswerMaker) { loop.connection(key)?.fallback = answer }

    func send(_ response: consuming Response) {
        if isAnswered.exchange(true, ordering: .acquiringAndReleasing) { return }
        loop.deliver(response, to: key)
    }

    func send(_ answer: AnswerMaker) {
        if isAnswered.exchange(true, ordering: .acquiringAndReleasing) { return }
        loop.deliver(answer, to: key)
    }
}
