import Testing

@testable import LiaisonClient

@Suite struct ServerURLTests {
    @Test(arguments: [
        ("https://LLZ.example.gov.cn", "https://llz.example.gov.cn"),
        ("llz.example.gov.cn", "https://llz.example.gov.cn"),
        ("https://llz.example.gov.cn:443/", "https://llz.example.gov.cn"),
        ("https://llz.example.gov.cn:8443/liaison/", "https://llz.example.gov.cn:8443/liaison"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("http://localhost/", "http://localhost"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"), ("https://[2001:db8::1]", "https://[2001:db8::1]"),
        ("HTTPS://a:8443", "https://a:8443"), ("localhost:8080", "https://localhost:8080"),
    ])
    func readsAnAddress(text: String, canonical: String) throws {
        #expect(try ServerURL(text).description == canonical)
    }

    @Test(arguments: [
        "http://llz.example.gov.cn", "http://10.0.0.1", "http://127.0.0.1.example.com",
        "http://[2001:db8::1]",
        "http://localhost.example.com", "http://128.0.0.1", "http://127.0.0.1.",
    ])
    func refusesToShowATokenOnTheWire(text: String) {
        #expect(throws: ClientError.insecureURL(text)) { try ServerURL(text) }
    }

    @Test(arguments: [
        "", "https://", "ftp://a", "https://a b", "https://a?x", "https://a#x", "https://user@a",
        "https://a:0",
        "https://a:65536", "https://a:+1", "https://a:", "https://[::1", "https://[x]",
        "https://a\r\nHost: b",
        "https://联络站.cn", "https://a..b", "https://.a", "https://a\\b",
    ])
    func refusesWhatIsNoAddress(text: String) {
        #expect(throws: ClientError.badURL(text)) { try ServerURL(text) }
    }
}
