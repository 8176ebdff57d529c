import Foundation
import LiaisonText
import Testing

/// A citizen's message from the form to its second closing, with the receipt read at each step; and the API beneath.
@Suite struct CaseEndToEndTests {
    let installation: Installation
    let server: RunningServer
    let browser: Browser

    init() throws {
        installation = try Installation()
        server = try RunningServer(installation.data)
        browser = Browser(port: server.port)
    }

    /// How a command reaches the cases: the words behind it.
    private func place(isRemote: Bool, scope: [String]) throws -> [String] {
        guard isRemote else { return ["--data", installation.data] + scope }
        let token = try Program.run(
            Program.directory.appendingPathComponent("liaison"),
            ["token", "issue", "--data", installation.data] + scope)
        let file = "\(installation.scratch.path)/token-\(scope.joined())"
        try token.output.write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        return ["--server", "http://127.0.0.1:\(server.port)", "--token-file", file]
    }

    private func act(_ words: [String], _ place: [String]) throws {
        let result = try Program.run(
            Program.directory.appendingPathComponent("liaison"), words + place,
            environment: ["HOME": installation.scratch.path])
        try #require(result.status == 0, "\(words): \(result.talk)")
    }

    /// Opens a receipt, sends one of its forms and answers the page that follows.
    private func citizen(_ location: String, _ fields: [(String, String)]) throws -> Browser.Answer {
        let nonce = try #require(try browser.get(location).nonce)
        let body = ([("nonce", nonce)] + fields).map { "\($0.0)=\(Self.encoded($0.1))" }
            .joined(separator: "&")
        let answer = try browser.send(
            "POST \(location) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                + body)
        try #require(answer.status == 303, "\(answer.body)")
        return try browser.get(location)
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    @Test(arguments: [false, true])
    func aMessageGoesThroughEverythingThatCanHappen(isRemote: Bool) throws {
        let code = try installation.code("deputy")
        let place = try place(isRemote: isRemote, scope: ["--deputy", code])
        let location = try #require(try browser.write("路灯坏了", to: code).header("Location"))
        let number = String(location.split(separator: "/")[1])
        func receipt() throws -> String { try browser.get(location).body }
        #expect(try receipt().contains("class=\"state\">已收到"))

        try act(["ack", number, "--grade", "ordinary"], place)
        #expect(try receipt().contains("class=\"state\">已受理"))
        #expect(try receipt().contains("已受理，定为一般事项"))
        #expect(try receipt().contains("答复"))

        try act(["ack", number, "--grade", "major"], place)
        #expect(try receipt().contains("改为重大事项"))

        try act(["ask", number, "--text", "请问是哪一盏路灯？"], place)
        #expect(try receipt().contains("class=\"state\">待补充"))
        #expect(try receipt().contains("请问是哪一盏路灯？"))

        let answered = try citizen(location, [("kind", "append"), ("text", "村口第二盏")])
        #expect(answered.body.contains("class=\"state\">办理中"))
        #expect(answered.body.contains("村口第二盏"))

        try act(["assign", number, "--unit", "县供电公司", "请尽快更换"], place)
        #expect(try receipt().contains("已交由<bdi>县供电公司</bdi>办理"))
        #expect(try receipt().contains("请尽快更换"))
        try act(["urge", number], place)
        #expect(try receipt().contains("已督促<bdi>县供电公司</bdi>抓紧办理"))

        try act(["reply", number, "--text", "已请供电所<b>更换</b>"], place)
        #expect(try receipt().contains("class=\"state\">已答复"))
        #expect(try receipt().contains("已请供电所&lt;b&gt;更换&lt;/b&gt;"))

        let rated = try citizen(
            location,
            [("kind", "rate"), ("solved", "partly"), ("rating", "dissatisfied"), ("text", "还是不亮")])
        #expect(rated.body.contains("您的评价：不满意；解决了一部分"))
        #expect(rated.body.contains("<details open><summary>要求重新办理</summary>"))

        let reopened = try citizen(location, [("kind", "reopen"), ("text", "第二盏仍然不亮")])
        #expect(reopened.body.contains("class=\"state\">办理中"))
        #expect(reopened.body.contains("第二盏仍然不亮"))

        try act(
            [
                "close", number, "--outcome", "suggestion", "--reference", "第12号", "--text", "已全部更换",
            ], place)
        #expect(try receipt().contains("class=\"state\">已办结"))
        #expect(try receipt().contains("已办结：形成代表建议（编号 <bdi>第12号</bdi>）"))
        #expect(try receipt().contains("已全部更换"))

        let shown = try Program.run("inbox", "show", number, "--data", installation.data, "--json").json()
        #expect(
            shown["events"]?.elements?.map { $0["kind"]?.text } == [
                "received", "acknowledged", "acknowledged", "asked", "answered", "assigned", "urged",
                "replied",
                "rated", "reopened", "closed",
            ])
        #expect(shown["unit"]?.text == "县供电公司" && shown["solved"]?.text == "partly")
    }

    @Test func aDoubleTapOnAReceiptsFormCountsOnce() throws {
        let code = try installation.code("deputy")
        let location = try #require(try browser.write("路灯坏了", to: code).header("Location"))
        let number = String(location.split(separator: "/")[1])
        try act(["reply", number, "--text", "好"], ["--data", installation.data])
        let nonce = try #require(try browser.get(location).nonce)
        for _ in 0..<2 {
            let answer = try browser.post(location, ["kind": "reopen", "text": "没好", "nonce": nonce])
            #expect(answer.status == 303)
        }
        let shown = try Program.run("inbox", "show", number, "--data", installation.data, "--json").json()
        #expect(shown["events"]?.elements?.map { $0["kind"]?.text } == ["received", "replied", "reopened"])
    }

    // MARK: The API

    private func post(
        _ path: String, _ body: String, token: String, key: String?, type: String = "application/json"
    ) throws -> Browser.Answer {
        let lines = [
            "POST /api/v1/\(path) HTTP/1.1", "Host: localhost", "Connection: close", "Accept-Language: en",
            "Authorization: Bearer \(token)", "Content-Type: \(type)",
            "Content-Length: \(body.utf8.count)",
        ]
        let fields = lines + (key.map { ["Idempotency-Key: \($0)"] } ?? [])
        return try browser.send(fields.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    private func message(to code: String) throws -> String {
        let location = try #require(try browser.write("路灯坏了", to: code).header("Location"))
        return String(location.split(separator: "/")[1])
    }

    @Test func anEventPostedAgainIsTheSameEvent() throws {
        let code = try installation.code("deputy")
        let token = try installation.token("--deputy", code)
        let number = try message(to: code)
        let body = #"{"kind":"replied","text":"好"}"#
        let first = try post("cases/\(number)/events", body, token: token, key: "k1")
        #expect(first.status == 201, "\(first.body)")
        // Another server on the same store, after the first one's answer was lost.
        let other = try RunningServer(installation.data)
        let again = try CaseEndToEndTests.send(first: body, to: other.port, number: number, token: token)
        #expect(again.status == 201)
        #expect(again.body == first.body)
        let reused = try post(
            "cases/\(number)/events", #"{"kind":"replied","text":"别的"}"#, token: token, key: "k1")
        #expect(reused.status == 422)
        #expect(reused.body.contains(#""reason":"key-reused""#))
        let shown = try Program.run("inbox", "show", number, "--data", installation.data, "--json").json()
        #expect(shown["events"]?.elements?.count == 2)
    }

    private static func send(first body: String, to port: UInt16, number: String, token: String) throws
        -> Browser.Answer
    {
        try Browser(port: port).send(
            "POST /api/v1/cases/\(number)/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Accept-Language: en\r\nAuthorization: Bearer \(token)\r\nIdempotency-Key: k1\r\n"
                + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    @Test func theOfficeErasesACaseOverTheNetworkAndNobodyElseDoes() throws {
        let location = try #require(
            try browser.write("张三丰家门口的路灯坏了", to: try installation.code("deputy")).header("Location"))
        let number = String(location.split(separator: "/")[1])
        let words = ["erase", number, "--reason", "requested"]
        func erase(_ scope: [String], _ options: [String] = ["--yes"]) throws -> Program.Result {
            try Program.run(
                Program.directory.appendingPathComponent("liaison"),
                words + options + place(isRemote: true, scope: scope),
                environment: ["HOME": installation.scratch.path])
        }
        let refused = try erase(["--station", "SS00"])
        #expect(refused.status == 4, "\(refused.talk)")
        let unconfirmed = try erase(["--office"], [])
        #expect(unconfirmed.status == 1)
        #expect(unconfirmed.talk.contains("--yes"))
        #expect(try browser.get(location).body.contains("张三丰"))

        #expect(try erase(["--office"]).status == 0)
        #expect(try browser.get(location).body.contains("内容已经删除"))
        #expect(try erase(["--office"]).status == 0)
        let found = try Program.run(
            URL(fileURLWithPath: "/bin/grep"), ["-r", "张三丰", installation.data])
        #expect(found.status == 1, "\(found.output)")
        let verified = try Program.run(
            Program.directory.appendingPathComponent("liaison"), ["verify", "--data", installation.data])
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test func whatCannotBeDoneIsAProblemWithItsReason() throws {
        let people = try installation.roster().filter { $0["kind"]?.text == "deputy" }
        let (mine, other) = (try #require(people[0]["code"]?.text), try #require(people[1]["code"]?.text))
        let token = try installation.token("--deputy", mine)
        let number = try message(to: mine)
        let path = "cases/\(number)/events"
        let reply = #"{"kind":"replied","text":"好"}"#
        #expect(try post(path, reply, token: token, key: nil).status == 400)
        #expect(try post(path, "[", token: token, key: "a").status == 400)
        #expect(try post(path, reply, token: token, key: "a", type: "text/plain").status == 415)
        let unknown = try post(path, #"{"kind":"burned"}"#, token: token, key: "a")
        #expect(unknown.status == 422)
        #expect(unknown.header("Content-Type") == "application/problem+json")
        #expect(unknown.body.contains(#""member":"kind""#))
        let grade = try post(path, #"{"kind":"acknowledged","grade":"x"}"#, token: token, key: "a")
        #expect(grade.body.contains(#""member":"grade""#))
        let early = try post(path, #"{"kind":"reopened"}"#, token: token, key: "a")
        #expect(early.status == 409)
        #expect(early.body.contains(#""reason":"not-closed""#))
        // A foreign case, and one that never was.
        let foreign = try message(to: other)
        let first = try post("cases/\(foreign)/events", reply, token: token, key: "a")
        let second = try post("cases/SS00-200101-00000/events", reply, token: token, key: "a")
        #expect(first.status == 404)
        #expect(try post("cases/SS00-251223-00007/events", reply, token: token, key: "a").body == first.body)
        #expect(second.status == 404)
        #expect(try browser.get("/api/v1/\(path)", headers: ["Authorization: Bearer \(token)"]).status == 405)
    }

    @Test func anOfficerEntersAVisitOverTheAPI() throws {
        let token = try installation.token("--station", "SS00")
        let body = #"{"station":"SS00","channel":"phone","text":"井盖松动","name":"张三"}"#
        let first = try post("cases", body, token: token, key: "k1")
        #expect(first.status == 201, "\(first.body)")
        #expect(try post("cases", body, token: token, key: "k1").body == first.body)
        let json = try JSON(parsing: Array(first.body.utf8))
        let (number, query) = (try #require(json["case"]?.text), try #require(json["query_code"]?.text))
        #expect(try browser.get("/r/\(number)/\(query)").body.contains("井盖松动"))
        let list = try Program.run("inbox", "list", "--data", installation.data, "--json").json()
        #expect(list.elements?.map { $0["channel"]?.text } == ["phone"])
        // The head station enters what came to its branches; a branch enters its own alone.
        let branch = try installation.token("--station", "SS01")
        let foreign = try post("cases", #"{"station":"SS00","text":"x"}"#, token: branch, key: "k2")
        #expect(foreign.status == 422)
        let deputy = try installation.token("--deputy", try installation.code("deputy"))
        #expect(try post("cases", body, token: deputy, key: "k3").status == 403)
    }

    @Test func aTransferredCaseArrivesWholeInTheOtherStationsPull() throws {
        let stations = try installation.roster().filter { $0["kind"]?.text == "station" }
        let target = try #require(stations.first { $0["id"]?.text != "SS00" }?["id"]?.text)
        let local = ["--data", installation.data]
        let number = try message(to: try installation.code("station"))
        func pull(_ station: String) throws -> Int {
            let result = try Program.run(
                Program.directory.appendingPathComponent("liaison"),
                [
                    "inbox", "pull", "--station", station, "--to", "\(installation.scratch.path)/\(station)",
                    "--json",
                ]
                    + local)
            return try #require(try result.json()["delivered"]?.integer)
        }
        try act(["ack", number, "--grade", "ordinary"], local)
        #expect(try pull("SS00") == 2)
        #expect(try pull(target) == 0)
        try act(["transfer", number, "--to", target, "--reason", "属于那里"], local)
        try act(["reply", number, "--text", "好"], local)
        // The head station's officers see what its branches do.
        #expect(try pull("SS00") == 2)
        #expect(try pull(target) == 4)
        #expect(try pull("SS00") == 0)
        #expect(try pull(target) == 0)
        let verified = try Program.run("verify", "--data", installation.data)
        #expect(verified.status == 0, "\(verified.talk)")
    }
}
