import Synchronization

/// How many connections a server has, in all and from each client network.
final class ConnectionCensus: Sendable {
    /// Event loops that may still accept connections, and give them to others.
    let acceptingLoops: Atomic<Int>

    private struct Counts {
        var total = 0
        var byNetwork: [IPAddress: Int] = [:]
    }

    enum Verdict: Equatable {
        case admitted
        case tooManyFromClient
    }

    private let maximum: Int
    private let maximumPerClient: Int
    private let proxies: TrustedProxies
    private let counts = Mutex(Counts())

    init(maximum: Int, maximumPerClient: Int, proxies: TrustedProxies, loops: Int) {
        acceptingLoops = Atomic(loops)
        self.maximum = maximum
        self.maximumPerClient = maximumPerClient
        self.proxies = proxies
    }

    /// Whether no connection may be added.
    var isFull: Bool { counts.withLock { $0.total >= maximum } }

    /// Counts a new connection in, unless its client has enough of them.
    func enter(_ address: IPAddress) -> Verdict {
        let isProxy = proxies.trusts(address)
        return counts.withLock { counts in
            if !isProxy {
                let network = address.network
                let present = counts.byNetwork[network, default: 0]
                if present >= maximumPerClient { return .tooManyFromClient }
                counts.byNetwork[network] = present + 1
            }
            counts.total += 1
            return .admitted
        }
    }

    /// Counts an ended connection out.
    func leave(_ address: IPAddress) {
        let isProxy = proxies.trusts(address)
        counts.withLock { counts in
            counts.total -= 1
            if isProxy { return }
            let network = address.network
            let present = counts.byNetwork[network, default: 1] - 1
            counts.byNetwork[network] = present > 0 ? present : nil
        }
    }
}
