import LiaisonCodes
import LiaisonHTTP
import LiaisonInstallation
import LiaisonSystem
import Testing

@testable import LiaisonWeb

@Suite struct RateLimitsTests {
    private let citizen = ClientAddress(.v4(0xC000_0201))
    private let neighbour = ClientAddress(.v4(0xC000_0202))
    private let proxy = ClientAddress(.v4(0x7F00_0001))

    private func limits(_ text: String = "messages 30, lookups 120") throws -> RateLimits {
        let block = try #require(AddressBlock("127.0.0.0/8"))
        return RateLimits(try #require(RateAllowance(text)), proxies: TrustedProxies([block]))
    }

    @Test func letsAThirdOfTheHoursMessagesThroughAtOnce() throws {
        let limits = try limits()
        for _ in 0..<10 { #expect(limits.wait(for: .message(about: "A"), from: citizen) == nil) }
        let seconds = try #require(limits.wait(for: .message(about: "B"), from: citizen))
        #expect((60...120).contains(seconds))
        #expect(limits.wait(for: .message(about: "B"), from: neighbour) == nil)
        #expect(limits.refused.value == 1)
    }

    @Test func limitsWhatOneCodeGetsFromEverybodyTogether() throws {
        let limits = try limits()
        for host in 0..<30 {
            let client = ClientAddress(.v4(0xC633_6400 + UInt32(host)))
            #expect(limits.wait(for: .message(about: "A"), from: client) == nil)
        }
        #expect(limits.wait(for: .message(about: "A"), from: citizen) != nil)
        #expect(limits.wait(for: .message(about: "B"), from: citizen) == nil)
    }

    @Test func guessingQueryCodesDoesNotPay() throws {
        let limits = try limits()
        let station = try #require(StationID("SS00"))
        let number = CaseNumber(station: station, date: CivilDate(daysSince1970: 20_000), value: 1)
        for _ in 0..<20 { #expect(limits.wait(for: .lookUp(number), from: citizen) == nil) }
        #expect(limits.wait(for: .lookUp(number), from: citizen) != nil)
        // Another address of the same owner's /64 is the same client.
        let rotating = (0..<30).map { ClientAddress(.v6(high: 0x2001_0DB8 << 32, low: UInt64($0))) }
        #expect(rotating.count { limits.wait(for: .unknownToken, from: $0) == nil } == 20)
    }

    @Test func tryingTokensKeepsNobodyFromAReceipt() throws {
        let limits = try limits()
        let station = try #require(StationID("SS00"))
        let number = CaseNumber(station: station, date: CivilDate(daysSince1970: 20_000), value: 1)
        while limits.wait(for: .unknownToken, from: citizen) == nil {}
        #expect(limits.wait(for: .lookUp(number), from: citizen) == nil)
        while limits.wait(for: .lookUp(number), from: citizen) == nil {}
        #expect(limits.wait(for: .unknownToken, from: neighbour) == nil)
    }

    @Test func limitsATokenAlone() throws {
        let limits = try limits()
        for _ in 0..<10_000 { #expect(limits.wait(for: .staff("a"), from: citizen) == nil) }
        while limits.wait(for: .staff("a"), from: citizen) == nil {}
        #expect(limits.wait(for: .staff("b"), from: citizen) == nil)
    }

    @Test func hardlyLimitsPages() throws {
        let limits = try limits()
        for _ in 0..<3000 { #expect(limits.wait(for: .page, from: citizen) == nil) }
        while limits.wait(for: .page, from: citizen) == nil {}
        #expect(limits.wait(for: .page, from: neighbour) == nil)
        #expect(limits.wait(for: .message(about: "A"), from: citizen) == nil)
    }

    @Test func neverLimitsAProxyThatNamesNobody() throws {
        let limits = try limits()
        for code in 0..<100 { #expect(limits.wait(for: .message(about: "\(code)"), from: proxy) == nil) }
    }
}
