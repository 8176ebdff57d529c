import Foundation
import LiaisonText
import Testing

/// What a citizen typed is the handler's alone: a whole scenario, then a look at everything that others see.
@Suite struct AnonymityEndToEndTests {
    private static let secrets = ["路灯坏了三天", "王秀英", "13800138000", "还是不亮", "已请供电所更换"]

    @Test func nothingPersonalStandsInReportsMetricsAndNamesOfFiles() throws {
        let installation = try Installation()
        let server = try RunningServer(installation.data)
        let browser = Browser(port: server.port)
        let code = try installation.code("deputy", station: "SS07")
        // The same words from several people: they would rise, were they nobody's secret.
        for index in 0..<4 {
            let nonce = try #require(try browser.get("/\(code)").nonce)
            let sent = try browser.post(
                "/\(code)",
                [
                    "nonce": nonce, "text": "路灯坏了三天 \(index)，我是王秀英，电话13800138000", "name": "王秀英",
                    "phone": "1380013800\(index)", "topic": "其他",
                ])
            let location = try #require(sent.header("Location"))
            let number = String(location.split(separator: "/")[1])
            let reply = try Program.run(
                "reply", number, "--text", "已请供电所更换", "--data", installation.data)
            try #require(reply.status == 0, "\(reply.talk)")
            let receipt = try #require(try browser.get(location).nonce)
            let rated = try browser.post(
                location, ["nonce": receipt, "kind": "rate", "rating": "dissatisfied", "text": "还是不亮"])
            #expect(rated.status == 303)
        }
        let metrics = try Browser(port: server.adminPort).get("/metrics").body
        #expect(metrics.contains("liaison_"))
        var seen = [("metrics", metrics)]
        let office = try Staff(installation, server, "--office")
        for format in ["text", "json", "csv", "html"] {
            let report = try office.run(["report", "--format", format])
            try #require(report.status == 0, "\(report.talk)")
            seen.append((format, report.output))
        }
        server.stop()
        let files = FileManager.default.enumerator(atPath: installation.data)?.allObjects as? [String]
        seen.append(("files", try #require(files).joined(separator: "\n")))
        for entry in try #require(files) where entry.hasPrefix("cache/") {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(installation.data)/\(entry)"))
            seen.append((entry, String(decoding: bytes, as: UTF8.self)))
        }
        for (place, text) in seen {
            for secret in Self.secrets { #expect(!text.contains(secret), "\(secret) in \(place)") }
        }
        // The word that four people used may stand in a report; it points at nobody.
        #expect(seen[2].1.contains("\"rising\""))
    }
}
