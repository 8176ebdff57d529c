import LiaisonCodes
@testable import LiaisonDesk
import LiaisonInstallation
import LiaisonWording
import Testing

@testable import LiaisonWeb

struct FormPageTests {
    /// Text that would run, close its element or its attribute, were it not escaped.
    static let hostile = "\"><script>alert('x')</script></textarea>&amp;"
    static let harmless =
        "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&lt;/textarea&gt;&amp;amp;"

    @Test(arguments: PageLanguage.allCases)
    func escapesEveryValue(language: PageLanguage) throws {
        let hostile = Self.hostile
        let site = SiteIdentity(name: hostile, handler: hostile, contact: hostile, retention: hostile)
        let setting = FormSetting(site: site, topics: [hostile], language: language)
        let id = try #require(StationID("SS01"))
        let station = FormPage.Station(
            id: id, name: hostile, code: nil, address: hostile, phone: hostile, reception: hostile)
        let addressees: [FormPage.Addressee] = [
            .deputy(name: hostile, level: .city, title: hostile),
            .station(deputies: [
                FormPage.DeputyLink(code: try Samples.code("7K3M9Q"), name: hostile, level: .city)
            ]),
        ]
        for addressee in addressees {
            let context = FormPage.Context(
                code: try Samples.code("7K3M9Q"), addressee: addressee, station: station)
            let values = FormValues(text: hostile, topic: hostile, name: hostile, phone: hostile)
            let page = String(
                decoding: FormPage(context, setting: setting).render(
                    nonce: hostile, values: values, problems: [.phoneUnreadable]), as: UTF8.self)
            #expect(!page.contains("<script"))
            #expect(!page.contains("alert('x')"))
            #expect(
                page.contains(
                    "<textarea id=\"text\" name=\"text\" aria-describedby=\"text-hint\" rows=\"6\">\n\(Self.harmless)</textarea>"
                ))
            #expect(page.contains("value=\"\(Self.harmless)\">"))
        }
    }

    @Test(arguments: PageLanguage.allCases)
    func showsUnderWhichNumbersTheSiteIsFiled(language: PageLanguage) throws {
        func foot(_ filings: [FilingNumber?]) throws -> Substring {
            let site = SiteIdentity(
                name: "站", handler: "办", contact: "1", retention: "一年", filings: filings.compactMap { $0 })
            let setting = FormSetting(site: site, topics: [], language: language)
            let page = String(
                decoding: FormPage(try Samples.deputy(), setting: setting).render(
                    nonce: "n", values: FormValues(), problems: []), as: UTF8.self)
            return try #require(page.split(separator: "<footer>").last)
        }
        #expect(try !foot([]).contains("beian"))
        let icp = FilingNumber(icp: "湘ICP备00000000号-1")
        let police = FilingNumber(police: "湘公网安备 43010002000001号")
        let one = """

            <p><a href="https://beian.miit.gov.cn/" lang="zh-Hans">湘ICP备00000000号-1</a></footer>

            """
        #expect(try foot([icp]).hasSuffix(one))
        let both = """

            <p><a href="https://beian.miit.gov.cn/" lang="zh-Hans">湘ICP备00000000号-1</a> · \
            <a href="https://beian.mps.gov.cn/#/query/webSearch?code=43010002000001" lang="zh-Hans">\
            湘公网安备 43010002000001号</a></footer>

            """
        #expect(try foot([icp, police]).hasSuffix(both))
    }

    @Test(arguments: PageLanguage.allCases)
    func keepsEverythingTyped(language: PageLanguage) throws {
        let page = FormPage(try Samples.deputy(), setting: Samples.setting(language))
        for problem in Samples.problems + [.serviceUnavailable, .tooLarge, .tooManyRequests(retryAfter: 5)] {
            let bytes = page.render(nonce: "n", values: Samples.values, problems: [problem])
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.contains("\n\(Samples.values.text)</textarea>"))
            #expect(text.contains("<option selected>其他\n"))
            #expect(text.contains("autocomplete=\"name\" value=\"王秀英\">"))
            #expect(text.contains("autocomplete=\"tel\" value=\"一三八零零\">"))
        }
    }

    @Test func keepsTheFirstNewlineOfTheText() throws {
        let page = FormPage(try Samples.deputy(), setting: Samples.setting(.chinese))
        let bytes = page.render(nonce: "n", values: FormValues(text: "\n空一行"), problems: [.phoneUnreadable])
        #expect(String(decoding: bytes, as: UTF8.self).contains("rows=\"6\">\n\n空一行</textarea>"))
    }

    @Test(arguments: PageLanguage.allCases)
    func saysEachProblemOnTopAndBesideItsField(language: PageLanguage) throws {
        let page = FormPage(try Samples.deputy(), setting: Samples.setting(language))
        let bytes = page.render(nonce: "n", problems: [.textMissing])
        let text = String(decoding: bytes, as: UTF8.self)
        let sentence = language.words("form.problem.text-missing")
        #expect(text.contains("<li><a href=\"#text\">\(sentence)</a>"))
        #expect(text.contains("<div class=\"problem\" id=\"text-problem\"><p>\(sentence)</p></div>"))
        #expect(text.contains("aria-describedby=\"text-hint text-problem\" aria-invalid=\"true\""))
        #expect(
            text.contains(
                language.language == .chinese
                    ? "<title>错误：给谢晨云代表留言</title>" : "<title>Error: Write to Deputy 谢晨云</title>"))
    }

    @Test(arguments: PageLanguage.allCases)
    func preparedPageIsTheSameAsTheRenderedOne(language: PageLanguage) throws {
        let setting = Samples.setting(language)
        let shared = FormPage.SharedRuns(setting: setting)
        for context in [try Samples.deputy(), try Samples.stationForm(deputies: 3)] {
            let prepared = FormPage.Prepared(context, shared: shared)
            let page = FormPage(context, setting: setting).render(nonce: "Ab-_.9")
            var bytes: [UInt8] = []
            prepared.append(to: &bytes, nonce: "Ab-_.9".utf8)
            #expect(bytes == page)
            #expect(prepared.count + 6 == page.count)
        }
    }

    @Test(arguments: PageLanguage.allCases)
    func fitsInFourteenKilobytes(language: PageLanguage) throws {
        let setting = Samples.setting(language)
        let contexts = [
            try Samples.deputy(), try Samples.stationForm(deputies: 128),
            try Samples.stationForm(deputies: 128, days: 3),
        ]
        for context in contexts {
            #expect(FormPage(context, setting: setting).render(nonce: "n").count <= 14_000)
        }
        let page = FormPage(try Samples.deputy(), setting: setting)
        #expect(page.render(nonce: "n", problems: Samples.problems).count <= 14_000)
    }

    @Test(arguments: PageLanguage.allCases)
    func asksForPhotosAgainBecauseBrowsersForgetThem(language: PageLanguage) throws {
        let page = FormPage(try Samples.deputy(), setting: Samples.setting(language))
        let sentence = language.words("form.photo.again")
        let with = page.render(
            nonce: "n", values: FormValues(text: "一", hadPhotos: true), problems: [.textMissing])
        let without = page.render(nonce: "n", values: FormValues(text: "一"), problems: [.textMissing])
        #expect(String(decoding: with, as: UTF8.self).contains("<li><a href=\"#photo\">\(sentence)</a>"))
        #expect(!String(decoding: without, as: UTF8.self).contains(sentence))
    }

    @Test func confirmsAnIDNumberOnlyAfterTheWarning() throws {
        let page = FormPage(try Samples.deputy(), setting: Samples.setting(.chinese))
        let warned = String(decoding: page.render(nonce: "n", problems: [.looksLikeIDNumber]), as: UTF8.self)
        let plain = String(decoding: page.render(nonce: "n"), as: UTF8.self)
        #expect(warned.contains("<input type=\"hidden\" name=\"confirmed\" value=\"id-number\">"))
        #expect(!plain.contains("name=\"confirmed\""))
    }

    @Test func offersTheOtherLanguageOnlyWhileNothingIsTyped() throws {
        let page = FormPage(try Samples.deputy(), setting: Samples.setting(.chinese))
        let plain = String(decoding: page.render(nonce: "n"), as: UTF8.self)
        let refused = String(decoding: page.render(nonce: "n", problems: [.textMissing]), as: UTF8.self)
        #expect(plain.contains("<a href=\"?lang=en\" lang=\"en\" hreflang=\"en\">English</a>"))
        #expect(!refused.contains("?lang="))
        // Words that came from a receipt: the link would lose them.
        let draft = page.render(nonce: "n", values: FormValues(text: "一"))
        #expect(!String(decoding: draft, as: UTF8.self).contains("?lang="))
    }

    @Test func otherFormsAreOfferedBeforeAnythingIsTyped() throws {
        let setting = Samples.setting(.chinese)
        let station = FormPage(try Samples.stationForm(deputies: 3), setting: setting)
        let plain = String(decoding: station.render(nonce: "n"), as: UTF8.self)
        let others = try #require(plain.firstRange(of: "写给本站的某位代表（3 位）"))
        let form = try #require(plain.firstRange(of: "<form"))
        #expect(others.lowerBound < form.lowerBound)
        let values = FormValues(text: "路灯坏了")
        let refused = station.render(nonce: "n", values: values, problems: [.phoneUnreadable])
        #expect(!String(decoding: refused, as: UTF8.self).contains("写给本站的某位代表"))
        let deputy = String(
            decoding: FormPage(try Samples.deputy(), setting: setting).render(nonce: "n"), as: UTF8.self)
        let link = try #require(deputy.firstRange(of: "也可以写给"))
        let questions = try #require(deputy.firstRange(of: "<form"))
        #expect(link.lowerBound < questions.lowerBound)
    }

    @Test(arguments: [("0731-5555 0001", "tel:073155550001"), ("+86 138", "tel:+86138")])
    func makesTelephoneNumbersDiallable(phone: String, link: String) {
        let markup = String(decoding: FormPage.phoneLink(phone).bytes, as: UTF8.self)
        #expect(markup == "<a href=\"\(link)\">\(phone)</a>")
    }
}
