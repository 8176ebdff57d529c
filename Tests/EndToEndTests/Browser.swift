import Glibc
import LiaisonSystem
import Testing

/// A plain HTTP/1.1 client over one socket a request: what the server says, byte for byte.
struct Browser {
    let port: UInt16

    /// What came, if anything, isn't an answer: the server has gone.
    struct NoAnswer: Error {
        let text: String
    }

    /// An answer.
    struct Answer {
        let status: Int
        let head: String
        let body: String

        /// The value of a field.
        func header(_ name: String) -> String? {
            head.split(separator: "\r\n").lazy
                .map { $0.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false) }
                .first { $0.count == 2 && $0[0].lowercased() == name.lowercased() }
                .map { $0[1].drop { $0 == " " }.description }
        }

        /// The hidden nonce of the first form.
        var nonce: String? {
            guard let start = body.firstRange(of: "name=\"nonce\" value=\"")?.upperBound else { return nil }
            return String(body[start...].prefix { $0 != "\"" })
        }
    }

    @discardableResult
    func get(_ path: String, headers: [String] = []) throws -> Answer {
        try send(request("GET", path, headers, ""))
    }

    /// Sends a form.
    @discardableResult
    func post(_ path: String, _ fields: KeyValuePairs<String, String>, headers: [String] = []) throws
        -> Answer
    {
        try post(path, fields.map { ($0.key, $0.value) }, headers: headers)
    }

    /// Sends a form whose fields come from a page.
    @discardableResult
    func post(_ path: String, _ fields: [(String, String)], headers: [String] = []) throws -> Answer {
        let body = fields.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }.joined(separator: "&")
        let all =
            headers + [
                "Content-Type: application/x-www-form-urlencoded", "Content-Length: \(body.utf8.count)",
            ]
        return try send(request("POST", path, all, body))
    }

    /// Opens a form and sends words with its nonce.
    func write(_ text: String, to code: String) throws -> Answer {
        let nonce = try #require(try get("/\(code)").nonce)
        return try post("/\(code)", ["nonce": nonce, "text": text])
    }

    /// Sends text and reads until the server closes.
    func send(_ text: String) throws -> Answer { try send(bytes: Array(text.utf8)) }

    /// Sends bytes and reads until the server closes; what is no UTF-8 in the answer is replaced.
    func send(bytes: [UInt8]) throws -> Answer {
        let text = String(decoding: try exchange(bytes), as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { throw NoAnswer(text: text) }
        let head = String(text[..<end.lowerBound])
        guard let status = Int(head.split(separator: " ").dropFirst().first ?? "") else {
            throw NoAnswer(text: text)
        }
        return Answer(status: status, head: head, body: String(text[end.upperBound...]))
    }

    private func request(_ method: String, _ path: String, _ headers: [String], _ body: String) -> String {
        let lines = ["\(method) \(path) HTTP/1.1", "Host: localhost", "Connection: close"] + headers
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    private func exchange(_ bytes: [UInt8]) throws -> [UInt8] {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let connection = FileDescriptor(owning: number)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw SystemError("connect", code: .current) }
        // A server that refuses early closes before it has read all: what it said is still there to read.
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(
                    number, $0.baseAddress?.advanced(by: sent), $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { break }
            sent += count
        }
        return try connection.readToEnd()
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: String(UnicodeScalar(byte))
            default: "%" + Hex.string([byte]).uppercased()
            }
        }.joined()
    }
}
