import LiaisonCodes
import LiaisonSystem
import LiaisonWording
import Testing

@testable import LiaisonWeb

/// What holds for every page in every state and both languages.
struct PageTests {
    @Test(arguments: PageLanguage.allCases)
    func everyPageHasItsLanguageOneTitleAndOneHeading(language: PageLanguage) throws {
        for page in try PageGallery.pages(language) {
            let text = page.text
            let opening = "<!DOCTYPE html>\n<html lang=\"\(language.language.rawValue)\">\n"
            #expect(text.hasPrefix(opening), "\(page.name)")
            #expect(text.ranges(of: "<title>").count == 1, "\(page.name)")
            #expect(text.ranges(of: "<h1>").count == 1, "\(page.name)")
            #expect(text.hasSuffix("</footer>\n"), "\(page.name)")
        }
    }

    @Test(arguments: PageLanguage.allCases)
    func noPageHasScriptsStyleAttributesOrMeansOfTheirOwn(language: PageLanguage) throws {
        for page in try PageGallery.pages(language) {
            for forbidden in [
                "<script", "javascript:", " style=", " onclick", "<img", "src=", "maxlength", "@import",
                "url(",
                "http://", "https://", "user-scalable", "maximum-scale",
            ] {
                #expect(!page.text.contains(forbidden), "\(page.name): \(forbidden)")
            }
        }
    }

