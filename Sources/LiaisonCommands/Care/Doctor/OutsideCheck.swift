import LiaisonClient
import LiaisonHTTP
import LiaisonSystem
import LiaisonWording

/// Looks at a service from outside, as the telephone does that has scanned a code: over the network, through the proxy.
///
/// It needs no data directory and changes nothing. The page comes through the transport, which trusts what this machine
/// trusts; certificates and protocol from a greeting of its own.
struct OutsideCheck {
    let server: ServerURL
    let transport: any Transport
    let now: Timestamp
    let words: Wording
    private(set) var findings: [Finding] = []

    /// A page fits the first round trip of a connection as long as it is at most so long (RFC 6928: ten segments).
    static let pageLimit = 14 * 1024
    /// How many days before its end a certificate should have been renewed.
    private static let renewalDays = 14

    /// - Parameters:
    ///   - server: The address, as it stands in a code.
    ///   - transport: What fetches the page.
    ///   - context: The time and the words.
    init(_ server: ServerURL, transport: any Transport, _ context: CommandContext) {
        (self.server, self.transport) = (server, transport)
        (now, words) = (context.clock.now, context.wording)
    }

    /// Every check, in the order in which a telephone would fail.
    mutating func examine() {
        checkAddress()
        let answer = fetch()
        if server.isSecure { checkGreeting(isReached: answer != nil) }
        if let answer { check(answer) }
    }

    private mutating func add(
        _ check: String, _ level: Finding.Level, _ key: String, _ values: [String: String] = [:]
    ) {
        findings.append(
            Finding(check, level, key, values.merging(["host": server.authority]) { given, _ in given }))
    }

    /// What WeChat opens without asking.
    private mutating func checkAddress() {
        let before = findings.count
        if !server.isSecure { add("address", .problem, "outside.http") }
        if server.port != (server.isSecure ? 443 : 80) { add("address", .warning, "outside.port") }
        if IPAddress(server.host) != nil { add("address", .warning, "outside.number") }
        if findings.count == before { add("address", .ok, "outside.address") }
    }

    /// The page, or what kept it from coming.
    private mutating func fetch() -> ClientResponse? {
        do throws(ClientError) {
            let target = server.path.isEmpty ? "/" : ""
            let answer = try transport.send(
                ClientRequest(
                    server: server, target: target, fields: [.init("Accept", "text/html")],
                    answerLimit: 1 << 22))
            if server.isSecure { add("certificate", .ok, "outside.trusted") }
            return answer
        } catch {
            switch error {
            case .untrusted(_, let reason):
                add("certificate", .problem, "outside.untrusted", ["reason": reason])
            case .speaksNoTLS: add("certificate", .problem, "outside.no-tls")
            case .unknownHost: add("reach", .problem, "outside.unknown-host")
            case .refused, .timedOut, .unreachable:
                add("reach", .problem, "outside.unreachable", ["port": "\(server.port)"])
            default:
                add("reach", .problem, "outside.broken", ["reason": CommandFailure(error).sentence(words)])
            }
            return nil
        }
    }

    /// The chain of certificates, their end, and the protocol.
    private mutating func checkGreeting(isReached: Bool) {
        let greeting: TLSGreeting
        do throws(ClientError) {
            greeting = try TLSGreeting(of: server)
        } catch {
            // What keeps everything from coming has been told.
            if isReached { add("protocol", .warning, "outside.no-greeting") }
            return
        }
        if let last = greeting.certificates.last, let first = greeting.certificates.first {
            let count = "\(greeting.certificates.count)"
            let days = (first.expires.milliseconds - now.milliseconds) / 86_400_000
            let end = BeijingTime(first.expires).date.iso8601
            if first.expires.milliseconds < now.milliseconds {
                add("certificate", .problem, "outside.expired", ["date": end])
            } else if days < Self.renewalDays {
                add("certificate", .warning, "outside.expires", ["date": end, "days": "\(days)"])
            }
            if greeting.certificates.count == 1, !last.isSelfSigned {
                add("certificate", .warning, "outside.chain")
            } else if !last.isSelfSigned || greeting.certificates.count > 1 {
                add("certificate", .ok, "outside.certificates", ["count": count, "date": end])
            }
        }
        if greeting.application == "h2" {
            add("protocol", .ok, "outside.h2")
        } else {
            add("protocol", .warning, "outside.h1")
        }
    }

    /// The page: no detour, no more than one round trip, ours, with the filing number.
    private mutating func check(_ answer: ClientResponse) {
        if (300..<400).contains(answer.status) {
            add("redirect", .problem, "outside.redirect", ["location": answer[field: "location"] ?? "-"])
            return
        }
        add("redirect", .ok, "outside.direct")
        guard answer.status == 200 else {
            add("page", .problem, "outside.status", ["status": "\(answer.status)"])
            return
        }
        let page = String(decoding: answer.body, as: UTF8.self)
        // Each of our pages leads to the answers, in its own language.
        guard answer.mediaType == "text/html", page.contains("<a href=\"/q") else {
            add("page", .problem, "outside.foreign")
            return
        }
        let size = ["size": "\(answer.body.count)", "limit": "\(Self.pageLimit)"]
        add(
            "page", answer.body.count <= Self.pageLimit ? .ok : .warning,
            answer.body.count <= Self.pageLimit ? "outside.size" : "outside.large", size)
        if page.contains("https://beian.miit.gov.cn/") {
            add("filing", .ok, "outside.filing")
        } else {
            add("filing", .warning, "outside.no-filing")
        }
    }
}
