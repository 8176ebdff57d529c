import Foundation
import LiaisonText
import Testing

/// A whole scenario, then a look at what the log says of it.
@Suite struct AccessLogEndToEndTests {
    @Test func namesTemplatesAndNeverWhatWasTypedOrIsSecret() throws {
        let installation = try Installation()
        let log = "\(installation.scratch.path)/access.log"
        let server = try RunningServer(installation.data, options: ["--access-log", log])
        let browser = Browser(port: server.port)
        let code = try installation.code("deputy")
        let token = try installation.token("--office")
        let nonce = try #require(try browser.get("/\(code)", headers: ["X-Forwarded-For: 192.0.2.1"]).nonce)
        let sent = try browser.post(
            "/\(code)",
            ["nonce": nonce, "text": "路灯坏了", "name": "王秀英", "phone": "13800138000", "topic": "其他"])
        let location = try #require(sent.header("Location"))
        let parts = location.split(separator: "/").map(String.init)
        let receipt = try browser.get(location)
        try browser.post(
            location, ["kind": "append", "text": "补充", "nonce": receipt.nonce ?? ""])
        try browser.get("/q?number=\(parts[1])&query=\(parts[2])")
        try browser.get("/qr/\(code).svg")
        try browser.get("/?code=\(code)")
        try browser.get("/api/v1/cases/\(parts[1])", headers: ["Authorization: Bearer \(token)"])
        try browser.get("/%20%22\(code)/\(parts[2])")
        _ = try? browser.send("GET /\(code) HTTP/1.1\nHost: x\n\n")
        server.stop()
        let text = try String(contentsOfFile: log, encoding: .utf8)
        #expect(text.split(separator: "\n").count == 10)
        for route in ["/:code", "/r/:number/:query", "/q", "/qr/:code", "/", "/api/v1/cases/:number", "none"]
        {
            #expect(text.contains(" route=\(route) "), "\(route)")
        }
        #expect(text.contains(" client=192.0.2.1\n"))
        let secrets =
            [code, nonce, token, parts[1], parts[2], parts[2].filter { $0 != "-" }, "王秀英", "13800138000"]
            + ["路灯", "补充", "其他", "\u{1B}"]
        for secret in secrets {
            #expect(!text.lowercased().contains(secret.lowercased()), "\(secret)")
        }
    }
}
