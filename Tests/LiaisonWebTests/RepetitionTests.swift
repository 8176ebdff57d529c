import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonWeb

/// What was sent before gets the same answer again, also from a client that may send nothing new.
@Suite struct RepetitionTests {
    private let web: WebFixture

    /// One address may send ten messages at once, and five additions of one case are far below that.
    init() throws { web = try WebFixture(allowance: "messages 1, lookups 1000") }

    private func send(_ text: String, nonce: String) throws -> String {
        try web.post("/\(web.deputy)", ["nonce": nonce, "text": text])
    }

    private func nonce() -> String {
        web.site.nonces.issue(for: "\(web.deputy)", at: web.site.clock.now).text
    }

    /// Sends as much as one address may at once.
    ///
    /// - Returns: The nonce and the receipt of the last one taken.
    private func exhaust() throws -> (nonce: String, receipt: String) {
        var last = ""
        var receipt: String?
        for index in 0..<10 {
            last = nonce()
            receipt = try send("text\(index)", nonce: last).field("Location")
        }
        return (last, try #require(receipt))
    }

    @Test func aDoubleTapAtTheLimitLeadsToTheReceipt() throws {
        let (nonce, receipt) = try exhaust()
        #expect(try send("text9", nonce: nonce).field("Location") == receipt)
        #expect(try web.caseCount() == 10)
    }

    @Test func aNewMessageBeyondTheLimitIsRefusedWithItsWords() throws {
        _ = try exhaust()
        let refused = try send("another", nonce: nonce())
        #expect(refused.hasPrefix("HTTP/1.1 429 Too Many Requests\r\n"))
        #expect(refused.field("Retry-After") != nil)
        #expect(refused.contains("another</textarea>"))
        #expect(try web.caseCount() == 10)
    }

    @Test func otherWordsUnderAKnownNonceAreRefusedWithThem() throws {
        let (nonce, _) = try exhaust()
        let refused = try send("other", nonce: nonce)
        #expect(refused.hasPrefix("HTTP/1.1 429 Too Many Requests\r\n"))
        #expect(refused.contains("other</textarea>"))
        #expect(refused.contains(nonce))
    }

    @Test(arguments: [["kind": "append", "text": "more"], ["kind": "erase"]])
    func aRepeatedActAtTheLimitLeadsToTheReceipt(fields: [String: String]) throws {
        let receipt = try #require(try send("text", nonce: nonce()).field("Location"))
        let number = String(try #require(receipt.split(separator: "/").dropFirst().first))
        let nonce = web.site.nonces.issue(for: number, at: web.site.clock.now).text
        func act(_ text: String? = nil) throws -> String {
            let words = text ?? fields["text"] ?? ""
            return try web.post(receipt, ["kind": fields["kind"] ?? "", "text": words, "nonce": nonce])
        }
        #expect(try act().field("Location") == receipt)
        for index in 0..<8 { _ = try send("text\(index)", nonce: self.nonce()) }
        #expect(try act().field("Location") == receipt)
        if fields["kind"] == "append" {
            let refused = try act("news")
            #expect(refused.hasPrefix("HTTP/1.1 429 Too Many Requests\r\n"))
            #expect(refused.contains("news</textarea>"))
        }
    }
}
