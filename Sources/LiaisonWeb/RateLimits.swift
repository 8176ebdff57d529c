import LiaisonCodes
import LiaisonHTTP
import LiaisonInstallation

/// The rate limits of the public listener: by the client's network and by what a request is about.
///
/// A village behind one address, or the customers of a mobile network, must never notice them; only a machine does.
package final class RateLimits: Sendable {
    /// What a request asks for.
    enum Kind {
        /// A page that costs next to nothing.
        case page
        /// A message to a code, or an addition to a case.
        case message(about: String)
        /// A receipt by its number and query code.
        case lookUp(CaseNumber)
        /// A token that was never issued, or none at all.
        case unknownToken
        /// Anything by a token that is on record, named by its record.
        case staff(String)
    }

    private let proxies: TrustedProxies
    private let pages: RateLimiter
    private let messages: RateLimiter
    private let lookUps: RateLimiter
    private let unknownTokens: RateLimiter
    private let staff: RateLimiter
    /// Requests that came too often: answered with 429, but for what was sent before.
    let refused = Counter()

    /// Limiters with all their tokens.
    ///
    /// - Parameters:
    ///   - allowance: What one address may ask for in an hour.
    ///   - proxies: Whoever they speak for is limited, never they themselves.
    package init(_ allowance: RateAllowance, proxies: TrustedProxies) {
        self.proxies = proxies
        let hour = 3600
        // Thirty a second without end, and a whole hall that scans at the same moment.
        let page = RateLimiter.Rate(30 * hour, inSeconds: hour, burst: 3000)
        pages = RateLimiter(byClient: page, byKey: page)
        // A deputy who is written to by a whole township at once is no abuse; a third of the hour's may come at once.
        messages = RateLimiter(
            byClient: .init(allowance.messages, inSeconds: hour, burst: max(10, allowance.messages / 3)),
            byKey: .init(4 * allowance.messages, inSeconds: hour, burst: max(20, allowance.messages)))
        // A query code has 59 bits. By its number alone a receipt allows so many tries that nobody who knows it can keep
        // its owner out, and still ten guesses a second take a billion years.
        lookUps = RateLimiter(
            byClient: .init(allowance.lookUps, inSeconds: hour, burst: max(20, allowance.lookUps / 6)),
            byKey: .init(10 * hour, inSeconds: hour, burst: 600))
        // Apart from receipts: whoever tries tokens keeps no citizen behind the same address from an answer. A token has
        // 192 bits; the limit is there for the processor's sake and for the log's.
        let attempt = RateLimiter.Rate(600, inSeconds: hour, burst: 20)
        unknownTokens = RateLimiter(byClient: attempt, byKey: attempt)
        // A pull of ten thousand messages asks for a page each two thousand and once for every photo. An address isn't
        // limited: a whole office may stand behind one.
        let act = RateLimiter.Rate(100 * hour, inSeconds: hour, burst: 10_000)
        staff = RateLimiter(byClient: act, byKey: act)
    }

    /// Takes a request's tokens.
    ///
    /// - Parameters:
    ///   - kind: What it asks for.
    ///   - client: Who asks; a trusted proxy that names nobody is not limited.
    /// - Returns: Nothing when it may go on, else the seconds until another try is welcome.
    func wait(for kind: Kind, from client: ClientAddress) -> Int? {
        let client = proxies.trusts(client.address) ? nil : client
        let verdict =
            switch kind {
            case .page: pages.admit(client)
            case .message(let subject): messages.admit(client, key: subject)
            case .lookUp(let number): lookUps.admit(client, key: number.description)
            case .unknownToken: unknownTokens.admit(client)
            case .staff(let token): staff.admit(nil, key: token)
            }
        guard case .limited(let seconds) = verdict else { return nil }
        refused.add()
        return seconds
    }
}
