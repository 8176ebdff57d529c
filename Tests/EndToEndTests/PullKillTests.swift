import Foundation
import Testing

/// `inbox pull` killed at each of the calls that make it exact: the next pull completes the same set, nothing twice.
@Suite(
    .enabled(if: Program.runsSlowTests, "slow: set LIAISON_SLOW_TESTS=1"),
    .enabled(if: Program.tool("strace") != nil, "needs strace"))
struct PullKillTests {
    private static let messages = 40

    /// A store with messages, and no server running.
    private func filled() throws -> Installation {
        let installation = try Installation()
        let server = try RunningServer(installation.data)
        let code = try installation.code("deputy")
        for index in 0..<Self.messages {
            #expect(try Browser(port: server.port).write("第\(index)条", to: code).status == 303)
        }
        server.stop()
        return installation
    }

    @Test(arguments: ["maildir", "eml", "json", "mbox"])
    func bringsEachMessageOnceWhereverItWasKilled(format: String) throws {
        let installation = try filled()
        let kills =
            [1, 2, 20, 40, 41].map { ("write", $0) } + [1, 2, 3, 4, 5, 6, 7, 8].map { ("fsync", $0) }
            + [("syncfs", 1)] + [1, 2].map { ("rename", $0) } + [1, 2, 20, 40].map { ("renameat2", $0) }
            + [1, 2, 40].map { ("unlink", $0) }
        var killed = 0
        for (call, count) in kills {
            let path = "\(installation.scratch.path)/\(format)-\(call)-\(count)"
            let pull = ["inbox", "pull", "--format", format, "--to", path, "--data", installation.data]
            let strace = try #require(Program.tool("strace"))
            let liaison = Program.directory.appendingPathComponent("liaison")
            let inject = "inject=\(call):signal=KILL:when=\(count)"
            let broken = try Program.run(
                strace,
                ["-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call)", "-e", inject, liaison.path] + pull)
            if broken.status != 0 { killed += 1 }
            let whole = try Program.run(liaison, pull)
            #expect(whole.status == 0, "\(call) \(count): \(whole.talk)")
            let ids = try ids(format, path)
            #expect(ids.count == Self.messages, "\(call) \(count)")
            #expect(Set(ids).count == Self.messages, "\(call) \(count)")
            #expect(try Program.run(liaison, pull).talk.contains("nothing new"))
        }
        // That the kills struck at all: each format makes other calls.
        #expect(killed >= 12)
    }

    /// The message ids in what was pulled.
    private func ids(_ format: String, _ path: String) throws -> [String] {
        let files = try {
            switch format {
            case "mbox": return [path]
            case "maildir": return try Self.files(in: "\(path)/new")
            default: return try Self.files(in: path)
            }
        }()
        let prefix = format == "json" ? "  \"message_id\"" : "Message-ID:"
        return try files.flatMap { file in
            try String(contentsOfFile: file, encoding: .utf8).split(whereSeparator: \.isNewline)
                .filter { $0.hasPrefix(prefix) }.map(String.init)
        }
    }

    private static func files(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }
            .map { "\(path)/\($0)" }
    }
}
