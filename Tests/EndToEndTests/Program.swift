import Foundation
import LiaisonText
import Testing

/// The real program, run as a user runs it.
enum Program {
    /// What a run has left.
    struct Result {
        let status: Int32
        let output: String
        let talk: String

        /// The standard output as JSON.
        func json() throws -> JSON { try JSON(parsing: Array(output.utf8)) }
    }

    /// The directory with the built programs: that of the test bundle.
    static var directory: URL {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    }

    /// The samples, beside the tests.
    static let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .appendingPathComponent("Samples").path

    /// Runs `liaison` to its end.
    ///
    /// - Parameters:
    ///   - arguments: Its words.
    ///   - input: Its standard input.
    ///   - environment: Variables on top of an English, otherwise empty environment.
    /// - Returns: Status, output and talk.
    /// - Throws: When it can't be started.
    @discardableResult
    static func run(
        _ arguments: String..., input: String = "", environment: [String: String] = [:]
    ) throws -> Result {
        try run(
            directory.appendingPathComponent("liaison"), arguments, input: input, environment: environment)
    }

    /// Runs any program to its end.
    static func run(
        _ executable: URL, _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) throws -> Result {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = baseEnvironment.merging(environment) { _, given in given }
        let scratch = try Scratch()
        // Files, not pipes: a program that prints a lot never waits for its reader.
        for name in ["out", "err"] { try Data().write(to: scratch.url(name)) }
        try Data(input.utf8).write(to: scratch.url("in"))
        process.standardInput = try FileHandle(forReadingFrom: scratch.url("in"))
        process.standardOutput = try FileHandle(forWritingTo: scratch.url("out"))
        process.standardError = try FileHandle(forWritingTo: scratch.url("err"))
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus,
            output: try String(contentsOf: scratch.url("out"), encoding: .utf8),
            talk: try String(contentsOf: scratch.url("err"), encoding: .utf8))
    }

    /// What every program gets: a path, and English.
    static let baseEnvironment: [String: String] = [
        "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "LC_ALL": "C.UTF-8",
        "HOME": "/nonexistent",
    ]

    /// Where a tool of the tests is, or nothing.
    static func tool(_ name: String) -> URL? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").map { URL(fileURLWithPath: "\($0)/\(name)") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// Whether Python has a module.
    static func python(importing module: String) -> Bool {
        (try? run(URL(fileURLWithPath: "/usr/bin/env"), ["python3", "-c", "import \(module)"]))?.status == 0
    }

    /// Whether the slow tests run: those that kill, fill and count.
    static var runsSlowTests: Bool { ProcessInfo.processInfo.environment["LIAISON_SLOW_TESTS"] != nil }
}

/// A directory that goes when its owner goes.
final class Scratch {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(
            "liaison-e2e-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record(error) }
    }

    func url(_ name: String) -> URL { URL(fileURLWithPath: "\(path)/\(name)") }
}
