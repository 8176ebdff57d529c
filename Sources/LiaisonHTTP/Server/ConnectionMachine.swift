/// One connection as a value: bytes go in, actions come out; it knows no socket and no clock.
///
/// Requests are taken one at a time: what a client sends beyond the present one (pipelining, RFC 9112
/// section 9.3.2) waits in the buffer until ``finishRequest()``.
struct ConnectionMachine {
    enum Action {
        /// More bytes are needed.
        case receive
        /// A request with content begins: ``admit(bodyLimit:)`` must follow.
        case admit(RequestHead)
        /// The client waits for leave to send its content: `100 Continue` goes out.
        case sendContinue
        /// Content stands at these indices of ``buffer``, until the next ``receive(_:)``.
        case body(Range<Int>)
        /// The request is whole; after its answer, ``finishRequest()``.
        case request(RequestHead)
        /// The content is longer than allowed, and its admission asked to have the request anyway; after its
        /// answer the connection ends.
        case cut(RequestHead)
        /// `OPTIONS *` asks for the server as a whole; after its answer, ``finishRequest()``.
        case options
        /// The request can't be answered but with a refusal, in view of what is understood of it; the connection
        /// ends.
        case refuse(RefusalReason, RequestHead?)
    }

    private enum State {
        case head
        case admitting(RequestHead)
        case length(RequestHead, remaining: Int)
        case chunked(RequestHead, ChunkedDecoder)
        case cut(RequestHead)
        case whole(RequestHead)
        case handling
        case ended
    }

    /// Bytes of room that an idle connection keeps for its next request.
    private static let keptCapacity = 4 * 1024

    private let peer: IPAddress
    private let limits: RequestLimits
    private let proxies: TrustedProxies
    private let peerIsTrusted: Bool

    /// Received bytes; those before ``start`` are used up.
    private(set) var buffer: [UInt8] = []
    private var start = 0
    private var state = State.head
    private var parser: RequestHeadParser
    private var framing = BodyFraming.none
    private var owesContinue = false
    private var cuts = false
    /// Bytes of the present content beyond its limit.
    private var excess = 0
    private var skippedEmptyLine = false

    /// Whether another request may follow the present one.
    private(set) var keepsAlive = true

    init(peer: IPAddress, limits: RequestLimits, proxies: TrustedProxies) {
        self.peer = peer
        self.limits = limits
        self.proxies = proxies
        peerIsTrusted = proxies.trusts(peer)
        parser = RequestHeadParser(limits: limits)
    }

    /// Whether it stands between two requests with nothing of the next one received.
    var isIdle: Bool {
        if case .head = state { return start == buffer.count && parser.isUntouched }
        return false
    }

    /// Whether it waits for the rest of a request's content.
    var isReadingBody: Bool {
        switch state {
        case .length, .chunked: true
        default: false
        }
    }

    /// What is understood of the request that is arriving; nothing before its path begins.
    ///
    /// A head that isn't whole has the fields so far, and the peer for its client: the field that names another
    /// may be still to come. Of a request line that isn't whole or not valid it has what the path begins with.
    var understood: RequestHead? {
        switch state {
        case .admitting(let head), .length(let head, _), .chunked(let head, _), .cut(let head),
            .whole(let head):
            return head
        case .handling, .ended: return nil
        case .head:
            let headers = parser.headers(of: buffer, from: start)
            guard let line = parser.line else {
                return RequestLine.beginning(of: buffer.span.extracting(start...)).map { method, path in
                    RequestHead(
                        method: method, path: path, query: [], headers: headers, client: ClientAddress(peer))
                }
            }
            guard case .resource(let path, let query) = line.target else { return nil }
            return RequestHead(
                method: line.method, path: path, query: query, headers: headers, client: ClientAddress(peer))
        }
    }

    /// Whether bytes beyond the present request have arrived.
    var hasUnreadBytes: Bool { start < buffer.count }

