import Synchronization

/// Something scarce that all clients share, such as connections or bytes of memory.
///
/// A client may hold as much as a fixed part of what is still free, so that the more there are who want much, the less each
/// gets, and something is always left for one who comes later (dynamic thresholds after Choudhury and Hahne).
final class Allotment: Sendable {
    /// How much there is.
    struct Size: Sendable {
        /// For all clients together.
        let total: Int
        /// For one of them, when everything is free.
        let most: Int
        /// For one of them in any case, as long as there is so much.
        let least: Int
        /// What is free is divided by this for one of them.
        let part: Int
    }

    private struct Counts {
        var total = 0
        var byNetwork: [IPAddress: Int] = [:]
    }

    private let size: Size
    private let counts = Mutex(Counts())

    init(_ size: Size) { self.size = size }

    /// How much all clients hold.
    var total: Int { counts.withLock { $0.total } }

    /// Whether nothing is left.
    var isExhausted: Bool { total >= size.total }

    /// Takes some for a client, unless it would have too much then; nobody gets a part of it.
    ///
    /// - Parameters:
    ///   - amount: How much.
    ///   - client: For whom: an IPv4 address or IPv6 /64; nothing for one who may have all that there is.
    /// - Returns: Whether it was taken.
    func take(_ amount: Int, for client: IPAddress?) -> Bool {
        let network = client?.network
        return counts.withLock { counts in
            let free = size.total - counts.total
            if amount > free { return false }
            if let network {
                let held = counts.byNetwork[network, default: 0] + amount
                if held > size.least, held > min(size.most, free / size.part) { return false }
                counts.byNetwork[network] = held
            }
            counts.total += amount
            return true
        }
    }

    /// Gives back what was taken for a client.
    func give(_ amount: Int, for client: IPAddress?) {
        let network = client?.network
        counts.withLock { counts in
            counts.total -= amount
            guard let network else { return }
            let left = counts.byNetwork[network, default: amount] - amount
            counts.byNetwork[network] = left > 0 ? left : nil
        }
    }
}
