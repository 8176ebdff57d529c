import LiaisonCodes
import Testing

@testable import LiaisonWeb

/// The box for a code on the first page: opened, or told apart from what can't be one.
@Suite struct CodeEntryTests {
    private let web: WebFixture

    init() throws { web = try WebFixture() }

    @Test func asksWithoutComplainingAtFirst() throws {
        for path in ["/", "/?code="] {
            let page = try web.get(path)
            #expect(page.hasPrefix("HTTP/1.1 200 ") && !page.contains("aria-invalid"))
            #expect(page.contains("?lang=en"))
        }
    }

    @Test func opensACodeInAnySpelling() throws {
        let code = web.deputy.description
        for typed in [
            code, code.lowercased(), "llz.example.gov.cn/\(code)", "https://llz.example.gov.cn/\(code)/1",
        ] {
            #expect(try web.get("/?code=\(typed)").field("Location") == "/\(code)", "\(typed)")
        }
    }

    @Test func saysWhatIsWrongAndKeepsWhatWasTyped() throws {
        let code = web.deputy.description
        let wrong = String(code.dropLast()) + (code.hasSuffix("0") ? "1" : "0")
        let roster = web.site.current.roster
        var stranger = Code.random()
        while roster.state(of: stranger) != nil { stranger = .random() }
        for (typed, status, sentence) in [
            ("\(stranger)", "404", "没有找到这个编码"), (wrong, "422", "编码有误"),
            ("7K3M", "422", "编码应为 7 位，您输入了 4 位"),
            (String(code.dropLast()) + "*", "422", "编码里没有“*”这个字符"),
        ] {
            let page = try web.get("/?code=\(typed)")
            #expect(page.hasPrefix("HTTP/1.1 \(status) "), "\(typed)")
            #expect(page.contains("<li><a href=\"#code\">") && page.contains(sentence), "\(typed)")
            #expect(page.contains("value=\"\(typed)\""), "\(typed)")
            #expect(!page.contains("?lang=en"), "\(typed)")
        }
    }

    @Test func offersWhatMayHaveBeenMeant() throws {
        let code = web.deputy.description
        let wrong = String(code.dropLast()) + (code.hasSuffix("0") ? "1" : "0")
        #expect(try web.get("/?code=\(wrong)").contains("<b class=\"code\">\(code)</b>"))
        #expect(try !web.get("/?code=7K3M").contains("<b class=\"code\">"))
    }
}
