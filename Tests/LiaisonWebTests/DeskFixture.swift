import Glibc
import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRecords
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonText
import Synchronization
import Testing

@testable import LiaisonDesk
@testable import LiaisonHTTP
@testable import LiaisonWeb

/// An installation with the sample roster and some servers on its directory, whose time a test moves on.
final class DeskFixture {
    let directory: DataDirectory
    let roster: Roster
    private(set) var sites: [Site] = []
    private var servers: [Server] = []
    private var lanes: [Lanes] = []
    private let time = MovableTime()

    var now: Timestamp { time.now }

    init(servers count: Int = 1) throws {
        let path = try Files.makeTemporaryDirectory(named: "liaison-desk")
        directory = try DataDirectory.create(
            at: "\(path)/data",
            settings: [
                .name: "代表联络站", .baseURL: "https://llz.example.gov.cn", .handler: "人大办公室",
                .contact: "12345", .retention: "三年", .topics: "道路,教育",
            ])
        var roster = Roster()
        let files = [
            try RosterFile(SampleRoster.stations, named: "stations.csv"),
            try RosterFile(SampleRoster.deputies, named: "deputies.csv"),
        ]
        let imported = try RosterImport(files, into: roster)
        roster.apply(roster.difference(applying: imported, at: time.now))
        try roster.save(to: directory)
        self.roster = roster
        for _ in 0..<count { try start() }
    }

    private func start() throws {
        let time = time
        let clock = WallClock { time.now }
        let ledger = try Ledger(
            directory: directory, secret: try directory.secret(), records: RecordBook.self,
            clock: clock, committers: 2)
        let site = try Site(directory: directory, ledger: ledger, clock: clock, pinRounds: 10)
        let lanes = try Lanes()
        var configuration = ServerConfiguration(
            address: SocketAddress(.v4(0x7F00_0001), port: 0), loops: 1)
        configuration.spoolDirectory = "\(directory.path)/spool"
        let server = try Server(
            configuration: configuration, handler: WebHandler(site: site, limits: nil, lanes: lanes),
            observer: SilentObserver())
        try server.run()
        sites.append(site)
        servers.append(server)
        self.lanes.append(lanes)
    }

    deinit {
        for server in servers { server.drain(deadline: .zero) }
        for lanes in lanes { lanes.stop(within: .seconds(10)) }
        for site in sites { site.ledger.stop() }
        do { try Files.removeTree(Files.parent(of: directory.path)) } catch { Issue.record(error) }
    }

    /// Lets time pass.
    func wait(minutes: Int) { time.pass(minutes: minutes) }

    // MARK: People

    var deputies: [Deputy] { roster.deputies }
    var site: Site { sites[0] }

    /// The deputies of whom neither somebody nor the officers of their station see anything.
    func strangers(to deputy: Deputy) -> [Deputy] {
        deputies.filter { other in
            other.station != deputy.station && !roster.stationsBelow(deputy.station).contains(other.station)
                && !roster.stationsBelow(other.station).contains(deputy.station)
        }
    }

    func token(_ scope: Scope) throws -> Token { try TokenFile.issue(scope, in: directory, at: now).0 }

    func slip(_ scope: Scope, days: Int = 14) throws -> TokenFile.IssuedSlip {
        let until = now.adding(milliseconds: Int64(days) * 86_400_000)
        let slips = TokenFile.draftSlips([scope], at: now, until: until)
        try TokenFile.store(slips.map(\.record), in: directory)
        return slips[0]
    }

    /// A browser of somebody who has signed in by a slip, with the PIN 135790.
    func browser(_ scope: Scope) throws -> DeskBrowser {
        let browser = DeskBrowser(self)
        let answer = try browser.post("/desk/in", ["code": slip(scope).code.text, "pin": "135790"])
        try #require(answer.hasPrefix("HTTP/1.1 303"), "\(answer)")
        return browser
    }

