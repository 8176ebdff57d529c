import Testing

@testable import LiaisonHTTP

/// The table of wire texts, over real sockets.
@Suite struct WireSocketTests {
    @Test func comesToTheSameStatusesAndFateOverASocket() throws {
        let server = try TestServer(EchoHandler())
        for wireCase in WireCase.all { try check(wireCase, server, piece: wireCase.wire.count) }
    }

    @Test func comesToTheSameByteByByteOverASocket() throws {
        let server = try TestServer(EchoHandler())
        for wireCase in WireCase.all where wireCase.wire.count < 2000 {
            try check(wireCase, server, piece: 1)
        }
    }

    private func check(_ wireCase: WireCase, _ server: borrowing TestServer, piece: Int) throws {
        let client = try TestClient(server.address)
        client.sendInPieces(wireCase.wire, of: piece)
        // Where the table says that the server ends the connection, it must do so by itself.
        if !wireCase.endsConnection { client.shutWriting() }
        let answers = Answers(client.receiveBytesToEnd(), toHead: wireCase.outcome.hasPrefix("HEAD"))
        #expect(answers.statuses == wireCase.statuses, "\(wireCase.name)")
        #expect(answers.rest.isEmpty, "\(wireCase.name)")
        #expect(
            answers.saysClose == (wireCase.endsConnection && !answers.statuses.isEmpty), "\(wireCase.name)")
    }
}

extension WireCase {
    /// The statuses that a client sees.
    var statuses: [Int] {
        outcome.components(separatedBy: " | ").compactMap { event in
            switch event {
            case "", "close": nil
            case "continue": 100
            case "options": 204
            default: Int(event) ?? 200
            }
        }
    }

    /// Whether the server ends the connection of its own accord.
    var endsConnection: Bool {
        outcome.hasSuffix("close") || statuses.contains { $0 >= 400 }
    }
}

/// A client's view of what came back: answers delimited by their Content-Length.
struct Answers {
    private(set) var statuses: [Int] = []
    private(set) var heads: [String] = []
    /// Whether the last answer announces the end.
    var saysClose: Bool { heads.last?.contains("\r\nConnection: close") ?? false }
    /// Bytes that belong to no answer.
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8], toHead isHead: Bool = false) {
        rest = bytes[...]
        let emptyLine = Array("\r\n\r\n".utf8)
        while let end = rest.indices.first(where: { rest[$0...].starts(with: emptyLine) }) {
            let head = String(decoding: rest[..<end], as: UTF8.self)
            guard head.hasPrefix("HTTP/1.1 "), let status = Int(head.dropFirst(9).prefix(3)) else { return }
            statuses.append(status)
            heads.append(head)
            var length = 0
            for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-length: ") {
                length = Int(line.dropFirst(16)) ?? 0
            }
            rest = rest[(end + 4)...].dropFirst(isHead ? 0 : length)
        }
    }
}

extension String {
    /// The parts between a separator.
    fileprivate func components(separatedBy separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
