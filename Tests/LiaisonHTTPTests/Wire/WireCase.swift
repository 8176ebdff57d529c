import Testing

/// Bytes as a client may send them, and what must come of them.
struct WireCase: Sendable, CustomTestStringConvertible {
    /// What is special about it.
    let name: String
    /// The bytes: each scalar below U+0100 is one.
    let wire: [UInt8]
    /// What ``MachineDriver`` writes down, joined by ` | `: requests as `METHOD path [content]`, refusals as
    /// their status, `continue`, `close` after the last request of a connection; empty while more is awaited.
    let outcome: String

    init(_ name: String, _ wire: String, _ outcome: String) {
        self.name = name
        self.wire = wire.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        self.outcome = outcome
    }

    var testDescription: String { name }

    /// The whole table.
    static let all =
        requestLines + targets + hosts + fields + lengths + codings + chunks + trailers + connections + limits

    /// A GET whose request line is `line`.
    static func line(_ line: String) -> String { "\(line)\r\nHost: a\r\n\r\n" }

    /// A GET for `/` with more field lines, each ended.
    static func get(_ fields: String) -> String { "GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n" }

    /// A POST to `/` with field lines, each ended, and what follows the head.
    static func post(_ fields: String, _ rest: String) -> String {
        "POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\(rest)"
    }

    /// A POST to `/` in the chunked coding.
    static func chunked(_ content: String) -> String { post("Transfer-Encoding: chunked\r\n", content) }
}