    /// A message to somebody.
    func message(_ text: String, to code: Code) throws -> CaseNumber {
        let station = try #require(roster.state(of: code)?.holder.station)
        let submission = Submission(
            station: station, to: code, channel: .scan, topic: "道路",
            personal: Event.Personal(text: text, name: "张三", phone: "13912345678", topic: nil),
            nonce: RandomBytes.make(count: 19))
        return try site.ledger.perform(.submission(submission), station: station).caseNumber
    }

    /// The desk of somebody's other work, to look at what was recorded.
    func records(_ scope: Scope = .office, server: Int = 0) -> RecordDesk {
        RecordDesk(CaseView(scope, token: "test", of: sites[server]), of: sites[server])
    }

    // MARK: Requests

    func exchange(_ wire: String, server: Int = 0) throws -> String {
        String(decoding: try exchange(Array(wire.utf8), server: server), as: UTF8.self)
    }

    func exchange(_ wire: [UInt8], server: Int = 0) throws -> [UInt8] {
        let number = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let socket = FileDescriptor(owning: number)
        _ = try retryingOnInterrupt("connect") {
            servers[server].address.withSocketAddress { connect(number, $0, $1) }
        }
        var bytes = wire
        var sent = 0
        while sent < bytes.count {
            let rest = Array(bytes[sent...])
            let count = Glibc.send(number, rest, rest.count, Int32(MSG_NOSIGNAL))
            if count <= 0 { break }
            sent += count
        }
        bytes = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = recv(number, &chunk, chunk.count, 0), count > 0 { bytes += chunk[..<count] }
        _ = consume socket
        return bytes
    }
}

/// A browser: it keeps the cookie, and sends forms as they stand in pages.
final class DeskBrowser {
    private let fixture: DeskFixture
    var cookie: String?
    /// Which server the next request goes to.
    var server = 0
    /// Fields that it sends beside its own.
    var headers: [String] = []

    init(_ fixture: DeskFixture) { self.fixture = fixture }

    func get(_ path: String) throws -> String { try send("GET \(path)", body: nil) }

    func post(_ path: String, _ fields: [(String, String)]) throws -> String {
        let body = fields.map { "\($0.0)=\(URIComponent.encoded($0.1))" }.joined(separator: "&")
        return try send("POST \(path)", body: body)
    }

    func post(_ path: String, _ fields: KeyValuePairs<String, String>) throws -> String {
        try post(path, fields.map { ($0.key, $0.value) })
    }

    /// Sends a form of a page: its hidden fields, and what is typed.
    func send(
        _ fields: KeyValuePairs<String, String>, in page: String, to path: String,
        formWith marker: String? = nil
    ) throws -> String {
        let hidden = page.hiddenFields(ofFormWith: marker)
        let typed = fields.map { ($0.key, $0.value) }
        return try post(path, hidden.filter { field in !typed.contains { $0.0 == field.0 } } + typed)
    }

    /// Sends a form with files, as browsers do.
    func upload(
        _ files: [(name: String, content: String)], in page: String, to path: String,
        replacing: [String: String] = [:]
    ) throws -> String {
        var body = ""
        for (name, value) in page.hiddenFields(ofFormWith: "multipart/form-data") {
            let value = replacing[name] ?? value
            body += "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        for (name, content) in files {
            let disposition = "form-data; name=\"\(name)\"; filename=\"\(name).csv\""
            body += "--b\r\nContent-Disposition: \(disposition)\r\n\r\n\(content)\r\n"
        }
        return try send("POST \(path)", body: "\(body)--b--\r\n", type: "multipart/form-data; boundary=b")
    }

