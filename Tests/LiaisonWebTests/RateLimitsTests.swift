import LiaisonCodes
import LiaisonHTTP
import LiaisonInstallation
import LiaisonSystem
import Synchronization
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

    /// Limits whose bucket for messages about "A" many addresses have emptied, as far as they could.
    private func floodedLimits() throws -> RateLimits {
        let limits = try limits()
        for host in 0..<5 {
            for _ in 0..<100 { _ = limits.verdict(on: .message(about: "A"), from: flooder(host)) }
        }
        return limits
    }

    private func flooder(_ host: Int) -> ClientAddress { ClientAddress(.v4(0xC633_6400 + UInt32(host))) }

    @Test func nobodySilencesADeputyForOthers() throws {
        let limits = try floodedLimits()
        for host in 0..<5 {
            #expect(limits.wait(for: .message(about: "A"), from: flooder(host)) != nil)
        }
        // Whoever has hardly sent anything gets through, to be looked at first; not without end.
        for _ in 0..<3 { #expect(limits.verdict(on: .message(about: "A"), from: citizen) == .newcomer) }
        #expect(limits.wait(for: .message(about: "A"), from: citizen) != nil)
        #expect(limits.verdict(on: .message(about: "A"), from: neighbour) == .newcomer)
        #expect(limits.verdict(on: .message(about: "B"), from: citizen) == .allowed)
    }

    @Test func nobodyShutsAReceiptForItsOwner() throws {
        let limits = try limits("messages 30, lookups 1200")
        let station = try #require(StationID("SS00"))
        let number = CaseNumber(station: station, date: CivilDate(daysSince1970: 20_000), value: 1)
        for host in 0..<5 { for _ in 0..<300 { _ = limits.wait(for: .lookUp(number), from: flooder(host)) } }
        #expect(limits.wait(for: .lookUp(number), from: flooder(0)) != nil)
        for _ in 0..<20 { #expect(limits.wait(for: .lookUp(number), from: citizen) == nil) }
    }

    @Test func photosGoBeforeWordsDo() throws {
        let limits = try limits("messages 30, photos 100, photos-in-all 250")
        for _ in 0..<4 { #expect(limits.waitForPhotos(ofBytes: 24 << 20, from: citizen) == nil) }
        // A form that begins within the limit may go beyond it once.
        #expect(limits.waitForPhotos(ofBytes: 24 << 20, from: citizen) == nil)
        #expect(limits.waitForPhotos(ofBytes: 1, from: citizen) != nil)
        #expect(limits.verdict(on: .message(about: "A"), from: citizen) == .allowed)
        for host in 0..<6 { #expect(limits.waitForPhotos(ofBytes: 24 << 20, from: flooder(host)) == nil) }
        #expect(limits.waitForPhotos(ofBytes: 1, from: neighbour) != nil)
        #expect(limits.photosRefused.value == 2)
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

    @Test func limitsAProxyThatNamesNobodyAndSaysSoOnce() throws {
        let told = Told()
        let block = try #require(AddressBlock("127.0.0.0/8"))
        let allowance = try #require(RateAllowance("messages 30"))
        let limits = RateLimits(allowance, proxies: TrustedProxies([block])) { told.add($0) }
        for code in 0..<10 { #expect(limits.wait(for: .message(about: "\(code)"), from: proxy) == nil) }
        #expect(limits.wait(for: .message(about: "A"), from: proxy) != nil)
        #expect(limits.wait(for: .message(about: "A"), from: citizen) == nil)
        #expect(told.addresses == [proxy.address])
        #expect(limits.unnamed.value == 11)
    }

    private final class Told: Sendable {
        private let list = Mutex<[IPAddress]>([])
        var addresses: [IPAddress] { list.withLock { $0 } }
        func add(_ address: IPAddress) { list.withLock { $0.append(address) } }
    }
}
