/// One request and its answer, as access log and metrics see them: no path, no query, no text.
package struct Exchange: Sendable {
    /// The method; nothing where what came has none.
    package var method: Method?
    /// What the handler calls the resource.
    package var route: StaticString?
    package var status = Status.ok
    /// Bytes of the request's content.
    package var requestBytes = 0
    /// Bytes of the answer's content.
    package var responseBytes = 0
    /// Who asked; the peer where the head was not understood.
    package var client: ClientAddress?
    /// From the event loop's round in which the whole head was there to the last byte given to the kernel.
    package var nanoseconds: UInt64 = 0

    var start: UInt64 = 0

    init() {}
}

/// Hears what the server does; called on event-loop threads, so it must not block.
package protocol ServerObserver: Sendable {
    /// An answer has gone out.
    func answered(_ exchange: Exchange)
    func connectionOpened()
    func connectionClosed()
    /// A connection was turned away: too many from its address.
    func connectionRefused()
    /// Accepting pauses for a moment: out of descriptors, or at the limit of connections.
    func acceptingPaused()
    /// An answer was cut off: its client leaves too much of its answers untaken.
    func answerCut()
}

extension ServerObserver {
    package func answered(_ exchange: Exchange) {}
    package func connectionOpened() {}
    package func connectionClosed() {}
    package func connectionRefused() {}
    package func acceptingPaused() {}
    package func answerCut() {}
}

/// An observer that takes no note of anything.
package struct SilentObserver: ServerObserver {
    package init() {}
}