    /// Sends a form of a page with photos: its hidden fields, what is typed, and the files.
    func send(
        _ fields: KeyValuePairs<String, String>, photos: [[UInt8]], in page: String, to path: String,
        formWith marker: String
    ) throws -> String {
        var body: [UInt8] = []
        for (name, value) in page.hiddenFields(ofFormWith: marker) + fields.map({ ($0.key, $0.value) }) {
            body += "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8
        }
        for photo in photos {
            body += "--b\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"p\"\r\n\r\n".utf8
            body += photo + Array("\r\n".utf8)
        }
        return try send(
            "POST \(path)", bytes: body + Array("--b--\r\n".utf8), type: "multipart/form-data; boundary=b")
    }

    /// What stands under a path, with its header.
    func bytes(_ path: String) throws -> [UInt8] {
        let cookie = cookie.map { "Cookie: __Host-liaison=\($0)\r\n" } ?? ""
        let head = "GET \(path) HTTP/1.1\r\nHost: llz.example.gov.cn\r\nConnection: close\r\n\(cookie)\r\n"
        return try fixture.exchange(Array(head.utf8), server: server)
    }

    private func send(
        _ line: String, body: String?, type: String = "application/x-www-form-urlencoded"
    ) throws -> String { try send(line, bytes: body.map { Array($0.utf8) }, type: type) }

    private func send(
        _ line: String, bytes body: [UInt8]?, type: String
    ) throws -> String {
        var head =
            "\(line) HTTP/1.1\r\nHost: llz.example.gov.cn\r\nAccept-Language: zh-CN\r\nConnection: close\r\n"
        if let cookie { head += "Cookie: __Host-liaison=\(cookie)\r\n" }
        for field in headers { head += "\(field)\r\n" }
        if let body {
            head +=
                "Content-Type: \(type)\r\nContent-Length: \(body.count)\r\n"
        }
        let wire = Array("\(head)\r\n".utf8) + (body ?? [])
        let answer = String(decoding: try fixture.exchange(wire, server: server), as: UTF8.self)
        if let set = answer.field("Set-Cookie"),
            let value = set.split(separator: ";").first?.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        {
            cookie = value.count == 2 && !value[1].isEmpty ? String(value[1]) : nil
        }
        return answer
    }
}

/// A time that a test moves on.
private final class MovableTime: Sendable {
    private let moment = Mutex(Timestamp(milliseconds: 1_766_548_800_000))
    var now: Timestamp { moment.withLock { $0 } }
    func pass(minutes: Int) { moment.withLock { $0 = $0.adding(milliseconds: Int64(minutes) * 60_000) } }
}

private struct SilentObserver: ServerObserver {}

extension StringProtocol {
    func components(between start: String, and end: String) -> [Substring] {
        var found: [Substring] = []
        var rest = Substring(self)
        while let open = rest.firstRange(of: start) {
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: end) else { break }
            found.append(rest[..<close.lowerBound])
            rest = rest[close.upperBound...]
        }
        return found
    }
}

extension String {
    /// What follows the head of an answer.
    var body: String { firstRange(of: "\r\n\r\n").map { String(self[$0.upperBound...]) } ?? "" }

    /// The status of an answer.
    var status: Int { Int(split(separator: " ", maxSplits: 2).dropFirst().first ?? "") ?? 0 }

    /// The hidden fields of the first form in which something stands; of the first form without.
    func hiddenFields(ofFormWith marker: String? = nil) -> [(String, String)] {
        let forms = components(between: "<form ", and: "</form>")
        let form = forms.first { marker.map($0.contains) ?? true } ?? ""
        return form.components(between: "<input type=\"hidden\" name=\"", and: ">").compactMap { input in
            let parts = input.split(separator: "\"", omittingEmptySubsequences: false)
            guard parts.count >= 3 else { return nil }
            return (String(parts[0]), String(parts[2]).unescaped)
        }
    }

    /// The value of the first hidden field of that name.
    func hidden(_ name: String) -> String? {
        components(between: "name=\"\(name)\" value=\"", and: "\"").first.map { String($0).unescaped }
    }

    var unescaped: String {
        replacing("&quot;", with: "\"").replacing("&#34;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }
}
