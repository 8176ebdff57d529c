import Synchronization

/// How many connections a server has, in all and from each client network.
final class ConnectionCensus: Sendable {
    /// Event loops that may still accept connections, and give them to others.
    let acceptingLoops: Atomic<Int>

    private let proxies: TrustedProxies
    private let connections: Allotment

    /// What one client may have of the connections that are left: a fourth, or so many in any case.
    private static let part = 4
    private static let least = 16

    init(maximum: Int, maximumPerClient: Int, proxies: TrustedProxies, loops: Int) {
        acceptingLoops = Atomic(loops)
        self.proxies = proxies
        connections = Allotment(
            .init(
                total: maximum, most: maximumPerClient, least: min(Self.least, maximumPerClient),
                part: Self.part))
    }

    /// Whether no connection may be added.
    var isFull: Bool { connections.isExhausted }

    /// Counts a new connection in, unless its client has enough of them.
    ///
    /// - Returns: Whether it may stay.
    func enter(_ address: IPAddress) -> Bool { connections.take(1, for: client(at: address)) }

    /// Counts an ended connection out.
    func leave(_ address: IPAddress) { connections.give(1, for: client(at: address)) }

    /// Whose connection it is; nothing for a trusted proxy's, which has many clients.
    private func client(at address: IPAddress) -> IPAddress? { proxies.trusts(address) ? nil : address }
}
