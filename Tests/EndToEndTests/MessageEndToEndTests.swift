import Foundation
import LiaisonText
import Testing

@Suite struct MessageEndToEndTests {
    let installation: Installation
    let server: RunningServer
    let browser: Browser

    init() throws {
        installation = try Installation()
        server = try RunningServer(installation.data)
        browser = Browser(port: server.port)
    }

    @Test func aMessageGoesFromTheFormToTheReceiptToTheInbox() throws {
        let code = try installation.code("deputy")
        let sent = try browser.write("路灯坏了 <b>三天</b>", to: code)
        #expect(sent.status == 303)
        let location = try #require(sent.header("Location"))
        let parts = location.split(separator: "/")
        #expect(parts.first == "r")
        #expect(parts.dropFirst().first?.hasPrefix("SS00-") == true)
        let receipt = try browser.get(location)
        #expect(receipt.status == 200)
        #expect(receipt.body.contains("路灯坏了 &lt;b&gt;三天&lt;/b&gt;"))
        let list = try Program.run("inbox", "list", "--data", installation.data, "--json").json()
        #expect(list.elements?.map { $0["case"]?.text } == [String(parts[1])])
        #expect(list.elements?.first?["to"]?.text == code)
        #expect(list.elements?.first?["state"]?.text == "received")
    }

    @Test func theSameFormTwiceIsOneMessage() throws {
        let code = try installation.code("deputy")
        let nonce = try #require(try browser.get("/\(code)").nonce)
        let first = try browser.post("/\(code)", ["nonce": nonce, "text": "一"])
        let again = try browser.post("/\(code)", ["nonce": nonce, "text": "一"])
        #expect(first.header("Location") == again.header("Location"))
        let list = try Program.run("inbox", "list", "--data", installation.data, "--json").json()
        #expect(list.elements?.count == 1)
    }

    @Test func aRefusedFormComesBackWithEveryWordInIt() throws {
        let code = try installation.code("station")
        let form = try browser.get("/\(code)")
        let long = String(repeating: "长", count: 5001)
        let answer = try browser.post(
            "/\(code)", ["nonce": form.nonce ?? "", "text": long, "name": "张\"三", "phone": "不详"])
        #expect(answer.status == 422)
        #expect(answer.body.contains(long))
        #expect(answer.body.contains("张&quot;三"))
        #expect(answer.body.contains("不详"))
        #expect(answer.body.contains("错误"))
        // A nonce that isn't ours keeps the words too, and the page brings one that is.
        let foreign = try browser.post("/\(code)", ["nonce": "x", "text": "保留"])
        #expect(foreign.status == 422)
        #expect(foreign.body.contains("保留"))
        let fresh = try browser.post("/\(code)", ["nonce": foreign.nonce ?? "", "text": "保留"])
        #expect(fresh.status == 303)
    }

    @Test func aFormInPartsIsTakenAndAnUnwantedPhotoLosesNoWord() throws {
        let code = try installation.code("deputy")
        func parts(_ fields: KeyValuePairs<String, String>, photo: Bool) throws -> Browser.Answer {
            var body = fields.map {
                "--x\r\nContent-Disposition: form-data; name=\"\($0.key)\"\r\n\r\n\($0.value)\r\n"
            }
            .joined()
            if photo {
                body +=
                    "--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\n\r\nPNG\r\n"
            }
            body += "--x--\r\n"
            return try browser.send(
                "POST /\(code) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                    + "Content-Type: multipart/form-data; boundary=x\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        }
        let nonce = try browser.get("/\(code)").nonce ?? ""
        let refused = try parts(["nonce": nonce, "text": "带照片的话"], photo: true)
        #expect(refused.status == 422)
        #expect(refused.body.contains("带照片的话"))
        #expect(try parts(["nonce": nonce, "text": "带照片的话"], photo: false).status == 303)
    }

    @Test func aReceiptWithAnotherQueryCodeIsAsAbsentAsNone() throws {
        let location = try #require(
            try browser.write("一", to: try installation.code("deputy")).header("Location"))
        let number = location.split(separator: "/")[1]
        let wrong = try browser.get("/r/\(number)/0000-0000-0000")
        let absent = try browser.get("/r/SS00-251223-00007/0000-0000-0000")
        #expect(wrong.status == 404)
        #expect(absent.status == 404)
        // The number that was asked for stands in both, ready to be corrected.
        let asked = (
            wrong.body.replacing(number, with: "N"), absent.body.replacing("SS00-251223-00007", with: "N")
        )
        #expect(asked.0 == asked.1)
    }

    @Test func pathsAndCodesAreReadInAnyLetterCase() throws {
        let code = try installation.code("deputy")
        #expect(try browser.get("/\(code.lowercased())").status == 200)
        let location = try #require(try browser.write("一", to: code.lowercased()).header("Location"))
        #expect(try browser.get(location.lowercased()).status == 200)
    }

    @Test func aCodeThatIsNoneSaysWhatIsWrong() throws {
        let code = try installation.code("deputy")
        let last = code.last == "0" ? "1" : "0"
        #expect(try browser.get("/\(code.dropLast())\(last)").status == 404)
        #expect(try browser.get("/nothing/here").status == 404)
        #expect(try browser.get("/").status == 200)
        #expect(try browser.get("/q").status == 200)
    }

    @Test func aRevokedCodeIsGoneAndLeadsToTheStation() throws {
        let code = try installation.code("deputy")
        let station = try installation.code("station")
        let result = try Program.run("code", "revoke", code, "--reason", "海报遗失", "--data", installation.data)
        #expect(result.status == 0, "\(result.talk)")
        // The server sees the change by itself within a second or two.
        var answer = try browser.get("/\(code)")
        for _ in 0..<50 where answer.status != 410 {
            usleep(100_000)
            answer = try browser.get("/\(code)")
        }
        #expect(answer.status == 410)
        #expect(answer.body.contains("/\(station)"))
    }

    @Test func anOversizedBodyAndABrokenRequestAreRefused() throws {
        let code = try installation.code("deputy")
        let large =
            "POST /\(code) HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\nConnection: close\r\n\r\n"
        #expect(try browser.send(large).status == 413)
        #expect(try browser.send("GET / HTTP/1.1\r\n\r\n").status == 400)
    }

    @Test func theAdminListenerSaysThatItIsReady() throws {
        let admin = Browser(port: server.adminPort)
        #expect(try admin.get("/livez").status == 200)
        #expect(try admin.get("/readyz").status == 200)
        #expect(try browser.write("一", to: try installation.code("deputy")).status == 303)
        let metrics = try admin.get("/metrics")
        #expect(metrics.body.contains("liaison_http_requests_total{class=\"3xx\"} 1\n"))
        #expect(metrics.body.contains("liaison_ledger_batch_events_count 1\n"))
        #expect(metrics.body.contains("liaison_ledger_writable 1\n"))
    }

    @Test func englishOnRequest() throws {
        let code = try installation.code("deputy")
        #expect(try browser.get("/\(code)").body.contains("lang=\"zh-Hans\""))
        #expect(try browser.get("/\(code)?lang=en").body.contains("lang=\"en\""))
        #expect(
            try browser.get("/\(code)", headers: ["Accept-Language: en-GB,en;q=0.9"]).body.contains(
                "lang=\"en\""))
        #expect(
            try browser.get("/\(code)", headers: ["Accept-Language: zh-CN,en;q=0.9"]).body
                .contains("lang=\"zh-Hans\""))
    }
}
