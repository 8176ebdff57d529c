import LiaisonCases
import LiaisonCodes
import LiaisonQR
import LiaisonSystem
import Testing

@testable import LiaisonWeb

/// What the receipt shows of the store, and how one comes from it to another message.
@Suite struct ReceiptHandlingTests {
    private let web: WebFixture

    init() throws { web = try WebFixture() }

    /// A small picture that is one.
    private func picture() throws -> [UInt8] {
        try QRSymbol(QRPayload(try BaseURL(parsing: "https://llz.example.gov.cn"), path: "r")).png()
    }

    @Test func showsNamePhoneTopicAndPhotos() throws {
        let nonce = web.site.nonces.issue(for: "\(web.deputy)", at: web.site.clock.now).text
        let location = try web.post(
            "/\(web.deputy)",
            ["nonce": nonce, "text": "路灯坏了", "name": "王秀英", "phone": "13800138000", "topic": "道路交通"],
            photos: [try picture()]
        ).field("Location")
        let receipt = try #require(location)
        let page = try web.get(receipt)
        #expect(page.contains("王秀英"))
        #expect(page.contains("138****8000"))
        #expect(!page.contains("13800138000"))
        #expect(page.contains("<dt>类别<dd><bdi>道路交通</bdi>"))
        #expect(page.contains("<a href=\"\(receipt)/photo/1\">照片 1（PNG，"))
    }

    @Test func aPhotoIsShownToWhoeverHasTheReceiptAndToNobodyElse() throws {
        let receipt = try web.receipt(of: "路灯坏了", photos: [try picture()])
        let answer = try web.get("\(receipt)/photo/1")
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.field("Content-Type") == "image/png")
        #expect(answer.field("X-Content-Type-Options") == "nosniff")
        #expect(answer.field("Cache-Control") == "no-store")
        #expect(answer.field("Content-Disposition")?.hasPrefix("inline; ") == true)
        let wrong = String(receipt.dropLast()) + (receipt.hasSuffix("0") ? "1" : "0")
        for path in [
            "\(receipt)/photo/2", "\(receipt)/photo/0", "\(wrong)/photo/1", "\(receipt)/photos/1",
            "\(receipt)/photo/256", "\(receipt)/photo",
        ] {
            #expect(try web.get(path).hasPrefix("HTTP/1.1 404 "), "\(path)")
        }
        #expect(!web.routes.contains { $0.contains("SS") })
    }

    @Test func wordsFromAReceiptStandInAFormAndAreNotStored() throws {
        let answer = try web.post("/\(web.deputy)", ["draft": "yes", "text": "zebra"])
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.contains("\nzebra</textarea>"))
        #expect(!answer.contains("role=\"alert\""))
        #expect(try web.caseCount() == 0)
        let nonce = try #require(answer.firstMatch(of: /name="nonce" value="([^"]+)"/)?.1)
        let sent = try web.post("/\(web.deputy)", ["nonce": String(nonce), "text": "zebra"])
        #expect(sent.hasPrefix("HTTP/1.1 303 "))
        #expect(try web.caseCount() == 1)
    }

    @Test func anAdditionOffersAMessageOfItsOwn() throws {
        let receipt = try web.receipt(of: "路灯坏了")
        let nonce = try #require(try web.get(receipt).firstMatch(of: /name="nonce" value="([^"]+)"/)?.1)
        _ = try web.post(receipt, ["nonce": String(nonce), "kind": "append", "text": "zebra"])
        let page = try web.get(receipt)
        #expect(page.contains("name=\"text\" value=\"zebra\""))
        #expect(page.contains("action=\"/\(web.deputy)\""))
        #expect(page.contains("<blockquote dir=\"auto\">zebra</blockquote>"))
    }

    @Test func theReceiptOfAStationNamesItOnce() throws {
        let station = try #require(web.site.current.roster.stations.first)
        let nonce = web.site.nonces.issue(for: "\(station.code)", at: web.site.clock.now).text
        let answer = try web.post("/\(station.code)", ["nonce": nonce, "text": "text"])
        let page = try web.get(try #require(answer.field("Location")))
        #expect(page.contains("<p>现在由<bdi>\(station.name)</bdi>办理。"))
    }

    @Test func saysWhereToTypeTheNumberOnPaper() throws {
        let page = try web.get(try web.receipt(of: "text"))
        #expect(page.contains("<b class=\"code\">llz.example.gov.cn/q</b>"))
    }
}
