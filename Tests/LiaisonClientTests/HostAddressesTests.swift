import Testing

@testable import LiaisonClient

@Suite struct HostAddressesTests {
    @Test(arguments: [("127.0.0.1", ["127.0.0.1"]), ("::1", ["::1"]), ("no host", [])])
    func areWrittenAsNumbers(_ host: String, _ addresses: [String]) {
        #expect(HostAddresses.of(host) == addresses)
    }
}
