import Foundation
import LiaisonText
import Testing

@Suite struct QuarantineEndToEndTests {
    let installation: Installation
    let server: RunningServer
    let browser: Browser

    init() throws {
        installation = try Installation()
        server = try RunningServer(installation.data)
        browser = Browser(port: server.port)
    }

    private func sendTrapped(_ text: String, to code: String) throws -> (number: String, receipt: String) {
        let nonce = try browser.get("/\(code)").nonce ?? ""
        let answer = try browser.post(
            "/\(code)", ["nonce": nonce, "text": text, "website": "http://spam.example"])
        #expect(answer.status == 303)
        let location = try #require(answer.header("Location"))
        return (String(location.split(separator: "/")[1]), location)
    }

    private func liaison(_ words: String...) throws -> Program.Result {
        try Program.run(
            Program.directory.appendingPathComponent("liaison"), words + ["--data", installation.data])
    }

    private func listed() throws -> [String?] {
        try liaison("inbox", "list", "--json").json().elements?.map { $0["case"]?.text } ?? []
    }

    @Test func whatLooksLikeAMachineWaitsAndItsSenderLearnsNothing() throws {
        let code = try installation.code("deputy")
        let (number, receipt) = try sendTrapped("买发票请联系", to: code)
        #expect(try browser.get(receipt).status == 200)
        #expect(try browser.get(receipt).body.contains("买发票请联系"))
        #expect(try listed() == [])
        let waiting = try liaison("quarantine", "list", "--json").json().elements
        #expect(waiting?.map { $0["case"]?.text } == [number])
        #expect(waiting?.first?["suspicion"]?.text == "trap")
        #expect(waiting?.first?["text"]?.text == "买发票请联系")
        // A deputy sees nothing of it, not even in the quarantine; the officer sees it over the API.
        let deputy = try installation.token("--deputy", code)
        let officer = try installation.token("--station", "SS00")
        let other = try installation.token("--station", "SS01")
        for (token, sees) in [(deputy, false), (officer, true), (other, false)] {
            let header = "Authorization: Bearer \(token)"
            let answer = try browser.get("/api/v1/quarantine", headers: [header])
            #expect(answer.status == 200)
            #expect(answer.body.contains(number) == sees)
            #expect(try browser.get("/api/v1/cases/\(number)", headers: [header]).status == 404)
        }
    }

    @Test func aDiscardedMessageStaysInTheStoreAndItsReceiptAsItIs() throws {
        let code = try installation.code("deputy")
        let (number, receipt) = try sendTrapped("广告", to: code)
        let before = try browser.get(receipt).body
        let refused = try liaison("quarantine", "discard", number)
        #expect(refused.status == 2)
        #expect(try liaison("quarantine", "discard", number, "--reason", "商业广告").status == 0)
        #expect(try liaison("quarantine", "list", "--json").json().elements?.count == 0)
        let all = try liaison("quarantine", "list", "--all", "--json").json().elements
        #expect(all?.first?["screening"]?.text == "discarded")
        #expect(try listed() == [])
        #expect(try Self.withoutNonces(browser.get(receipt).body) == Self.withoutNonces(before))
        #expect(try liaison("verify").status == 0)
    }

    private static func withoutNonces(_ page: String) -> String {
        page.replacing(/name="nonce" value="[^"]*"/, with: "")
    }
}
