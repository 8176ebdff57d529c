import LiaisonSystem
import Testing

@testable import LiaisonWeb

/// What somebody pastes that is far too long: as long as a page can hold it, it comes back; beyond, all else does.
@Suite struct LongTextTests {
    private let web: WebFixture

    init() throws { web = try WebFixture() }

    private func send(_ text: String) throws -> String {
        let nonce = web.site.nonces.issue(for: "\(web.deputy)", at: web.site.clock.now).text
        return try web.post(
            "/\(web.deputy)", ["nonce": nonce, "text": text, "name": "李四名", "phone": "13711112222"],
            photos: [])
    }

    @Test(arguments: [5_001, 60_000, 250_000])
    func comesBackWhole(count: Int) throws {
        let text = String(repeating: "字", count: count)
        let answer = try send(text)
        #expect(answer.hasPrefix("HTTP/1.1 422 "))
        #expect(answer.contains("\(text)</textarea>"))
        #expect(answer.contains("李四名") && answer.contains("13711112222"))
    }

    @Test func comesBackWholeFromAPlainForm() throws {
        let nonce = web.site.nonces.issue(for: "\(web.deputy)", at: web.site.clock.now).text
        let text = String(repeating: "a", count: 600_000)
        let answer = try web.post("/\(web.deputy)", ["nonce": nonce, "text": text])
        #expect(answer.hasPrefix("HTTP/1.1 422 "))
        #expect(answer.contains("\(text)</textarea>"))
    }

    /// A code that nobody has, and one that is none, have no form to give back.
    @Test func everyFieldComesBackFromAPageWithoutAForm() throws {
        let wrong = "\(web.deputy)".dropLast() + ("\(web.deputy)".hasSuffix("0") ? "1" : "0")
        for path in ["/100000Y", "/\(wrong)"] {
            let answer = try web.post(
                path, ["text": "路灯坏了", "topic": "自写类别", "name": "李四名", "phone": "13711112222"], photos: [])
            #expect(answer.hasPrefix("HTTP/1.1 404 "), "\(path)")
            for typed in ["路灯坏了", "自写类别", "李四名", "13711112222"] {
                #expect(answer.contains(typed), "\(path): \(typed)")
            }
        }
    }

    /// What is more than a page may hold is on the page before; nothing claims that nothing was written.
    @Test(arguments: [String(repeating: "字", count: 320_000), String(repeating: "&", count: 200_000)])
    func beyondAPageNothingElseIsLost(text: String) throws {
        let answer = try send(text)
        #expect(answer.hasPrefix("HTTP/1.1 413 "))
        #expect(answer.utf8.count < 1 << 20)
        #expect(answer.contains("李四名") && answer.contains("13711112222"))
        #expect(answer.contains("请返回上一页") && !answer.contains("请写下您想说的话"))
    }
}
