import LiaisonCodes
import Testing

@testable import LiaisonQR

@Suite struct QRPayloadTests {
    /// As typed, and what a scanner reads for the code 0000000.
    static let payloads: [(String, String)] = [
        ("https://llz.example.gov.cn", "https://LLZ.EXAMPLE.GOV.CN/0000000"),
        ("HTTPS://LLZ.example.gov.cn/", "https://LLZ.EXAMPLE.GOV.CN/0000000"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/0000000"),
        ("http://[::1]:8080/", "http://[::1]:8080/0000000"),
        ("https://rd.example.cn/llz//", "https://RD.EXAMPLE.CN/LLZ/0000000"),
    ]

    @Test(arguments: payloads)
    func isLowerCaseSchemeAndUpperCaseRest(base: String, payload: String) throws {
        let code = try Code(parsing: "0000000")
        #expect(QRPayload(try BaseURL(parsing: base), code).text == payload)
    }

    @Test func namesReceiptsToo() throws {
        let base = try BaseURL(parsing: "https://llz.example.gov.cn")
        #expect(
            QRPayload(base, path: "r/SS00-251224-7K3M9/7K3M-9QX2-AB4C").text
                == "https://LLZ.EXAMPLE.GOV.CN/R/SS00-251224-7K3M9/7K3M-9QX2-AB4C")
    }

    @Test func typedAddressHasNoScheme() throws {
        let base = try BaseURL(parsing: "https://LLZ.example.gov.cn/")
        #expect(QRPayload.typedAddress(base, try Code(parsing: "0000000")) == "llz.example.gov.cn/0000000")
    }

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
