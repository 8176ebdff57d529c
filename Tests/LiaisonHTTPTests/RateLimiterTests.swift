import Testing

@testable import LiaisonHTTP

@Suite struct RateLimiterTests {
    private func client(_ text: String) throws -> ClientAddress {
        ClientAddress(try #require(IPAddress(text)))
    }

    private func limiter(capacity: Int = 100) -> RateLimiter {
        RateLimiter(
            byClient: .init(60, inSeconds: 60, burst: 3), byKey: .init(6, inSeconds: 60, burst: 5),
            capacity: capacity)
    }

    @Test func letsABurstThroughThenTellsWhenToComeBack() throws {
        let limiter = limiter()
        let citizen = try client("192.0.2.1")
        for _ in 0..<3 { #expect(limiter.admit(citizen, at: 5000) == .allowed) }
        #expect(limiter.admit(citizen, at: 5000) == .limited(retryAfter: 1))
        #expect(limiter.admit(citizen, at: 5999) == .limited(retryAfter: 1))
        #expect(limiter.admit(citizen, at: 6000) == .allowed)
        #expect(limiter.admit(citizen, at: 6000) == .limited(retryAfter: 1))
    }

    @Test func refillsNoFurtherThanTheBurst() throws {
        let limiter = limiter()
        let citizen = try client("192.0.2.1")
        for _ in 0..<3 { #expect(limiter.admit(citizen, at: 0) == .allowed) }
        for _ in 0..<3 { #expect(limiter.admit(citizen, at: 1_000_000) == .allowed) }
        #expect(limiter.admit(citizen, at: 1_000_000) == .limited(retryAfter: 1))
    }

    @Test func keepsClientsApart() throws {
        let limiter = limiter()
        for _ in 0..<3 { #expect(limiter.admit(try client("192.0.2.1"), at: 0) == .allowed) }
        #expect(limiter.admit(try client("192.0.2.1"), at: 0) != .allowed)
        #expect(limiter.admit(try client("192.0.2.2"), at: 0) == .allowed)
    }

    @Test func takesAVersion6NetworkForOneClient() throws {
        let limiter = limiter()
        for host in 1...3 { #expect(limiter.admit(try client("2001:db8::\(host)"), at: 0) == .allowed) }
        #expect(limiter.admit(try client("2001:db8::ffff"), at: 0) != .allowed)
        #expect(limiter.admit(try client("2001:db8:0:1::1"), at: 0) == .allowed)
    }

    @Test func limitsAKeyWhoeverAsks() throws {
        let limiter = limiter()
        for host in 1...5 {
            #expect(limiter.admit(try client("192.0.2.\(host)"), key: "7K3M9QX", at: 0) == .allowed)
        }
        #expect(limiter.admit(try client("192.0.2.6"), key: "7K3M9QX", at: 0) == .crowded(retryAfter: 10))
        #expect(limiter.admit(try client("192.0.2.6"), key: "0000000", at: 0) == .allowed)
    }

    @Test func takesNoTokenOfTheClientWhenTheKeyHasNone() throws {
        let limiter = limiter()
        for host in 1...5 {
            #expect(limiter.admit(try client("192.0.2.\(host)"), key: "k", at: 0) == .allowed)
        }
        for _ in 0..<9 { #expect(limiter.admit(try client("192.0.2.9"), key: "k", at: 0) != .allowed) }
        for _ in 0..<3 { #expect(limiter.admit(try client("192.0.2.9"), at: 0) == .allowed) }
    }

    @Test func remembersTheLatestInABoundedTable() throws {
        let limiter = limiter(capacity: 8)
        for host in 1...100 { #expect(limiter.admit(try client("192.0.2.\(host)"), at: 0) == .allowed) }
        for _ in 0..<2 { #expect(limiter.admit(try client("192.0.2.100"), at: 0) == .allowed) }
        #expect(limiter.admit(try client("192.0.2.100"), at: 0) != .allowed)
    }
}
