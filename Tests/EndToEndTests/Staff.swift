import Foundation
import LiaisonText
import Testing

/// Somebody who works with a server from elsewhere, with a token of their own.
struct Staff {
    private let place: [String]
    private let home: String

    /// - Parameters:
    ///   - installation: Where the token is issued.
    ///   - server: The server on it.
    ///   - scope: Whose token, such as `--deputy CODE`.
    /// - Throws: When no token is issued.
    init(_ installation: Installation, _ server: RunningServer, _ scope: String...) throws {
        let issued = try Program.run(
            Program.directory.appendingPathComponent("liaison"),
            ["token", "issue", "--data", installation.data] + scope)
        try #require(issued.status == 0, "\(issued.talk)")
        home = installation.scratch.path
        let file = "\(home)/token\(scope.joined())"
        try issued.output.write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        place = ["--server", "http://127.0.0.1:\(server.port)", "--token-file", file]
    }

    /// Runs words behind `liaison`, on the server.
    @discardableResult
    func run(_ words: [String], input: String = "") throws -> Program.Result {
        try Program.run(
            Program.directory.appendingPathComponent("liaison"), words + place, input: input,
            environment: ["HOME": home])
    }

    /// What a command that must succeed prints as JSON.
    func json(_ words: String..., input: String = "") throws -> JSON {
        let result = try run(words + ["--json"], input: input)
        try #require(result.status == 0, "\(words): \(result.talk)")
        return try result.json()
    }

    /// The kinds of a case's events, in order.
    func course(of number: String) throws -> [String] {
        try json("inbox", "show", number)["events"]?.elements?.compactMap { $0["kind"]?.text } ?? []
    }
}
