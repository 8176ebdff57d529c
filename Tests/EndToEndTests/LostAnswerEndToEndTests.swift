import Foundation
import LiaisonText
import Testing

/// Acts over a line that swallows the answers: what was done is done once, however often the command is run.
@Suite(.enabled(if: hasPython("socket"), "needs python3"))
struct LostAnswerEndToEndTests {
    private let installation: Installation
    private let server: RunningServer
    private let token: String

    init() throws {
        installation = try Installation()
        server = try RunningServer(installation.data)
        let issued = try Program.run("token", "issue", "--data", installation.data, "--station", "SS07")
        try #require(issued.status == 0, "\(issued.talk)")
        token = "\(installation.scratch.path)/token"
        try issued.output.write(toFile: token, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: token)
    }

    /// A line that swallows answers, and ends with the test.
    private final class Line {
        let port: Int
        private let process = Process()

        init(to server: RunningServer, _ way: String) throws {
            let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent().appendingPathComponent("Scripts/swallow.py")
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["python3", scripts.path, "\(server.port)", way]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            var printed = Data()
            while !printed.contains(UInt8(ascii: "\n")) {
                let more = pipe.fileHandleForReading.availableData
                if more.isEmpty { break }
                printed += more
            }
            let text = String(decoding: printed, as: UTF8.self).split(separator: "\n").first
            port = try #require(text.flatMap { Int($0) })
        }

        deinit {
            // Not by a signal that the tests' own threads hold back, and their children with them.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    private func run(_ words: [String], port: Int) throws -> Program.Result {
        try Program.run(
            Program.directory.appendingPathComponent("liaison"),
            words + ["--server", "http://127.0.0.1:\(port)", "--token-file", token],
            environment: ["HOME": installation.scratch.path])
    }

    @Test(arguments: ["drop", "torn", "502"])
    func eachActIsDoneOnceThoughItsAnswerIsLost(way: String) throws {
        let line = try Line(to: server, way)
        func twice(_ words: [String]) throws -> Program.Result {
            let lost = try run(words, port: line.port)
            #expect(lost.status == 1, "\(words): \(lost.talk)")
            #expect(lost.talk.contains("It may have been done, or not."), "\(words): \(lost.talk)")
            #expect(!lost.talk.contains("Nothing was changed"))
            let again = try run(words, port: line.port)
            #expect(again.status == 0, "\(words): \(again.talk)")
            #expect(again.talk.hasPrefix("going on with the attempt of "), "\(words): \(again.talk)")
            return again
        }
        let entered = try twice(["intake", "--station", "SS07", "--text", "路灯坏了"])
        let number = try #require(entered.output.split(separator: " ").first.map(String.init))
        _ = try twice(["reply", number, "--text", "已修好"])
        _ = try twice(["close", number, "--outcome", "resolved"])
        _ = try twice(["reopen", number])
        // By its ending, though no list of the station has it any more.
        let moved = try twice(["transfer", String(number.suffix(5)), "--to", "SS01"])
        #expect(moved.talk.contains("\(number): transferred."))
        let shown = try Program.run("inbox", "show", number, "--data", installation.data, "--json").json()
        #expect(
            shown["events"]?.elements?.map { $0["kind"]?.text } == [
                "received", "replied", "closed", "reopened", "transferred",
            ])
        let all = try Program.run("inbox", "list", "--data", installation.data, "--json").json()
        #expect(all.elements?.count == 1)
    }
}
