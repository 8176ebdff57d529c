import Foundation
import LiaisonText
import Testing

/// News of a running service: handed on, killed in the middle, taken over.
@Suite struct NewsEndToEndTests {
    /// An installation whose program writes what it is given to `handed`, after `$DELAY` seconds.
    private struct Newsroom {
        let installation: Installation
        var handed: String { "\(installation.scratch.path)/handed" }
        private var program: String { "\(installation.scratch.path)/program" }

        init(_ body: String = "cat >>\"$0.out\"") throws {
            installation = try Installation()
            let text = "#!/bin/sh\n\(body)\n"
            try text.replacingOccurrences(of: "$0.out", with: handed)
                .write(toFile: program, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        }

        var options: [String] { ["--notify-command", program, "--notify-hour", "0"] }

        func serve() throws -> RunningServer { try RunningServer(installation.data, options: options) }

        func once() throws -> Program.Result {
            try Program.run(
                "notify", "--data", installation.data, "--once",
                environment: ["LIAISON_NOTIFY_COMMAND": program])
        }

        func pieces() throws -> [JSON] {
            guard FileManager.default.fileExists(atPath: handed) else { return [] }
            return try String(contentsOfFile: handed, encoding: .utf8).split(separator: "\n")
                .map { try JSON(parsing: Array($0.utf8)) }
        }

        func wait(for number: String, seconds: Int = 30) throws {
            for _ in 0..<(seconds * 10) {
                if try pieces().contains(where: { $0["case"]?.text == number }) { return }
                usleep(100_000)
            }
            Issue.record("nobody was told of \(number)")
        }

        func events(_ number: String) throws -> [JSON] {
            let shown = try Program.run("inbox", "show", number, "--data", installation.data, "--json")
            return try #require(try shown.json()["events"]?.elements)
        }
    }

    private func write(_ text: String, to code: String, _ server: RunningServer) throws -> Receipt {
        try Receipt(#require(try Browser(port: server.port).write(text, to: code).header("Location")))
    }

    /// Number and query code, of `/r/<number>/<query code>`.
    private struct Receipt {
        let path: String
        var number: String { String(path.split(separator: "/")[1]) }

        init(_ location: String) throws {
            path = try #require(location.range(of: "/r/").map { String(location[$0.lowerBound...]) })
        }
    }

    @Test func aServedMessageIsToldOfAndSaysSoToEverybody() throws {
        let room = try Newsroom()
        let code = try room.installation.code("deputy")
        let set = try Program.run(
            "contact", "set", "--data", room.installation.data, "--deputy", code, "--channel", "wecom",
            input: "robot-17\n")
        #expect(set.status == 0, "\(set.talk)")
        let server = try room.serve()
        let receipt = try write("路灯坏了", to: code, server)
        try room.wait(for: receipt.number)
        let piece = try #require(try room.pieces().first { $0["case"]?.text == receipt.number })
        #expect(piece["kind"]?.text == "new")
        #expect(piece["to"]?.text == code)
        #expect(piece["channel"]?.text == "wecom")
        #expect(piece["address"]?.text == "robot-17")
        var events = try room.events(receipt.number)
        for _ in 0..<50 where events.count < 2 {
            usleep(100_000)
            events = try room.events(receipt.number)
        }
        let told = try #require(events.last)
        #expect(told["kind"]?.text == "notified")
        #expect(told["news"]?.text == "new")
        #expect(told["channel"]?.text == "wecom")
        #expect(told["to"]?.text == code)
        #expect(!String(decoding: told.bytes, as: UTF8.self).contains("robot-17"))
        // The citizen reads it, and the address is nowhere in the store but in the contacts.
        let page = try Browser(port: server.port).get(receipt.path).body
        #expect(page.contains("已通知代表（"))
        let found = try Program.run(
            URL(fileURLWithPath: "/bin/sh"),
            ["-c", "grep -rl robot-17 '\(room.installation.data)' | sed 's|.*/||'"])
        #expect(found.output == "contacts.csv\n")
        let metrics = try Browser(port: server.adminPort).get("/metrics").body
        #expect(metrics.contains("liaison_news_total{fate=\"taken\"}"))
        #expect(metrics.contains("liaison_news_holder 1"))
    }

    @Test(.enabled(if: Program.runsSlowTests, "slow: set LIAISON_SLOW_TESTS=1"))
    func anotherServerTakesOverWithinAMinuteOfAKill() throws {
        let room = try Newsroom()
        let code = try room.installation.code("deputy")
        let servers = try (0..<3).map { _ in try room.serve() }
        let first = try write("第一条", to: code, servers[0])
        try room.wait(for: first.number)
        var holders: [RunningServer] = []
        for server in servers
        where try Browser(port: server.adminPort).get("/metrics").body.contains(
            "liaison_news_holder 1")
        {
            holders.append(server)
        }
        #expect(holders.count == 1)
        let holder = try #require(holders.first)
        holder.kill()
        let other = try #require(servers.first { $0 !== holder })
        let second = try write("第二条", to: code, other)
        try room.wait(for: second.number, seconds: 60)
        let numbers = try room.pieces().compactMap { $0["case"]?.text }
        #expect(numbers.count { $0 == first.number } == 1)
        #expect(numbers.count { $0 == second.number } == 1)
    }

    @Test(
        .enabled(if: Program.runsSlowTests, "slow: set LIAISON_SLOW_TESTS=1"),
        .enabled(if: Program.tool("strace") != nil, "needs strace"))
    func killedAtAnyCallNothingIsLost() throws {
        let room = try Newsroom()
        let code = try room.installation.code("deputy")
        let set = try Program.run(
            "contact", "set", "--data", room.installation.data, "--deputy", code, "--channel", "mail",
            "--address", "a@b.cn")
        #expect(set.status == 0, "\(set.talk)")
        var numbers: [String] = []
        let strace = try #require(Program.tool("strace"))
        let liaison = Program.directory.appendingPathComponent("liaison").path
        var killed = 0
        let kills =
            [2, 5, 8, 11].map { ("fsync", $0) } + [1, 3, 5, 7].map { ("rename", $0) }
            + [1, 2].map { ("unlink", $0) } + [1].map { ("fdatasync", $0) }
        for (call, count) in kills {
            // A dead one's lease stands for half a minute: it is waited for elsewhere.
            _ = try Program.run(
                URL(fileURLWithPath: "/bin/sh"),
                ["-c", "rm -f '\(room.installation.data)'/notify/.lease-*"])
            let entered = try Program.run(
                "intake", "--data", room.installation.data, "--station", "SS00", "--to", code, "--channel",
                "phone", "--text", "\(call) \(count)", "--json")
            numbers.append(try #require(try entered.json()["case"]?.text))
            let broken = try Program.run(
                strace,
                [
                    "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call)", "-e",
                    "inject=\(call):signal=KILL:when=\(count)", liaison, "notify", "--data",
                    room.installation.data, "--once",
                ], environment: ["LIAISON_NOTIFY_COMMAND": "\(room.installation.scratch.path)/program"])
            if broken.status == 9 || broken.status == 137 { killed += 1 }
        }
        #expect(killed > 5)
        #expect(try room.once().status == 0)
        let pieces = try room.pieces()
        for number in numbers {
            let ids = pieces.filter { $0["case"]?.text == number && $0["kind"]?.text == "new" }
                .compactMap { $0["id"]?.text }
            #expect(!ids.isEmpty, "\(number) was lost")
            #expect(Set(ids).count == 1)
            #expect(try room.events(number).count { $0["kind"]?.text == "notified" } >= 1)
        }
    }
}
