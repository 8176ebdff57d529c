import Synchronization

/// Token buckets by client network and by a further key such as a code: both must have a token left.
///
/// Each bucket is one number, the time at which it would be full again (the generic cell rate algorithm,
/// ITU-T I.371). The tables are bounded: the older half of a full one is forgotten, which can only be kind.
package final class RateLimiter: Sendable {
    /// How many requests a bucket lets through.
    package struct Rate: Sendable {
        /// Milliseconds in which one token comes back.
        let interval: UInt64
        /// Milliseconds of tokens that a full bucket holds beyond the first.
        let tolerance: UInt64

        /// A rate of `count` in `seconds`, of which `burst` may come at once.
        package init(_ count: Int, inSeconds seconds: Int, burst: Int) {
            precondition(count > 0 && seconds > 0 && burst > 0, "a rate is positive")
            interval = max(1, UInt64(seconds) * 1000 / UInt64(count))
            tolerance = interval * UInt64(burst - 1)
        }
    }

    package enum Verdict: Sendable, Equatable {
        case allowed
        /// The client has had its share; after so many seconds, at least 1, for the Retry-After field, it may ask again.
        case limited(retryAfter: Int)
        /// The key has none left, but for that the client might go on; nothing is taken.
        case crowded(retryAfter: Int)
    }

    private struct Tables {
        var clients = Table<IPAddress>()
        var keys = Table<String>()
    }

    private let byClient: Rate
    private let byKey: Rate
    private let capacity: Int
    private let tables = Mutex(Tables())

    /// A limiter with full buckets.
    ///
    /// - Parameters:
    ///   - byClient: The rate of one IPv4 address or IPv6 /64.
    ///   - byKey: The rate of one key, whoever asks.
    ///   - capacity: Buckets kept of each kind, at most.
    package init(byClient: Rate, byKey: Rate, capacity: Int = 65_536) {
        self.byClient = byClient
        self.byKey = byKey
        self.capacity = max(2, capacity)
    }

    /// Takes tokens of the client and, where there is a key, as many of the key; both or none.
    ///
    /// - Parameters:
    ///   - client: Who asks; nothing where only the key counts.
    ///   - key: What it is about, such as a code.
    ///   - tokens: How many: who asks for much has to wait until all it took before would be paid.
    ///   - now: Milliseconds on a clock that never goes back.
    /// - Returns: Whether there were tokens.
    package func admit(
        _ client: ClientAddress?, key: String? = nil, tokens: Int = 1, at now: UInt64
    ) -> Verdict {
        let network = client?.address.network
        return tables.withLock { tables in
            let clientWait = network.map { tables.clients.wait($0, byClient, now) } ?? 0
            if clientWait > 0 { return .limited(retryAfter: Self.seconds(clientWait)) }
            let keyWait = key.map { tables.keys.wait($0, byKey, now) } ?? 0
            if keyWait > 0 { return .crowded(retryAfter: Self.seconds(keyWait)) }
            if let network { tables.clients.take(network, tokens, byClient, now, capacity) }
            if let key { tables.keys.take(key, tokens, byKey, now, capacity) }
            return .allowed
        }
    }

    /// As ``admit(_:key:tokens:at:)``, by the monotonic clock.
    package func admit(_ client: ClientAddress?, key: String? = nil, tokens: Int = 1) -> Verdict {
        admit(client, key: key, tokens: tokens, at: monotonicMilliseconds())
    }

    private static func seconds(_ milliseconds: UInt64) -> Int { Int((milliseconds + 999) / 1000) }

    /// Buckets in two generations, so that forgetting costs no search.
    private struct Table<Key: Hashable> {
        private var young: [Key: UInt64] = [:]
        private var old: [Key: UInt64] = [:]

        /// Milliseconds until the key has a token.
        func wait(_ key: Key, _ rate: Rate, _ now: UInt64) -> UInt64 {
            let full = young[key] ?? old[key] ?? now
            return full > now + rate.tolerance ? full - now - rate.tolerance : 0
        }

        mutating func take(_ key: Key, _ tokens: Int, _ rate: Rate, _ now: UInt64, _ capacity: Int) {
            let full = max(young[key] ?? old[key] ?? now, now) + rate.interval * UInt64(tokens)
            if young.count >= capacity / 2, young[key] == nil { (old, young) = (young, [:]) }
            young[key] = full
        }
    }
}
