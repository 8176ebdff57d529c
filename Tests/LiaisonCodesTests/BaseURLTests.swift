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
        ("https://a.cn/?q=1", .badPath("/?q=1")),
        ("https://a.cn/#top", .badPath("/#top")),
        ("https://a.cn/a b", .badPath("/a b")),
        ("https://a.cn/../b", .badPath("/../b")),
    ]

    @Test(arguments: refused)
    func refusesWhatIsNoAddress(text: String, error: BaseURLError) {
        #expect(throws: error) { try BaseURL(parsing: text) }
    }
}
