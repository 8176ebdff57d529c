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
}
