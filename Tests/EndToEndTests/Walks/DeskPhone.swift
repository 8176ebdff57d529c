import Foundation
import Testing

/// A phone or an office PC at the desk: signed in by a printed slip and a PIN, it keeps the cookie and sends forms as they
/// stand in pages.
final class DeskPhone {
    private let browser: Browser
    private var cookie = ""
    /// The page that it shows.
    private(set) var page = ""

    /// Scans a fresh slip and chooses a PIN.
    ///
    /// - Parameters:
    ///   - walk: Where.
    ///   - port: Another server's on the same data directory.
    ///   - scope: For whom the slip is.
    /// - Throws: When nobody is signed in.
    init(_ walk: Walk, port: UInt16? = nil, _ scope: String...) throws {
        browser = Browser(port: port ?? walk.server.port)
        let printed = try Program.run(
            Program.directory.appendingPathComponent("liaison"),
            ["token", "slip", "--output", "-", "--data", walk.installation.data] + scope)
        try #require(printed.status == 0, "\(printed.talk)")
        let slip = try #require(
            printed.output.firstMatch(of: /[0-9A-Y]{4}(?:-[0-9A-Y]{4}){5}/)?.output.replacing("-", with: ""))
        let shown = try browser.get("/DESK/IN/\(slip)")
        try #require(shown.status == 200)
        let answer = try browser.post("/desk/in", ["code": String(slip), "pin": "135790"])
        try #require(answer.status == 303, "\(answer.body)")
        let set = try #require(answer.header("Set-Cookie"))
        #expect(set.hasPrefix("__Host-liaison="))
        cookie = String(set.prefix { $0 != ";" })
        try open("/desk")
    }

    /// Opens a page; it must be there.
    @discardableResult
    func open(_ path: String) throws -> String {
        let answer = try browser.get(path, headers: headers)
        try #require(answer.status == 200, "\(path): \(answer.status)")
        page = answer.body
        return page
    }

    /// Fills in the form in which something stands, sends it, and opens what follows.
    @discardableResult
    func send(_ path: String, formWith marker: String, _ fields: KeyValuePairs<String, String>) throws
        -> String
    {
        let form = try #require(
            page.matches(of: /<form [\s\S]*?<\/form>/).map(\.output).first { $0.contains(marker) },
            "no form with \(marker)")
        var sent = form.matches(of: /<input type="hidden" name="([^"]+)" value="([^"]*)"/)
            .map { (String($0.output.1), String($0.output.2)) }
        for (name, value) in fields {
            sent.removeAll { $0.0 == name }
            sent.append((name, value))
        }
        let answer = try browser.post(path, sent, headers: headers)
        try #require(answer.status == 303, "\(path): \(answer.status) \(answer.body)")
        return try open(try #require(answer.header("Location")))
    }

    private var headers: [String] { ["Cookie: \(cookie)", "Accept-Language: zh-CN"] }
}
