import Testing

@testable import LiaisonHTTP

@Suite struct AddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("2001:db8::1", "2001:db8::1"), ("2001:DB8:0:0::1", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"), ("::", "::"),
        // As long as one can be.
        ("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ])
    func readsAndPrintsAddresses(text: String, printed: String) {
        #expect(IPAddress(text)?.description == printed)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "::g", "1.2.3.4\u{0}", " 1.2.3.4", "[::1]",
    ])
    func refusesWhatIsNoAddress(text: String) { #expect(IPAddress(text) == nil) }

    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1:8080"), ("[::1]:0", "[::1]:0"),
    ])
    func readsSocketAddresses(text: String, printed: String) {
        #expect(SocketAddress(text)?.description == printed)
    }

    @Test(arguments: [
        "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "::1:80", "[127.0.0.1]:80", "a:80",
    ])
    func refusesWhatIsNoSocketAddress(text: String) { #expect(SocketAddress(text) == nil) }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("0.0.0.0/0", "8.8.8.8", true),
        ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("fd00::/8", "fdff::1", true),
        ("fd00::/8", "fe80::1", false), ("2001:db8::/65", "2001:db8::8000:0:0:0", false),
        ("192.0.2.1/32", "192.0.2.1", true), ("fd00::1/128", "fd00::2", false), ("::/0", "192.0.2.1", false),
        ("192.0.2.0/31", "::ffff:192.0.2.1", true),
    ])
    func blocksContainTheirAddresses(block: String, address: String, isInside: Bool) throws {
        #expect(try #require(AddressBlock(block)).contains(try #require(IPAddress(address))) == isInside)
    }

    @Test(arguments: [
        "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/", "10.0.0.0/x", "fd00::/129", "10.0.0.0/8/8", "",
    ])
    func refusesWhatIsNoBlock(text: String) { #expect(AddressBlock(text) == nil) }

    @Test func aVersion6NetworkIsItsFirst64Bits() {
        #expect(IPAddress("2001:db8:1:2:3:4:5:6")?.network == IPAddress("2001:db8:1:2::"))
        #expect(IPAddress("192.0.2.1")?.network == IPAddress("192.0.2.1"))
    }
}

@Suite struct TrustedProxiesTests {
    @Test(arguments: [
        ("10.0.0.1", "X-Forwarded-For: 192.0.2.9\r\n", "192.0.2.9"),
        ("10.0.0.1", "X-Forwarded-For: 198.51.100.1, 192.0.2.9, 10.0.0.2\r\n", "192.0.2.9"),
        ("10.0.0.1", "X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 192.0.2.9\r\n", "192.0.2.9"),
        ("10.0.0.1", "X-Forwarded-For: 192.0.2.9:1234\r\n", "192.0.2.9"),
        ("10.0.0.1", "X-Forwarded-For: [2001:db8::1]:80\r\n", "2001:db8::1"),
        ("10.0.0.1", "X-Forwarded-For: 2001:db8::1\r\n", "2001:db8::1"),
        ("10.0.0.1", "X-Forwarded-For: 198.51.100.1, unknown\r\n", "10.0.0.1"),
        ("10.0.0.1", "X-Forwarded-For: 198.51.100.1, rubbish, 10.0.0.2\r\n", "10.0.0.2"),
        ("10.0.0.1", "X-Forwarded-For:\r\n", "10.0.0.1"),
        ("10.0.0.1", "Forwarded: for=192.0.2.9\r\n", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("192.0.2.1", "X-Forwarded-For: 198.51.100.1\r\n", "192.0.2.1"),
    ])
    func believesOnlyTrustedProxies(peer: String, fields: String, client: String) throws {
        #expect(try self.client(of: peer, fields, .xForwardedFor) == client)
    }

    @Test(arguments: [
        ("Forwarded: for=192.0.2.9;proto=https\r\n", "192.0.2.9"),
        ("Forwarded: For=\"[2001:db8::1]:80\"\r\n", "2001:db8::1"),
        ("Forwarded: for=198.51.100.1, for=192.0.2.9, for=10.0.0.3\r\n", "192.0.2.9"),
        ("Forwarded: for=_hidden\r\n", "10.0.0.1"),
        ("Forwarded: proto=https\r\n", "10.0.0.1"),
        ("X-Forwarded-For: 192.0.2.9\r\n", "10.0.0.1"),
    ])
    func readsForwardedWhereThatIsTheProxiesField(fields: String, client: String) throws {
        #expect(try self.client(of: "10.0.0.1", fields, .forwarded) == client)
    }

    private func client(of peer: String, _ fields: String, _ field: TrustedProxies.Field) throws -> String? {
        let block = try #require(AddressBlock("10.0.0.0/8"))
        let address = try #require(IPAddress(peer))
        var machine = ConnectionMachine(
            peer: address, limits: RequestLimits(), proxies: TrustedProxies([block], field: field))
        Array("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n".utf8).withUnsafeBytes { machine.receive($0) }
        guard case .request(let head) = machine.next() else { return nil }
        return head.client.description
    }
}
