import Foundation
import LiaisonCodes
import LiaisonMail
import LiaisonSystem
import LiaisonText
import Synchronization
import Testing

@testable import LiaisonClient

/// The account that the sample source belongs to.
let sampleAccount = InboxAccount(server: "https://llz.example.gov.cn", kind: "deputy", holder: "0000000")

/// Event number `index` of a case of its own.
func sampleEvent(_ index: Int, kind: String = "received", case number: CaseNumber? = nil) throws -> InboxEvent
{
    let station = try #require(StationID("SS00"))
    let date = CivilDate(daysSince1970: 20_446)
    return InboxEvent(
        id: "SS00/2025-12-0001/\(index)",
        case: number ?? CaseNumber(station: station, date: date, value: UInt64(index)), kind: kind,
        at: Timestamp(milliseconds: 1_766_556_309_000 + Int64(index)),
        messageID: try #require(MessageID("<\(index)@llz.example.gov.cn>")), station: station,
        stationName: "韶山乡代表联络站", to: try Code(parsing: "0000000"), toName: "张三代表", channel: "scan",
        text: "第\(index)条留言")
}

/// An inbox in memory; cursors are indices into it. It can fail at its n-th answer.
final class ListSource: InboxSource {
    let account: InboxAccount
    private let state: Mutex<(events: [InboxEvent], failures: [Int: ClientError], fetches: Int)>
    /// What the first photos that are asked for come to.
    private let photoFailures: Mutex<[ClientError]>

    init(
        _ events: [InboxEvent], account: InboxAccount = sampleAccount, failures: [Int: ClientError] = [:],
        photoFailures: [ClientError] = []
    ) {
        self.account = account
        self.photoFailures = Mutex(photoFailures)
        state = Mutex((events, failures, 0))
    }

    func append(_ event: InboxEvent) { state.withLock { $0.events.append(event) } }

    func events(after cursor: String?, limit: Int) throws(ClientError) -> EventPage {
        let start = cursor.flatMap { Int($0) } ?? 0
        let (events, failure) = state.withLock { state in
            state.fetches += 1
            return (state.events, state.failures[state.fetches])
        }
        if let failure { throw failure }
        let end = min(events.count, start + limit)
        return EventPage(events: Array(events[start..<end]), cursor: "\(end)", hasMore: end < events.count)
    }

    func photo(of number: CaseNumber, index: Int) throws(ClientError) -> [UInt8]? {
        if let failure = photoFailures.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw failure }
        return index == 1 ? [0xFF, 0xD8, 0xFF, 1] : nil
    }
}

/// Answers requests from a list, and keeps them.
final class ScriptedTransport: Transport {
    private let state: Mutex<(answers: [Result<ClientResponse, ClientError>], requests: [ClientRequest])>

    init(_ answers: [Result<ClientResponse, ClientError>]) { state = Mutex((answers, [])) }

    var requests: [ClientRequest] { state.withLock { $0.requests } }

    func send(_ request: ClientRequest) throws(ClientError) -> ClientResponse {
        let answer = state.withLock { state in
            state.requests.append(request)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        guard let answer else { throw .torn(host: "no answer left") }
        return try answer.get()
    }
}

/// A JSON answer.
func answer(_ status: Int, _ body: String, type: String = "application/json") -> Result<
    ClientResponse, ClientError
> {
    .success(ClientResponse(status: status, fields: [("content-type", type)], body: Array(body.utf8)))
}

/// Accepts connections one after another and plays a list of answers on each: one answer a request; the connection
/// closes after its last.
final class ScriptedServer: Sendable {
    let port: UInt16
    private let descriptor: Int32
    private let received = Mutex<[String]>([])

    /// What clients sent, one entry a request.
    var requests: [String] { received.withLock { $0 } }

    init(_ connections: [[String]], listens: Bool = true) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let number = descriptor
        let outcome = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                [
                    bind(number, pointer, length), listens ? listen(number, 8) : 0,
                    getsockname(number, pointer, &length),
                ]
            }
        }
        try #require(outcome == [0, 0, 0])
        port = UInt16(bigEndian: address.sin_port)
        _ = try LiaisonSystem.Thread(named: "server") { [self] in
            for answers in connections {
                let connection = accept(number, nil, nil)
                for answer in answers {
                    received.withLock { $0.append(Self.readRequest(connection)) }
                    _ = answer.withCString { Glibc.send(connection, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
                }
                close(connection)
            }
        }
    }

    deinit { close(descriptor) }

    /// One request: its head, and as much body as it announces.
    private static func readRequest(_ connection: Int32) -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8), recv(connection, &byte, 1, 0) == 1 {
            bytes.append(byte)
        }
        let head = String(decoding: bytes, as: UTF8.self)
        let length =
            head.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
            .flatMap { Int($0.dropFirst(16)) } ?? 0
        for _ in 0..<length where recv(connection, &byte, 1, 0) == 1 { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
