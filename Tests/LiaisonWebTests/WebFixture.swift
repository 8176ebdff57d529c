import Glibc
import LiaisonCases
import LiaisonCodes
@testable import LiaisonDesk
import LiaisonInstallation
import LiaisonRecords
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import Synchronization
import Testing

@testable import LiaisonHTTP
@testable import LiaisonWeb

/// The public listener of an installation with the sample roster, in a directory of its own that goes when the
/// fixture goes.
final class WebFixture {
    let site: Site
    let deputy: Code
    private let directory: DataDirectory
    private let server: Server
    let lanes: Lanes

    /// An installation whose listener limits one address to `allowance`, or nobody, and is adjusted by a closure.
    init(
        allowance: String? = nil, baseURL: String = "https://llz.example.gov.cn",
        rosterOf moment: Timestamp? = nil,
        _ adjust: (inout ServerConfiguration) -> Void = { _ in }
    ) throws {
        let path = try Files.makeTemporaryDirectory(named: "liaison-web")
        let now = Timestamp(milliseconds: 1_766_548_800_000)
        directory = try DataDirectory.create(
            at: "\(path)/data",
            settings: [
                .name: "代表联络站", .baseURL: baseURL, .handler: "人大办公室", .contact: "12345",
                .retention: "三年",
            ])
        var roster = Roster()
        let files = [
            try RosterFile(SampleRoster.stations, named: "stations.csv"),
            try RosterFile(SampleRoster.deputies, named: "deputies.csv"),
        ]
        let imported = try RosterImport(files, into: roster)
        roster.apply(roster.difference(applying: imported, at: moment ?? now))
        try roster.save(to: directory)
        deputy = try #require(roster.deputies.first).code
        let ledger = try Ledger(
            directory: directory, secret: try directory.secret(), records: RecordBook.self,
            clock: .fixed(now), committers: 2)
        site = try Site(directory: directory, ledger: ledger, clock: .fixed(now))
        let limits = try allowance.map { RateLimits(try #require(RateAllowance($0)), proxies: .none) }
        lanes = try Lanes()
        var configuration = ServerConfiguration(
            address: SocketAddress(.v4(0x7F00_0001), port: 0), loops: 1)
        configuration.spoolDirectory = "\(directory.path)/spool"
        adjust(&configuration)
        server = try Server(
            configuration: configuration, handler: WebHandler(site: site, limits: limits, lanes: lanes),
            observer: observer)
        try server.run()
    }

    private let observer = RouteObserver()

    /// The routes of the answers so far.
    var routes: [String] { observer.routes }

    deinit {
        server.drain(deadline: .zero)
        lanes.stop(within: .seconds(10))
        site.ledger.stop()
        do { try Files.removeTree(Files.parent(of: directory.path)) } catch { Issue.record(error) }
    }

    /// What the receipts' codes are made of, for another server on the same directory.
    func secret() throws -> [UInt8] { try directory.secret() }

    /// A token of the office.
    func officeToken() throws -> Token { try token(.office) }

    /// A token of somebody.
    func token(_ scope: Scope) throws -> Token {
        try TokenFile.issue(scope, in: directory, at: site.clock.now).0
    }

    /// How many cases the ledger has.
    func caseCount() throws -> Int {
        try site.ledger.stations().reduce(0) { $0 + (try site.ledger.cases(of: $1)).count }
    }

    /// Sends bytes on a connection of their own and reads all that comes back.
    func exchange(_ wire: String) throws -> String {
        String(decoding: try exchange(Array(wire.utf8)), as: UTF8.self)
    }

    /// Sends bytes on a connection of their own and reads all that comes back.
    func exchange(_ wire: [UInt8]) throws -> [UInt8] {
        let number = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let socket = FileDescriptor(owning: number)
        _ = try retryingOnInterrupt("connect") {
            server.address.withSocketAddress { connect(number, $0, $1) }
        }
        var bytes = wire
        let sent = Glibc.send(number, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        #expect(sent == bytes.count)
        bytes = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = recv(number, &chunk, chunk.count, 0), count > 0 { bytes += chunk[..<count] }
        _ = consume socket
        return bytes
    }

    /// Asks for a path; a space in it is written as `%20`.
    func get(_ path: String, language: String = "zh-CN") throws -> String {
        try exchange(
            "GET \(path.replacing(" ", with: "%20")) HTTP/1.1\r\nHost: a\r\nAccept-Language: \(language)\r\n"
                + "Connection: close\r\n\r\n")
    }

    /// Sends a message to the first deputy.
    ///
    /// - Returns: The receipt's path.
    func receipt(of text: String, photos: [[UInt8]] = []) throws -> String {
        let nonce = site.nonces.issue(for: "\(deputy)", at: site.clock.now).text
        let answer = try post("/\(deputy)", ["nonce": nonce, "text": text], photos: photos)
        return try #require(answer.field("Location"))
    }

    /// Sends a form with files, as browsers do.
    func post(
        _ path: String, _ fields: KeyValuePairs<String, String>, photos: [[UInt8]]
    ) throws -> String {
        var body: [UInt8] = []
        for (name, value) in fields {
            body += "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8
        }
        for photo in photos {
            body += "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"p\"\r\n\r\n".utf8
            body += photo + Array("\r\n".utf8)
        }
        body += "--b--\r\n".utf8
        let head =
            "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            + "Connection: close\r\nContent-Length: \(body.count)\r\n\r\n"
        return String(decoding: try exchange(Array(head.utf8) + body), as: UTF8.self)
    }

    /// Sends a form's fields, all of letters and digits.
    func post(_ path: String, _ fields: KeyValuePairs<String, String>) throws -> String {
        let body = fields.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
        return try exchange(
            "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                + "Connection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }
}

/// Keeps the labels of answers.
private final class RouteObserver: ServerObserver {
    private let seen = Mutex<[String]>([])
    var routes: [String] { seen.withLock { $0 } }
    func answered(_ exchange: Exchange) {
        seen.withLock { $0.append(exchange.route.map { "\($0)" } ?? "-") }
    }
}

extension String {
    /// The value of a header field of an answer.
    func field(_ name: String) -> String? {
        split(separator: "\r\n").first { $0.hasPrefix("\(name): ") }.map {
            String($0.dropFirst(name.count + 2))
        }
    }
}
