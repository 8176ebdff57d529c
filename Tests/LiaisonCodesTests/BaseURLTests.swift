import LiaisonCodes
import Testing

@Suite struct BaseURLTests {
    static let refused: [(String, BaseURLError)] = [
        ("llz.example.gov.cn", .noScheme),
        ("ftp://llz.example.gov.cn", .noScheme),
        ("https://", .badHost("")),
        ("https:///llz", .badHost("")),
        ("https://联络站.cn", .badHost("联络站.cn")),
        ("https://user@host.cn", .badHost("user@host.cn")),
        ("https://-a.cn", .badHost("-a.cn")),
        ("https://a..cn", .badHost("a..cn")),
        ("https://[fe80]", .badHost("[fe80]")),
        ("https://a.cn:0", .badPort("0")),
        ("https://a.cn:65536", .badPort("65536")),
        ("https://a.cn:", .badPort("")),
        ("https://a.cn:+80", .badPort("+80")),
        ("https://a.cn:８０", .badPort("８０")),
        ("https://a.cn/?q=1", .badPath("/?q=1")),
        ("https://a.cn/#top", .badPath("/#top")),
        ("https://a.cn/a b", .badPath("/a b")),
        ("https://a.cn/../b", .badPath("/../b")),
    ]

    private static let longest = [String](repeating: String(repeating: "a", count: 63), count: 4)
        .joined(separator: ".").dropLast(2)

    @Test(arguments: [
        ("https://LLZ.example.gov.cn/Llz/", "https://llz.example.gov.cn/Llz", "llz.example.gov.cn"),
        ("http://10.0.0.5:8080", "http://10.0.0.5:8080", "10.0.0.5"),
        ("http://a.cn:1", "http://a.cn:1", "a.cn"), ("http://a.cn:65535", "http://a.cn:65535", "a.cn"),
        ("http://[fe80::1]", "http://[fe80::1]", "[fe80::1]"),
        ("http://[::ffff:10.0.0.5]:8080/x", "http://[::ffff:10.0.0.5]:8080/x", "[::ffff:10.0.0.5]"),
        ("http://\(longest)", "http://\(longest)", "\(longest)"),
    ])
    func readsAddresses(text: String, printed: String, host: String) throws {
        let url = try BaseURL(parsing: text)
        #expect(url.description == printed && url.host == host)
    }

    @Test func refusesHostsThatNoNameServerKnows() {
        for host in ["\(Self.longest)a", String(repeating: "a", count: 64), "[fe80::g]", "a_b!.cn"] {
            #expect(throws: BaseURLError.badHost(host)) { try BaseURL(parsing: "http://\(host)") }
        }
    }

    @Test(arguments: refused)
    func refusesWhatIsNoAddress(text: String, error: BaseURLError) {
        #expect(throws: error) { try BaseURL(parsing: text) }
    }
}
