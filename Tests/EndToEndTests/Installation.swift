import Foundation
import LiaisonText
import Testing

/// A data directory with the small sample roster, made by the program itself.
final class Installation {
    let scratch: Scratch
    let data: String

    /// - Parameters:
    ///   - files: Samples to import.
    ///   - name: What the service is called.
    /// - Throws: What keeps it from being made.
    init(
        importing files: [String] = ["small/stations.csv", "small/deputies.csv"], named name: String = "韶山市人大"
    ) throws {
        scratch = try Scratch()
        data = "\(scratch.path)/data"
        try succeed(
            Program.run(
                "init", "--data", data, "--base-url", "https://llz.example.gov.cn", "--name", name,
                "--set",
                "handler=韶山市人大常委会办公室", "--set", "contact=0731-55550000", "--set", "retention=办结后三年"))
        if !files.isEmpty { try succeed(importRoster(files)) }
    }

    /// Imports samples, with options in front.
    @discardableResult
    func importRoster(_ files: [String], options: [String] = []) throws -> Program.Result {
        let paths = files.map { $0.hasPrefix("/") ? $0 : "\(Program.samples)/\($0)" }
        return try Program.run(
            Program.directory.appendingPathComponent("liaison"),
            ["roster", "import", "--data", data] + options + paths)
    }

    /// The roster as `roster list --json` prints it.
    func roster() throws -> [JSON] {
        try #require(try Program.run("roster", "list", "--data", data, "--json").json().elements)
    }

    /// The code of the first holder of that kind and station.
    func code(_ kind: String, station: String = "SS00") throws -> String {
        let holder = try roster().first { $0["kind"]?.text == kind && $0["station"]?.text == station }
        return try #require(holder?["code"]?.text)
    }

    /// A fresh token for a scope such as `--deputy CODE`.
    func token(_ scope: String...) throws -> String {
        let result = try Program.run(
            Program.directory.appendingPathComponent("liaison"), ["token", "issue", "--data", data] + scope)
        try succeed(result)
        return result.output.trimmingCharacters(in: .newlines)
    }

    private func succeed(_ result: Program.Result) throws {
        try #require(result.status == 0, "\(result.talk)\(result.output)")
    }
}

/// A server on a data directory, ended when its owner goes.
final class RunningServer {
    let process = Process()
    private let talk = Pipe()
    let port: UInt16
    /// Of the admin listener.
    let adminPort: UInt16

    /// - Parameters:
    ///   - data: The data directory.
    ///   - options: Further options of `serve`.
    ///   - prefix: A program in front, such as strace, with its arguments.
    /// - Throws: When it doesn't come to listen.
    /// - Throws: What keeps it from starting.
    init(_ data: String, options: [String] = [], prefix: [String] = []) throws {
        let liaison = Program.directory.appendingPathComponent("liaison").path
        let words =
            prefix
            + [liaison, "serve", "--data", data, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"]
            + ["--access-log", "--rate-limit"].filter { !options.contains($0) }.flatMap { [$0, "off"] }
            + options
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        process.environment = Program.baseEnvironment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = talk
        try process.run()
        let ready = Self.line(of: output)
        port = try #require(Self.port(in: ready), "not ready: \(ready)")
        adminPort = try #require(Self.port(in: Self.line(of: talk)))
    }

    deinit { if process.isRunning { stop() } }

    /// What it says next on standard error; waits for it.
    func nextLineOfTalk() -> String { Self.line(of: talk) }

    /// SIGTERM, and the end.
    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// SIGKILL, and the end.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    private static func line(of pipe: Pipe) -> String {
        var bytes: [UInt8] = []
        while let byte = try? pipe.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0A {
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func port(in line: String) -> UInt16? {
        line.split(separator: ":").last.flatMap { UInt16($0.trimmingCharacters(in: .whitespaces)) }
    }
}
