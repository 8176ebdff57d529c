import Foundation
import LiaisonText
import Testing

/// Rate limits as citizens and machines meet them, through the header that a proxy writes.
@Suite struct RateLimitEndToEndTests {
    let installation: Installation
    let server: RunningServer
    let browser: Browser

    init() throws {
        installation = try Installation()
        server = try RunningServer(installation.data, options: ["--rate-limit", "messages 30, lookups 60"])
        browser = Browser(port: server.port)
    }

    private func from(_ address: String) -> [String] { ["X-Forwarded-For: \(address)"] }

    @Test func aMessageTooManyKeepsItsWordsAndItsNonceAndIsTakenLater() throws {
        let code = try installation.code("deputy")
        let path = "/\(code)?lang=en"
        for number in 0..<10 {
            let nonce = try #require(try browser.get(path, headers: from("192.0.2.7")).nonce)
            let answer = try browser.post(
                path, ["nonce": nonce, "text": "第\(number)条"], headers: from("192.0.2.7"))
            #expect(answer.status == 303)
        }
        let nonce = try #require(try browser.get(path, headers: from("192.0.2.7")).nonce)
        let fields: KeyValuePairs = [
            "nonce": nonce, "text": "一字不丢 <b>", "name": "王秀英", "phone": "13800138000",
        ]
        let refused = try browser.post(path, fields, headers: from("192.0.2.7"))
        #expect(refused.status == 429)
        let seconds = try #require(refused.header("Retry-After").flatMap { Int($0) })
        #expect((1...120).contains(seconds))
        for text in ["一字不丢 &lt;b&gt;", "王秀英", "13800138000", "Too many messages just now"] {
            #expect(refused.body.contains(text))
        }
        #expect(refused.nonce == nonce)
        // A neighbour sends at the same time, and so does the same page once there is room again.
        let later = try browser.post(
            path, ["nonce": refused.nonce ?? "", "text": "一字不丢 <b>"], headers: from("192.0.2.8"))
        #expect(later.status == 303)
        let list = try Program.run("inbox", "list", "--data", installation.data, "--json").json()
        #expect(list.elements?.count == 11)
    }

    @Test func guessingReceiptsEndsSoonAndAnAdditionKeepsItsWords() throws {
        let location = try #require(
            try browser.write("一", to: try installation.code("deputy")).header("Location"))
        let parts = location.split(separator: "/").map(String.init)
        let guess = "/r/\(parts[1])/0000-0000-0000"
        for _ in 0..<20 { #expect(try browser.get(guess, headers: from("192.0.2.9")).status == 404) }
        let limited = try browser.get(guess, headers: from("192.0.2.9"))
        #expect(limited.status == 429)
        #expect(limited.header("Retry-After") != nil)
        // The right one is no way round it.
        #expect(try browser.get(location, headers: from("192.0.2.9")).status == 429)
        let query = try browser.get(
            "/q?number=\(parts[1])&query=\(parts[2])", headers: from("192.0.2.9"))
        #expect(query.status == 429)
        #expect(query.body.contains(parts[1]))
        // Words sent along with a foreign nonce are in the answer all the same.
        let typed = try browser.post(
            guess, ["kind": "append", "text": "补充的话", "nonce": "x"], headers: from("192.0.2.9"))
        #expect(typed.status == 429)
        #expect(typed.body.contains("补充的话"))
        // Elsewhere the receipt opens, and its form is taken even where look-ups are used up.
        let receipt = try browser.get(location, headers: from("192.0.2.10"))
        #expect(receipt.status == 200)
        let added = try browser.post(
            location, ["kind": "append", "text": "补充", "nonce": receipt.nonce ?? ""],
            headers: from("192.0.2.9"))
        #expect(added.status == 303)
    }

    @Test func guessingTokensEndsSoonAndAGoodOneIsNeverLimited() throws {
        let guess = ["Authorization: Bearer llz_guess"] + from("192.0.2.11")
        let answers = try (0..<21).map { _ in try browser.get("/api/v1/whoami", headers: guess).status }
        #expect(answers == Array(repeating: 401, count: 20) + [429])
        let token = try installation.token("--office")
        let good = ["Authorization: Bearer \(token)"] + from("192.0.2.11")
        // A token that was issued a moment ago is known at the server's next look, within a second or two.
        var status = 429
        for _ in 0..<50 where status == 429 {
            status = try browser.get("/api/v1/whoami", headers: good).status
            if status == 429 { usleep(100_000) }
        }
        #expect(status == 200)
    }

    @Test func aProxyThatNamesNobodyIsLimitedItselfAndKeepsTheWords() throws {
        let path = "/\(try installation.code("deputy"))"
        var statuses: [Int] = []
        for _ in 0..<45 {
            let nonce = try #require(try browser.get(path).nonce)
            let answer = try browser.post(path, ["nonce": nonce, "text": "一二三"])
            statuses.append(answer.status)
            if answer.status == 429 { #expect(answer.body.contains("一二三")) }
        }
        #expect(statuses.first == 303)
        #expect(Set(statuses) == [303, 429])
    }
}
