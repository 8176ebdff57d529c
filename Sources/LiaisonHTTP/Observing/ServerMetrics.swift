/// Counts what a server does, for its metrics page.
package final class ServerMetrics: ServerObserver {
    /// Answers of 1xx to 5xx; the first stays empty.
    private let answers = (1...5).map { _ in Counter() }
    private let durations = Histogram.durations()
    private let received = Counter()
    private let sent = Counter()
    private let connections = Gauge()
    private let accepted = Counter()
    private let refused = Counter()
    private let pauses = Counter()
    private let cuts = Counter()

    package init() {}

    package func answered(_ exchange: Exchange) {
        answers[exchange.status.code / 100 - 1].add()
        durations.observe(Int(exchange.nanoseconds))
        received.add(exchange.requestBytes)
        sent.add(exchange.responseBytes)
    }

    package func connectionOpened() {
        connections.add(1)
        accepted.add()
    }

    package func connectionClosed() { connections.add(-1) }
    package func connectionRefused() { refused.add() }
    package func acceptingPaused() { pauses.add() }
    package func answerCut() { cuts.add() }

    /// Appends all families.
    package func write(to text: inout MetricsText) {
        text.family("liaison_http_requests_total", type: "counter", help: "Answers sent, by class of status.")
        for (index, counter) in answers.enumerated().dropFirst() {
            text.sample("liaison_http_requests_total", counter.value, [("class", "\(index + 1)xx")])
        }
        text.family(
            "liaison_http_request_duration_seconds", type: "histogram",
            help: "Time from a whole request head to the last byte of the answer given to the kernel.")
        text.histogram("liaison_http_request_duration_seconds", durations)
        text.counter("liaison_http_received_bytes_total", received, help: "Bytes of content received.")
        text.counter("liaison_http_sent_bytes_total", sent, help: "Bytes of content sent.")
        text.gauge("liaison_http_connections", connections.value, help: "Connections open now.")
        text.counter("liaison_http_connections_total", accepted, help: "Connections accepted.")
        text.counter(
            "liaison_http_connections_refused_total", refused,
            help: "Connections turned away, too many from one client.")
        text.counter(
            "liaison_http_accept_pauses_total", pauses,
            help: "Pauses in accepting, out of descriptors or at the limit of connections.")
        text.counter(
            "liaison_http_answers_cut_total", cuts,
            help: "Answers cut off, too much of them left untaken by one client.")
    }
}

/// Passes on to several observers.
package struct ObserverGroup: ServerObserver {
    private let observers: [any ServerObserver]

    package init(_ observers: [any ServerObserver]) { self.observers = observers }

    package func answered(_ exchange: Exchange) { for observer in observers { observer.answered(exchange) } }
    package func connectionOpened() { for observer in observers { observer.connectionOpened() } }
    package func connectionClosed() { for observer in observers { observer.connectionClosed() } }
    package func connectionRefused() { for observer in observers { observer.connectionRefused() } }
    package func acceptingPaused() { for observer in observers { observer.acceptingPaused() } }
    package func answerCut() { for observer in observers { observer.answerCut() } }
}