    /// Whoever has chosen a language reads it on the next page, too, and in what is subscribed to.
    @Test(arguments: [PageLanguage.english, .chosenChinese])
    func everyLinkAndFormKeepsTheLanguage(language: PageLanguage) throws {
        for page in try PageGallery.pages(language) {
            let links = page.text.matches(of: /href="?(\/[^">\s]*)/).map(\.output.1)
            let forms = page.text.matches(of: /method="post" action="([^"]*)/).map(\.output.1)
            for link in links + forms where !link.contains(/\.(png|svg)$|\/photo\//) {
                #expect(link.contains("lang=\(language.language.rawValue)"), "\(page.name): \(link)")
            }
        }
    }

    /// Who has chosen nothing has short addresses, which can be read out and passed on.
    @Test func noLinkOfAnOrdinaryPageSaysTheLanguage() throws {
        for page in try PageGallery.pages(.chinese) where !page.name.hasPrefix("receipt-") {
            #expect(!page.text.contains("lang=zh"), "\(page.name)")
        }
    }

    @Test(arguments: PageLanguage.allCases)
    func noPageShowsAnUnfilledPlaceholder(language: PageLanguage) throws {
        for page in try PageGallery.pages(language) {
            let body = try #require(page.text.split(separator: "</style>").last)
            #expect(!body.contains("{"), "\(page.name)")
        }
    }

    @Test(arguments: PageLanguage.allCases)
    func problemPagesFocusTheirSummaryAndSayErrorInTheTitle(language: PageLanguage) throws {
        let prefix = language.language == .chinese ? "<title>\n错误：" : "<title>\nError: "
        for page in try PageGallery.pages(language) where page.text.contains("aria-invalid") {
            #expect(page.text.contains("role=\"alert\" tabindex=\"-1\" autofocus"), "\(page.name)")
            #expect(page.text.replacing("<title>", with: "<title>\n").contains(prefix), "\(page.name)")
        }
    }

    /// Where no page is asked for, what holds for every answer holds too.
    @Test func theServerAsAWholeAnswersWithTheFieldsOfEveryAnswer() throws {
        let answer = try WebFixture().exchange("OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(answer.status == 204 && answer.field("Allow") == "GET, HEAD, POST, OPTIONS")
        for (name, value) in [
            ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", SiteStyle.contentSecurityPolicy),
        ] { #expect(answer.field(name) == value, "\(name)") }
    }

    @Test func policyNamesTheHashOfTheStyleThatEveryPageCarries() throws {
        let css = String(decoding: SiteStyle.css, as: UTF8.self)
        let hash = SiteStyle.base64(SHA256.digest(SiteStyle.css))
        let receiptCSS = String(decoding: SiteStyle.receiptCSS, as: UTF8.self)
        let receiptHash = SiteStyle.base64(SHA256.digest(SiteStyle.receiptCSS))
        #expect(
            SiteStyle.contentSecurityPolicy
                == "default-src 'none'; style-src 'sha256-\(hash)' 'sha256-\(receiptHash)'; img-src 'self' data:; "
                + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
        for page in try PageLanguage.allCases.flatMap(PageGallery.pages) {
            #expect(page.text.contains("<style>\(css)</style>"), "\(page.name)")
            let isReceipt = page.name.hasPrefix("receipt-")
            #expect(page.text.contains("<style>\(receiptCSS)</style>") == isReceipt, "\(page.name)")
        }
    }

    /// On paper the newest answer stands once: above, where it is news, and not in what happened.
    @Test func theHistoryMarksWhatStandsAbove() throws {
        for (state, count) in [(PublicState.received, 0), (.replied, 1), (.asked, 1), (.closed, 2)] {
            let page = ReceiptPage(try Samples.receipt(.chinese, state: state)).render(nonce: "n0nce")
            let marks = String(decoding: page, as: UTF8.self).components(between: "<li class=\"", and: ">")
            #expect(marks.count { $0 == "told\"" } == count, "\(state)")
        }
    }

    @Test func lookUpKeepsWhatWasTypedAndEscapesIt() {
        let page = QueryPage(site: Samples.site, language: .chinese).render(
            number: FormPageTests.hostile, queryCode: "7k3m", problems: [.notFound(nil)])
        let text = String(decoding: page, as: UTF8.self)
        #expect(!text.contains("<script"))
        #expect(text.contains("value=\"\(FormPageTests.harmless)\""))
        #expect(text.contains("value=\"7k3m\""))
    }

    @Test(arguments: [
        (CodeError.wrongCheck, "编码有误，可能输错了一位，请对照海报检查"),
        (.wrongLength(found: 6, expected: 7), "编码应为 7 位，您输入了 6 位"),
        (.badCharacter("<"), "编码里没有“&lt;”这个字符，请对照海报检查"),
    ])
    func badCodePageSaysWhatIsWrongAndWhatMayBeMeant(problem: CodeError, sentence: String) throws {
        let code = try Samples.code("7K3M9Q")
        let page = BadCodePage(site: Samples.site, language: .chinese).render(
            typed: FormPageTests.hostile, problem: problem,
            candidates: [CodeCandidate(code: code, name: FormPageTests.hostile, isDeputy: true)])
        let text = String(decoding: page, as: UTF8.self)
        #expect(text.contains(sentence))
        #expect(text.contains("<a href=\"/\(code)\">"))
        #expect(!text.contains("<script"))
    }

    @Test func gonePageLeadsToTheStationAndTheNewCode() throws {
        let code = try Samples.code("7K3M9Q")
        let new = try Samples.code("7K3M9R")
        let station = GonePage.Station(name: "清溪镇人大代表联络站", code: try Samples.code("QX0001"))
        let page = GonePage(site: Samples.site, language: .chinese)
        let reissued = String(
            decoding: page.render(
                code: code, holder: "谢晨云代表", reason: .reissued(new, reason: nil), station: nil),
            as: UTF8.self)
        let retired = String(
            decoding: page.render(code: code, holder: "谢晨云代表", reason: .retired, station: station),
            as: UTF8.self)
        let revoked = String(
            decoding: page.render(
                code: code, holder: "谢晨云代表", reason: .revoked(reason: nil), station: station),
            as: UTF8.self)
        for text in [reissued, retired, revoked] { #expect(text.contains("（<bdi>谢晨云代表</bdi>）")) }
        #expect(reissued.contains("href=\"/\(new)\""))
        #expect(retired.contains("href=\"/\(station.code)\""))
        #expect(retired.contains("给<bdi>清溪镇人大代表联络站</bdi>留言"))
    }
}
