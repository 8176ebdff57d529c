import LiaisonText
import Testing

@Suite struct HTMLTests {
    @Test(arguments: [
        ("路灯 & <b>", "路灯 &amp; &lt;b&gt;"), ("\"'", "&quot;&#39;"), ("a\tb\r\nc", "a\tb\r\nc"),
        ("a\u{0}b\u{1B}c\u{7F}", "a\u{FFFD}b\u{FFFD}c\u{FFFD}"), ("&amp;", "&amp;amp;"), ("", ""),
        ("</textarea><script>alert(1)</script>", "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;"),
    ])
    func meansItselfInContentAndAttributes(_ text: String, _ markup: String) {
        #expect(html(text) == markup)
    }

    @Test func appendsBytesAsTheyStand() {
        var output = Array("<p>".utf8)
        output.appendHTML([0xE7, 0xAB, 0x99, 0x3C])
        #expect(output == Array("<p>站&lt;".utf8))
    }
}
