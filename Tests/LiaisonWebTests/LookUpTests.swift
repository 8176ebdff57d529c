import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonWeb

/// Number and query code by hand: read in any spelling, and told apart from what can't be one.
@Suite struct LookUpTests {
    private let web: WebFixture
    private let receipt: String
    private let number: String
    private let query: String

    init() throws {
        web = try WebFixture(allowance: "messages 100, lookups 1")
        receipt = try web.receipt(of: "text")
        let parts = receipt.split(separator: "/")
        (number, query) = (String(parts[1]), String(parts[2]))
    }

    private func lookUp(_ number: String, _ query: String) throws -> String {
        let encoded = { (text: String) in
            text.utf8.map { byte in
                let isPlain =
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte)
                return isPlain ? String(UnicodeScalar(byte)) : "%" + Hex.string([byte])
            }.joined()
        }
        return try web.get("/q?number=\(encoded(number))&query=\(encoded(query))")
    }

    @Test func leadsToTheReceiptInAnySpelling() throws {
        let (bare, code) = (number.filter { $0 != "-" }, query.filter { $0 != "-" })
        let look = String(
            bare.map { $0 == "0" ? "o" : $0 == "1" ? "i" : $0 == "5" ? "s" : $0 == "2" ? "z" : $0 })
        for (number, query) in [
            (number, query), (number.lowercased(), query.lowercased()), (bare, code), (look, code),
            (" \(number) ", "\(query) "), (number.replacing("-", with: "－"), query.replacing("-", with: "—")),
            // In each other's field, or the whole address in either.
            (query, number), ("https://llz.example.gov.cn\(receipt)", ""),
            ("", "llz.example.gov.cn\(receipt)"),
            ("https://llz.example.gov.cn\(receipt)?lang=en", query),
            // Copied from a page, with spaces that nobody sees, or both at once.
            ("\u{A0}\(number)\u{200B}", query.replacing("-", with: "\u{A0}")),
            ("\(number)\(query)", ""), ("受理编号：\(number) 查询码：\(query)", ""),
            ("", "\(number)\u{A0}\(query)"),
        ] {
            #expect(try lookUp(number, query).field("Location") == receipt, "\(number) \(query)")
        }
    }

    @Test func namesTheFieldThatCannotBeRight() throws {
        let wrong = String(number.dropLast()) + (number.hasSuffix("0") ? "1" : "0")
        for (number, query, field, sentence) in [
            (wrong, query, "number", "受理编号有误"), ("SS00-2512", query, "number", "受理编号不完整"),
            ("SS00-25122A-7K3M9", query, "number", "没有“A”这个字符"),
            (number, "7K3M", "query", "查询码应为 12 位，您输入了 4 位"),
            (number, "7K3M9QX2AB4V", "query", "没有“V”这个字符"), (number, "", "query", "请输入查询码"),
            ("", query, "number", "请输入受理编号"),
            // In the other's field, and nothing in its own.
            ("", number, "query", "请输入查询码"), (query, "", "number", "请输入受理编号"),
        ] {
            let answer = try lookUp(number, query)
            #expect(answer.hasPrefix("HTTP/1.1 422 "), "\(number) \(query)")
            #expect(answer.contains("<li><a href=\"#\(field)\">"), "\(number) \(query)")
            #expect(answer.contains(sentence), "\(number) \(query)")
        }
    }

    @Test func whatCannotBeRightCostsNoLookUp() throws {
        for _ in 0..<40 { _ = try lookUp("SS00-251224-7K3M8", "7K3M") }
        #expect(try lookUp(number, query).field("Location") == receipt)
    }

    @Test func aReceiptsAddressIsReadInAnySpellingToo() throws {
        let bare = number.filter { $0 != "-" }.lowercased()
        #expect(try web.get("/r/\(bare)/\(query)").field("Location") == receipt)
        #expect(try web.get(receipt.lowercased()).hasPrefix("HTTP/1.1 200 "))
    }

    @Test func whatIsTypedOnTheFirstPageLeadsOn() throws {
        let base = "https://llz.example.gov.cn"
        for (typed, path) in [
            (number, "/q?number=\(number)"),
            (number.lowercased().filter { $0 != "-" }, "/q?number=\(number)"),
            (query, "/q?query=\(query)"), ("\(base)\(receipt)", receipt),
            ("\(base)/\(web.deputy)", "/\(web.deputy)"),
            ("\(web.deputy)".lowercased(), "/\(web.deputy)"),
        ] {
            #expect(try web.get("/?code=\(typed)").field("Location") == path, "\(typed)")
        }
        #expect(try web.get("/?code=\(number)", language: "zh").field("Location") == "/q?number=\(number)")
        #expect(
            try web.get("/?lang=en&code=\(number)").field("Location") == "/q?number=\(number)&lang=en")
        // A letter more may make another number that can be right, one time in 31; this makes none.
        #expect(try web.get("/?code=\(number)%E5%A5%BD").hasPrefix("HTTP/1.1 422 "))
        let filled = try web.get("/q?number=\(number)")
        #expect(filled.contains("value=\"\(number)\""))
    }

    @Test func aPaperSlipThatIsNotEnteredYetIsNoDeadEnd() throws {
        let station = try #require(web.site.current.roster.stations.first { !$0.phone.isEmpty })
        let date = try #require(CivilDate(year: 2025, month: 12, day: 24))
        let slip = CaseNumber(station: station.id, date: date, value: 4711)
        let answer = try web.get("/R/\(slip)/7K3M-9QX2-AB4C")
        #expect(answer.hasPrefix("HTTP/1.1 404 "))
        #expect(answer.contains("工作人员录入以后才能查到"))
        #expect(answer.contains(">\(station.phone)</a>"))
        #expect(answer.contains("value=\"\(slip)\""))
        #expect(answer.contains("value=\"7K3M-9QX2-AB4C\""))
    }

    @Test func wrongAndAbsentAreTheSame() throws {
        let other = number.hasPrefix("SS") ? query : query
        let wrong = String(other.dropLast()) + (other.hasSuffix("0") ? "1" : "0")
        let station = String(number.split(separator: "-")[0])
        let id = try #require(StationID(station))
        let date = try #require(CivilDate(year: 2025, month: 12, day: 24))
        let absent = CaseNumber(station: id, date: date, value: 815)
        let first = try web.get("/r/\(number)/\(wrong)").replacing(number, with: "N")
        let second = try web.get("/r/\(absent)/\(wrong)").replacing("\(absent)", with: "N")
        let body = { (answer: String) in answer.split(separator: "\r\n\r\n").last }
        #expect(body(first) == body(second))
    }
}