    /// Takes bytes from the peer.
    mutating func receive(_ bytes: UnsafeRawBufferPointer) {
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            start = 0
        } else if start > 0 {
            buffer.removeSubrange(..<start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next thing to do.
    mutating func next() -> Action {
        switch state {
        case .head: return nextOfHead()
        case .admitting, .handling, .ended: return .receive
        case .length(let head, let remaining):
            if let action = continueIfOwed() { return action }
            let range = start..<min(buffer.count, start + remaining)
            if range.isEmpty { return .receive }
            start = range.upperBound
            if range.count < remaining {
                state = .length(head, remaining: remaining - range.count)
            } else {
                state = excess > 0 ? .cut(head) : .whole(head)
            }
            return .body(range)
        case .chunked(let head, var decoder):
            if let action = continueIfOwed() { return action }
            return nextOfChunked(head, &decoder)
        case .cut(let head): return cut(head)
        case .whole(let head):
            state = .handling
            return .request(head)
        }
    }

    /// Allows the announced request as many bytes of content.
    ///
    /// - Parameters:
    ///   - bodyLimit: The most bytes of content.
    ///   - cuts: Whether a longer one is read up to the limit and ends in ``Action/cut(_:)``; otherwise it is
    ///     refused, unread where its length is known.
    mutating func admit(bodyLimit: Int, cuts: Bool = false) {
        guard case .admitting(let head) = state else { return }
        self.cuts = cuts
        switch framing {
        case .length(let length):
            excess = max(0, length - bodyLimit)
            let readable = cuts ? length - excess : length
            state = readable == 0 || excess > 0 && !cuts ? .cut(head) : .length(head, remaining: readable)
        case .chunked, .none:
            state = .chunked(head, ChunkedDecoder(limits: limits, bodyLimit: bodyLimit))
        }
    }

    /// Declares the present request answered.
    mutating func finishRequest() {
        state = keepsAlive ? .head : .ended
        // Many idle connections must not each keep what one burst of requests has grown.
        if start == buffer.count, buffer.capacity > Self.keptCapacity {
            buffer = []
            start = 0
        }
    }

    private mutating func nextOfHead() -> Action {
        if parser.isUntouched, !skippedEmptyLine, start < buffer.count,
            buffer[start] == ByteClass.carriageReturn
        {
            // One empty line before a request is forgiven (RFC 9112 section 2.2).
            guard start + 1 < buffer.count else { return .receive }
            guard buffer[start + 1] == ByteClass.lineFeed else { return refuse(.malformed) }
            start += 2
            skippedEmptyLine = true
        }
        switch parser.advance(over: buffer, from: start) {
        case .incomplete: return .receive
        case .failed(let reason): return refuse(reason, understood)
        case .complete(let head): return begin(head)
        }
    }

    private mutating func begin(_ parsed: consuming ParsedHead) -> Action {
        start += parsed.length
        parser = RequestHeadParser(limits: limits)
        skippedEmptyLine = false
        keepsAlive = parsed.keepsAlive
        framing = parsed.framing
        // Taken out, not copied: every copy of an array counts its references up and down.
        var (target, headers) = (RequestTarget.server, Headers.none)
        swap(&target, &parsed.line.target)
        swap(&headers, &parsed.headers)
        guard case .resource(let path, let query) = consume target else {
            guard framing == .none || framing == .length(0) else { return refuse(.contentTooLarge) }
            state = .handling
            return .options
        }
        let client =
            peerIsTrusted ? proxies.client(behind: peer, headers: headers) : ClientAddress(peer)
        let head = RequestHead(
            method: parsed.line.method, path: path, query: query, headers: headers, client: client)
        if framing == .none || framing == .length(0) {
            state = .handling
            return .request(head)
        }
        owesContinue = parsed.expectsContinue
        state = .admitting(head)
        return .admit(head)
    }

    private mutating func nextOfChunked(_ head: RequestHead, _ decoder: inout ChunkedDecoder) -> Action {
        // The state must not hold a second copy of the decoder while it changes.
        state = .ended
        let step = decoder.step(buffer.span, at: start)
        switch step {
        case .receive:
            start = buffer.count
            state = .chunked(head, decoder)
            return .receive
        case .data(let range):
            start = range.upperBound
            state = .chunked(head, decoder)
            return .body(range)
        case .end(let index):
            start = index
            state = .handling
            return .request(head)
        case .failed(.contentTooLarge): return cut(head)
        case .failed(let reason): return refuse(reason, head)
        }
    }

    private mutating func cut(_ head: RequestHead) -> Action {
        guard cuts else { return refuse(.contentTooLarge, head) }
        keepsAlive = false
        state = .handling
        return .cut(head)
    }

    private mutating func continueIfOwed() -> Action? {
        guard owesContinue else { return nil }
        owesContinue = false
        return start == buffer.count ? .sendContinue : nil
    }

    private mutating func refuse(_ reason: RefusalReason, _ head: RequestHead? = nil) -> Action {
        state = .ended
        keepsAlive = false
        return .refuse(reason, head)
    }
}
