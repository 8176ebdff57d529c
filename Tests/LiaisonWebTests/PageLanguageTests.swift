import LiaisonCodes
import LiaisonRoster
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// A language that is chosen on one page, on all the pages that follow. There are no cookies to remember it.
@Suite struct PageLanguageTests {
    private let web: WebFixture
    private let station: Station

    init() throws {
        web = try WebFixture()
        let id = try #require(StationID("YF01"))
        station = try #require(web.site.current.roster.station(id))
        let desk = RecordDesk(CaseView(.station(station.id), of: web.site), of: web.site)
        _ = try desk.postNotice(.members(["title": "义诊", "activity": "2025-12-30"]), key: "n")
    }

    /// The pages that can be reached from one by links alone, each with its address.
    private func pages(from start: String, language: String) throws -> [(path: String, page: String)] {
        var (found, known, next): ([(String, String)], Set<String>, [String]) = ([], [start], [start])
        while let path = next.popLast() {
            let page = try web.get(path, language: language)
            found.append((path, page))
            for link in page.matches(of: /<a [^>]*?href="?(\/[^">\s]*)/).map({ String($0.output.1) }) {
                let link = link.replacing("&amp;", with: "&")
                if known.insert(link).inserted { next.append(link) }
            }
        }
        return found
    }

    @Test(arguments: [("zh-Hans", "en-GB", "zh-Hans"), ("en", "zh-CN", "en")])
    func staysOnEveryPageThatLinksLeadTo(chosen: String, preferred: String, shown: String) throws {
        let receipt = try web.receipt(of: "text")
        var kinds: Set<String> = []
        for start in ["/\(station.code)", "/", receipt] {
            for (path, page) in try pages(from: "\(start)?lang=\(chosen)", language: preferred) {
                let kind = path.contains(".ics") ? "ics" : path.contains(".atom") ? "atom" : "page"
                kinds.insert(kind)
                switch kind {
                case "ics":
                    #expect(page.contains(shown == "en" ? "meet the public" : "接待"), "\(path)")
                    #expect(page.contains("?lang=\(chosen)"), "\(path)")
                case "atom":
                    #expect(page.contains("xml:lang=\"\(shown)\""), "\(path)")
                    #expect(page.contains("/notices?lang=\(chosen)#"), "\(path)")
                default: #expect(page.contains("<html lang=\"\(shown)\">"), "\(path)")
                }
            }
        }
        #expect(kinds == ["page", "ics", "atom"])
    }

    /// A form too large, or sent too often, is refused before anybody has read what it says.
    @Test(arguments: [("zh-Hans", "en"), ("en", "zh")])
    func staysWhereAFormIsRefusedUnread(chosen: String, preferred: String) throws {
        let receipt = try web.receipt(of: "text")
        for path in ["/\(web.deputy)", receipt] {
            let page = try web.get("\(path)?lang=\(chosen)", language: preferred)
            let action = try #require(page.firstMatch(of: /method="post" action="([^"]*)/)?.output.1)
                .replacing("&amp;", with: "&")
            let target = action.hasPrefix("?") ? path + action : String(action)
            let answer = try web.exchange(
                "POST \(target) HTTP/1.1\r\nHost: a\r\nAccept-Language: \(preferred)\r\nContent-Type: text/plain\r\n"
                    + "Connection: close\r\nContent-Length: 1\r\n\r\nx")
            #expect(answer.hasPrefix("HTTP/1.1 415"))
            #expect(answer.contains("<html lang=\"\(chosen)\">"), "\(target)")
        }
    }

    /// The page of a long history stays the same page.
    @Test func theOtherLanguageIsThatOfTheSamePartOfTheHistory() throws {
        var receipt = try Samples.receipt(.english)
        let words = receipt.timeline[0]
        receipt.timeline = Array(repeating: words, count: 30)
        receipt.historyPage = 2
        let page = String(decoding: ReceiptPage(receipt).render(nonce: "n"), as: UTF8.self)
        #expect(page.contains("<a href=\"?page=2&amp;lang=zh-Hans\" lang=\"zh-Hans\" hreflang"))
    }
}
