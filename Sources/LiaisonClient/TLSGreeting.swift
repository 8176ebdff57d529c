import Glibc
import LiaisonSystem

/// What a TLS server shows of itself before a key is agreed: the certificates that it sends, and the protocol that it picks.
///
/// The hello offers TLS 1.2 alone (RFC 5246), with names (RFC 6066) and protocols (RFC 7301): of that version the answer
/// stands in the clear. Nothing is trusted here, and the connection ends behind the answer; whether the certificates are to
/// be trusted, ``Transport`` says. URLSession tells neither which protocol it spoke nor which certificates it saw.
package struct TLSGreeting: Equatable, Sendable {
    /// The protocol that the server picked of `h2` and `http/1.1`; nothing where it picked none.
    package let application: String?
    /// The certificates, the server's own first.
    package let certificates: [Certificate]

    /// Asks a server.
    ///
    /// - Parameters:
    ///   - server: Where; its path doesn't matter.
    ///   - timeoutSeconds: How long it may stay silent.
    /// - Throws: ``ClientError``: no connection, or an answer that is no greeting of TLS 1.2.
    package init(of server: ServerURL, timeoutSeconds: Int = 10) throws(ClientError) {
        let name = server.authority
        var last: ClientError = .unknownHost(server.host)
        for address in HostAddresses.of(server.host) {
            do throws(SystemError) {
                let socket = try ClientSocket(
                    connectedTo: address, port: server.port, timeoutSeconds: timeoutSeconds)
                try socket.sendAll(ClientHello.bytes(to: server.host))
                var answer = ServerAnswer()
                var buffer = [UInt8](repeating: 0, count: 16 * 1024)
                while !answer.isComplete {
                    let count = try socket.receive(into: &buffer)
                    guard count > 0, answer.take(buffer[..<count]) else { throw Self.noGreeting }
                }
                application = answer.application
                certificates = answer.certificates
                return
            } catch {
                last =
                    error == Self.noGreeting
                    ? .speaksNoTLS(host: name) : .unreachable(host: name, reason: error.code.description)
            }
        }
        throw last
    }

    private static let noGreeting = SystemError("recv", nil, code: .invalidArgument)
}

/// The first message of a client, RFC 5246 section 7.4.1.2.
private enum ClientHello {
    /// What elliptic-curve servers with RSA or ECDSA certificates take.
    private static let suites: [UInt16] = [0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8]

    static func bytes(to host: String) -> [UInt8] {
        var body: [UInt8] = [3, 3] + RandomBytes.make(count: 32) + [0]
        body += counted(suites.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }, by: 2) + [1, 0]
        var extensions: [UInt8] = []
        // A number is nobody's name (RFC 6066 section 3).
        if !host.contains(":"), host.contains(where: \.isLetter) {
            extensions += member(0, counted([0] + counted(Array(host.utf8), by: 2), by: 2))
        }
        extensions += member(10, counted([0, 0x1D, 0, 0x17, 0, 0x18], by: 2))
        extensions += member(11, [1, 0])
        let signatures: [UInt8] = [4, 3, 8, 4, 4, 1, 5, 3, 8, 5, 5, 1, 8, 6, 6, 1]
        extensions += member(13, counted(signatures, by: 2))
        let protocols = ["h2", "http/1.1"].flatMap { counted(Array($0.utf8), by: 1) }
        extensions += member(16, counted(protocols, by: 2))
        extensions += member(23, [])
        body += counted(extensions, by: 2)
        return [22, 3, 1] + counted([1] + counted(body, by: 3), by: 2)
    }

    private static func member(_ kind: UInt8, _ content: [UInt8]) -> [UInt8] {
        [0, kind] + counted(content, by: 2)
    }

    /// The content behind its length in so many bytes.
    private static func counted(_ content: [UInt8], by width: Int) -> [UInt8] {
        (0..<width).reversed().map { UInt8(content.count >> ($0 * 8) & 0xFF) } + content
    }
}

/// The answer as it comes: records, in them the messages ServerHello and Certificate.
private struct ServerAnswer {
    private var records: [UInt8] = []
    private var messages: [UInt8] = []
    private var hasHello = false
    private(set) var isComplete = false
    private(set) var application: String?
    private(set) var certificates: [Certificate] = []

    /// More than any chain that a browser would take.
    private static let limit = 1 << 18

    /// Takes bytes in; false for what is no such answer.
    mutating func take(_ bytes: ArraySlice<UInt8>) -> Bool {
        records += bytes
        guard records.count + messages.count <= Self.limit else { return false }
        while records.count >= 5 {
            let length = Int(records[3]) << 8 | Int(records[4])
            guard records[0] == 22, records[1] == 3 else { return false }
            guard records.count >= 5 + length else { break }
            messages += records[5..<(5 + length)]
            records.removeFirst(5 + length)
        }
        return takeMessages()
    }

    private mutating func takeMessages() -> Bool {
        var reader = ByteReader(messages[...])
        while !isComplete, let kind = reader.number(bytes: 1) {
            guard let message = reader.counted(by: 3) else { break }
            switch kind {
            case 2:
                guard takeHello(message) else { return false }
            case 11:
                guard hasHello, takeCertificates(message) else { return false }
                isComplete = true
            default: break
            }
            messages = Array(reader.rest)
        }
        return true
    }

    private mutating func takeHello(_ message: ArraySlice<UInt8>) -> Bool {
        var reader = ByteReader(message)
        guard reader.number(bytes: 2) == 0x0303, reader.skip(32), reader.counted(by: 1) != nil, reader.skip(3)
        else { return false }
        hasHello = true
        guard let content = reader.counted(by: 2) else { return true }
        var extensions = ByteReader(content)
        while let kind = extensions.number(bytes: 2), let value = extensions.counted(by: 2) {
            guard kind == 16 else { continue }
            var names = ByteReader(value)
            guard let list = names.counted(by: 2) else { return false }
            var first = ByteReader(list)
            application = first.counted(by: 1).map { String(decoding: $0, as: UTF8.self) }
        }
        return true
    }

    private mutating func takeCertificates(_ message: ArraySlice<UInt8>) -> Bool {
        var reader = ByteReader(message)
        guard let list = reader.counted(by: 3) else { return false }
        var entries = ByteReader(list)
        while let entry = entries.counted(by: 3) {
            guard let certificate = Certificate(der: entry) else { return false }
            certificates.append(certificate)
        }
        return !certificates.isEmpty
    }
}

/// Numbers and counted stretches, the highest byte first.
struct ByteReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The next number; nothing where the bytes are over.
    mutating func number(bytes count: Int) -> Int? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
    }

    /// The next stretch, whose length stands before it in so many bytes.
    mutating func counted(by width: Int) -> ArraySlice<UInt8>? {
        let before = rest
        guard let length = number(bytes: width), rest.count >= length else {
            rest = before
            return nil
        }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }

    /// Passes over bytes; false where there are fewer.
    mutating func skip(_ count: Int) -> Bool {
        guard rest.count >= count else { return false }
        rest = rest.dropFirst(count)
        return true
    }
}
