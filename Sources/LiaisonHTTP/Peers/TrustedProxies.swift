/// The proxies whose word on the client's address counts, and the field they say it in.
///
/// Only one field counts: a proxy passes on the other as the client sent it, so that it proves nothing.
package struct TrustedProxies: Sendable {
    /// The field that the proxies write.
    package enum Field: Sendable {
        case xForwardedFor
        /// RFC 7239.
        case forwarded
    }

    private let blocks: [AddressBlock]
    private let field: Field

    package init(_ blocks: [AddressBlock], field: Field = .xForwardedFor) {
        self.blocks = blocks
        self.field = field
    }

    /// No proxy is trusted.
    package static let none = TrustedProxies([])

    /// Whether the address is a trusted proxy's.
    package func trusts(_ address: IPAddress) -> Bool { blocks.contains { $0.contains(address) } }

    /// The client behind a trusted peer: the rightmost hop that is no trusted proxy itself.
    ///
    /// A hop that can't be read ends the search: what stands left of it is hearsay, so the proxy that
    /// wrote it stands for the client.
    ///
    /// - Parameters:
    ///   - peer: The trusted proxy at the other end of the connection.
    ///   - headers: The fields of the request.
    /// - Returns: The client's address.
    func client(behind peer: IPAddress, headers: Headers) -> ClientAddress {
        var client = peer
        let value: ArraySlice<UInt8>? =
            switch field {
            case .xForwardedFor: headers["x-forwarded-for"]
            case .forwarded: headers["forwarded"]
            }
        guard let value else { return ClientAddress(client) }
        for hop in value.split(separator: UInt8(ascii: ",")).reversed() {
            let node = field == .forwarded ? Self.forwardedNode(hop) : hop
            guard let node, let address = Self.address(node) else { break }
            client = address
            if !trusts(address) { break }
        }
        return ClientAddress(client)
    }

    /// The value of the `for` parameter of a Forwarded element.
    private static func forwardedNode(_ element: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        for pair in element.split(separator: UInt8(ascii: ";")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard parts.count == 2 else { continue }
            let name = trimmed(parts[0])
            if name.elementsEqual("for".utf8, by: { ByteClass.lowercase($0) == $1 }) {
                return trimmed(parts[1])
            }
        }
        return nil
    }

    /// The address in `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`, quoted or not.
    private static func address(_ node: ArraySlice<UInt8>) -> IPAddress? {
        var text = trimmed(node)
        if text.count >= 2, text.first == UInt8(ascii: "\""), text.last == UInt8(ascii: "\"") {
            text = text.dropFirst().dropLast()
        }
        if text.first == UInt8(ascii: "[") {
            guard let end = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            return IPAddress(text[(text.startIndex + 1)..<end])
        }
        let colons = text.count { $0 == UInt8(ascii: ":") }
        if colons == 1, let colon = text.firstIndex(of: UInt8(ascii: ":")) { text = text[..<colon] }
        return IPAddress(text)
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let range = text.span.trimmingWhitespace()
        return text[(text.startIndex + range.lowerBound)..<(text.startIndex + range.upperBound)]
    }
}
