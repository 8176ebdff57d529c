import LiaisonSystem
import LiaisonWording
import Testing

@testable import LiaisonWeb

struct MarkupTests {
    @Test func escapesWhatIsInterpolatedAndKeepsMarkup() {
        let inner: Markup = "<b>\("a<b & 'c'")</b>"
        let outer: Markup = "<p title=\"\("\"")\">\(inner) \(7)</p>"
        #expect(
            String(decoding: outer.bytes, as: UTF8.self)
                == "<p title=\"&quot;\"><b>a&lt;b &amp; &#39;c&#39;</b> 7</p>")
    }

    @Test func putsMarkupIntoSentences() {
        let words = Wording(language: .english, file: Array("a.b = x < {one} & {two}{one}\n".utf8))
        let markup = words.markup("a.b", ["one": "<i>1</i>", "two": "2"])
        #expect(String(decoding: markup.bytes, as: UTF8.self) == "x &lt; <i>1</i> &amp; 2<i>1</i>")
    }

    @Test func compactsTheStyleSheetWithoutChangingIt() {
        let css =
            "/* a */\na > b,\nc d {\n    margin: 0 1px;\n    color: red;\n}\n@media (x: y) {\n  a {b: c}\n}\n"
        #expect(
            String(decoding: SiteStyle.compact(Array(css.utf8)), as: UTF8.self)
                == "a > b,c d{margin:0 1px;color:red}@media (x:y){a{b:c}}")
    }

    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
    func encodesBase64AsRFC4648Section10(plain: String, encoded: String) {
        #expect(SiteStyle.base64(Array(plain.utf8)) == encoded)
    }

    @Test func saysDatesInWords() throws {
        let moment = try Samples.moment("2025-12-24T06:05:00Z")
        #expect(Assets.pages(.chinese).moment(moment) == "2025年12月24日 14:05")
        #expect(Assets.pages(.english).moment(moment) == "24 December 2025, 14:05")
    }

    @Test(arguments: [(1, "1 s"), (59, "59 s"), (60, "1 min"), (61, "2 min")])
    func roundsWaitingTimesUp(seconds: Int, text: String) {
        #expect(Assets.pages(.english).duration(seconds: seconds) == text)
    }
}
