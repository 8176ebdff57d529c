import Testing

@testable import LiaisonText

/// Numbers of GB 11643 in what people type; the examples are of the standard's annex and made-up ones.
@Suite struct IdentityNumberTests {
    private static let number = "11010519491231002X"
    private static let plain = "440524188001010014"

    @Test(arguments: [
        number, plain, "11010519491231002x", "我的号码是\(number)", "\(plain)，请查", "一\(number)二", "1 \(plain) 2",
        "\(String(repeating: "路灯", count: 40))\(number)", "12345 67890 \(plain)",
        "1234567890123456789 \(plain)",
        "\(number) \(plain)", "11010519491231002Y \(plain)",
        // One digit copied wrong gives nearly as much away.
        "110105194912310021", "440524188001010013", "110105194912310020",
    ]) func isFound(_ text: String) { #expect(IdentityNumber.occurs(in: text)) }

    @Test(arguments: [
        "", "路灯坏了", "13800138000", "1\(plain)", "\(plain)1",
        // No such month, no such day, no such region, no such year: 订单号 and the like.
        "110105194913310021", "110105190002290021", "000105194912310021", "110105250012310021",
        "\(number)1", "11010519491231002", "1101051949123100 2X", "x\(String(plain.dropLast()))",
        "2025122414050912345678901234567890", "11010519491231002Y",
        // The characters beside the digits are none: a colon, a slash.
        "4405241880010100:4", "4405241880010100/4",
    ]) func isNoNumber(_ text: String) { #expect(!IdentityNumber.occurs(in: text)) }

    /// Wherever it stands: the search looks at every seventeenth byte.
    @Test(arguments: 0..<40) func standsAnywhere(offset: Int) {
        let before = String(repeating: " ", count: offset)
        #expect(IdentityNumber.occurs(in: before + Self.number))
        #expect(IdentityNumber.occurs(in: before + "1 " + Self.plain + " 2"))
        #expect(!IdentityNumber.occurs(in: before + Self.plain + "3"))
    }
}
