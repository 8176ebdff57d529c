import LiaisonCodes
import LiaisonHTTP
import LiaisonInstallation
import Synchronization

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
        /// Signing in to the desk: by a slip's code, or by a token that is pasted.
        case signIn(with: String)
        /// Anything by a token that is on record, named by its record.
        case staff(String)
    }

    private let proxies: TrustedProxies
    private let pages: RateLimiter
    private let messages: RateLimiter
    private let lookUps: RateLimiter
    private let unknownTokens: RateLimiter
    private let signIns: RateLimiter
    private let staff: RateLimiter
    private let photos: RateLimiter
    /// What an address may do that has hardly asked for anything, where everybody else together has asked for too much.
    private let newcomers: (messages: RateLimiter, lookUps: RateLimiter)
    /// Requests that came too often: answered with 429, but for what was sent before.
    let refused = Counter()
    /// Photos that were too many bytes: the words that came with them weren't refused.
    let photosRefused = Counter()
    /// Requests of a trusted proxy that names nobody: all its clients are limited as if they were one.
    let unnamed = Counter()
    private let noticeUnnamed: @Sendable (IPAddress) -> Void
    private let hasNoticed = Atomic(false)

    /// Photos are counted in pieces of so many bytes.
    private static let photoPiece = 64 << 10

    /// Limiters with all their tokens.
    ///
    /// - Parameters:
    ///   - allowance: What one address may ask for in an hour.
    ///   - proxies: Whoever they speak for is limited, and they themselves where they don't say for whom.
    ///   - noticeUnnamed: Told once, when a trusted proxy names nobody.
    package init(
        _ allowance: RateAllowance, proxies: TrustedProxies,
        noticeUnnamed: @escaping @Sendable (IPAddress) -> Void = { _ in }
    ) {
        self.proxies = proxies
        self.noticeUnnamed = noticeUnnamed
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
        // A slip has 113 bits; a whole office may sign in behind one address on the day of the training.
        signIns = RateLimiter(
            byClient: .init(600, inSeconds: hour, burst: 200), byKey: .init(60, inSeconds: hour, burst: 10))
        // A pull of ten thousand messages asks for a page each two thousand and once for every photo. An address isn't
        // limited: a whole office may stand behind one.
        let act = RateLimiter.Rate(100 * hour, inSeconds: hour, burst: 10_000)
        staff = RateLimiter(byClient: act, byKey: act)
        // A few addresses must not silence a deputy, or shut a receipt, for everybody.
        let few = RateLimiter.Rate(6, inSeconds: hour, burst: 3)
        let some = RateLimiter.Rate(60, inSeconds: hour, burst: 20)
        newcomers = (RateLimiter(byClient: few, byKey: few), RateLimiter(byClient: some, byKey: some))
        photos = RateLimiter(
            byClient: Self.photoRate(megabytes: allowance.photos),
            byKey: Self.photoRate(megabytes: allowance.allPhotos))
    }

    private static func photoRate(megabytes: Int) -> RateLimiter.Rate {
        let pieces = megabytes << 20 / photoPiece
        return .init(pieces, inSeconds: 3600, burst: pieces)
    }

    /// Takes a request's tokens.
    ///
    /// - Parameters:
    ///   - kind: What it asks for.
    ///   - client: Who asks.
    /// - Returns: Whether it may go on.
    func verdict(on kind: Kind, from client: ClientAddress) -> Verdict {
        if proxies.trusts(client.address) { note(unnamedBy: client.address) }
        let verdict: RateLimiter.Verdict
        let newcomers: RateLimiter?
        switch kind {
        case .page: (verdict, newcomers) = (pages.admit(client), nil)
        case .message(let subject):
            (verdict, newcomers) = (messages.admit(client, key: subject), self.newcomers.messages)
        case .lookUp(let number):
            (verdict, newcomers) = (lookUps.admit(client, key: number.description), self.newcomers.lookUps)
        case .unknownToken: (verdict, newcomers) = (unknownTokens.admit(client), nil)
        case .signIn(let key): (verdict, newcomers) = (signIns.admit(client, key: key), nil)
        case .staff(let token): (verdict, newcomers) = (staff.admit(nil, key: token), nil)
        }
        switch verdict {
        case .allowed: return .allowed
        case .crowded where newcomers?.admit(client) == .allowed: return .newcomer
        case .crowded(let seconds), .limited(let seconds):
            refused.add()
            return .limited(retryAfter: seconds)
        }
    }

    /// As ``verdict(on:from:)``, for what makes no difference of a newcomer.
    ///
    /// - Returns: Nothing when it may go on, else the seconds until another try is welcome.
    func wait(for kind: Kind, from client: ClientAddress) -> Int? {
        guard case .limited(let seconds) = verdict(on: kind, from: client) else { return nil }
        return seconds
    }

    /// Takes the tokens of photos.
    ///
    /// - Parameters:
    ///   - bytes: How much is to be stored.
    ///   - client: Who sends them.
    /// - Returns: Nothing when they may be stored, else the seconds until photos are welcome again.
    func waitForPhotos(ofBytes bytes: Int, from client: ClientAddress) -> Int? {
        let pieces = max(1, (bytes + Self.photoPiece - 1) / Self.photoPiece)
        switch photos.admit(client, key: "all", tokens: pieces) {
        case .allowed: return nil
        case .limited(let seconds), .crowded(let seconds):
            photosRefused.add()
            return seconds
        }
    }

    /// What becomes of a request.
    enum Verdict: Equatable {
        case allowed
        /// Far too much is asked about this, but by others: this client has hardly asked.
        case newcomer
        /// Not now; the seconds until another try is welcome.
        case limited(retryAfter: Int)
    }

    private func note(unnamedBy proxy: IPAddress) {
        unnamed.add()
        if !hasNoticed.exchange(true, ordering: .relaxed) { noticeUnnamed(proxy) }
    }
}
