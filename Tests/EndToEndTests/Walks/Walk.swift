import Foundation
import LiaisonSystem
import LiaisonText
import Testing

/// What the walk-throughs of the bulletins share: an installation with a server on it, and the people who work with it.
final class Walk {
    let installation: Installation
    let server: RunningServer

    /// Begins with samples.
    init(_ name: String, importing files: [String]) throws {
        installation = try Installation(importing: files, named: name)
        server = try RunningServer(installation.data)
    }

    /// Begins with a roster of its own.
    ///
    /// - Parameters:
    ///   - name: What the service is called.
    ///   - stations: The stations' file.
    ///   - deputies: The deputies' file.
    /// - Throws: What keeps it from beginning.
    init(_ name: String, stations: String, deputies: String) throws {
        installation = try Installation(importing: [], named: name)
        var files: [String] = []
        for (file, text) in [("stations.csv", stations), ("deputies.csv", deputies)] {
            files.append(try Self.write(text, to: file, in: installation))
        }
        let imported = try installation.importRoster(files)
        try #require(imported.status == 0, "\(imported.talk)\(imported.output)")
        server = try RunningServer(installation.data)
    }

    private static func write(_ text: String, to file: String, in installation: Installation) throws -> String
    {
        let path = installation.scratch.url(file).path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// Writes a file beside the installation.
    func write(_ text: String, to file: String) throws -> String {
        try Self.write(text, to: file, in: installation)
    }

    /// The text of a file beside the installation.
    func read(_ file: String) throws -> String {
        try String(contentsOf: installation.scratch.url(file), encoding: .utf8)
    }

    /// Runs `liaison` on the server's machine; it must succeed.
    @discardableResult
    func run(_ words: String...) throws -> String {
        let result = try Program.run(
            Program.directory.appendingPathComponent("liaison"), words + ["--data", installation.data])
        try #require(result.status == 0, "\(words): \(result.talk)")
        return result.output
    }

    /// Whoever holds a phone.
    var browser: Browser { Browser(port: server.port) }

    /// A program that enters much, with a token for a scope.
    func entering(as scope: String...) throws -> Entering {
        let issued = try Program.run(
            Program.directory.appendingPathComponent("liaison"),
            ["token", "issue", "--data", installation.data] + scope)
        try #require(issued.status == 0, "\(issued.talk)")
        return Entering(browser: browser, token: issued.output.trimmingCharacters(in: .newlines))
    }

    /// The codes of a station's deputies, by name.
    func deputies(of station: String) throws -> [(name: String, code: String)] {
        try installation.roster().compactMap { holder in
            guard holder["kind"]?.text == "deputy", holder["station"]?.text == station,
                let name = holder["name"]?.text, let code = holder["code"]?.text
            else { return nil }
            return (name, code)
        }
    }

    /// A citizen's message by scan.
    func message(_ text: String, to code: String) throws -> Receipt {
        let answer = try browser.write(text, to: code)
        let place = try #require(answer.header("Location"), "\(answer.body)")
        let parts = place.split(separator: "/")
        try #require(parts.count == 3)
        return Receipt(number: String(parts[1]), query: String(parts[2]), browser: browser)
    }

    // MARK: Days

    /// Beijing's today.
    static var today: CivilDate { BeijingTime(WallClock.system.now).date }

    /// So many days from today.
    static func day(_ offset: Int) -> String { today.adding(days: offset).iso8601 }
}

/// What a citizen holds: a case number with its query code.
struct Receipt {
    let number: String
    let query: String
    let browser: Browser

    var path: String { "/r/\(number)/\(query)" }

    /// The page as it is now.
    func page() throws -> String { try browser.get(path).body }

    /// Sends one of the receipt's forms, and gives the page that follows.
    @discardableResult
    func send(_ fields: KeyValuePairs<String, String>) throws -> String {
        let nonce = try #require(try browser.get(path).nonce)
        let answer = try browser.post(path, [("nonce", nonce)] + fields.map { ($0.key, $0.value) })
        try #require(answer.status == 303, "\(answer.body)")
        return try page()
    }

    /// Says that it is solved, and that they are satisfied.
    func rateSatisfied() throws { try send(["kind": "rate", "solved": "yes", "rating": "satisfied"]) }
}

/// A program with a token: the API, a request after the other.
struct Entering {
    let browser: Browser
    let token: String

    /// What is posted must be taken.
    @discardableResult
    func post(_ path: String, _ body: JSON) throws -> JSON {
        let text = String(decoding: body.bytes, as: UTF8.self)
        let head = [
            "POST /api/v1/\(path) HTTP/1.1", "Host: localhost", "Connection: close",
            "Authorization: Bearer \(token)",
            "Idempotency-Key: \(UUID().uuidString)", "Content-Type: application/json",
            "Content-Length: \(text.utf8.count)",
        ]
        let answer = try browser.send(head.joined(separator: "\r\n") + "\r\n\r\n" + text)
        try #require(answer.status == 201, "\(path): \(answer.body)")
        return try JSON(parsing: Array(answer.body.utf8))
    }

    /// Enters a visitor's matter.
    func enter(_ matter: JSON) throws -> Receipt {
        let entered = try post("cases", matter)
        return Receipt(
            number: try #require(entered["case"]?.text), query: try #require(entered["query_code"]?.text),
            browser: browser)
    }

    /// Does something to a case.
    @discardableResult
    func act(_ receipt: Receipt, _ act: JSON) throws -> JSON {
        try post("cases/\(receipt.number)/events", act)
    }
}

extension Staff {
    /// What a command that must succeed prints, without the last line's end.
    @discardableResult
    func output(_ words: String..., input: String = "") throws -> String {
        let result = try run(words, input: input)
        try #require(result.status == 0, "\(words): \(result.talk)")
        return result.output.trimmingCharacters(in: .newlines)
    }

    /// What a command that must be refused says.
    func refusal(_ words: String...) throws -> String {
        let result = try run(words)
        try #require(result.status != 0, "\(words): \(result.output)")
        return result.talk
    }
}

extension JSON {
    /// A rate as reports write it: `92.1% (257/279)`.
    func rate(_ name: String) -> String {
        let rate = self[name]
        let percent: String =
            switch rate?["percent"] {
            case .integer(let value)?: "\(value).0"
            case .number(let value)?: "\(value)"
            default: "-"
            }
        return "\(percent)% (\(rate?["numerator"]?.integer ?? -1)/\(rate?["denominator"]?.integer ?? -1))"
    }

    /// One of the counts.
    func count(_ name: String) -> Int? { self[name]?.integer }

    /// What a register holds: `3 entries, 160 people`.
    func entries(_ register: String) -> String {
        let count = self["entries"]?[register]
        return "\(count?["count"]?.integer ?? -1) entries, \(count?["people"]?.integer ?? -1) people"
    }
}
