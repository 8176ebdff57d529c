/// The address of a Liaison server: `https://llz.example.gov.cn`, with a port and a path before `/api` where the
/// operator chose so.
///
/// Plain `http` is accepted for this machine alone (a tunnel, a trial): a token goes with every request.
package struct ServerURL: Hashable, Sendable, CustomStringConvertible {
    /// Whether the connection is protected by TLS.
    package let isSecure: Bool
    /// The host in lower case, an IPv6 address without brackets.
    package let host: String
    package let port: UInt16
    /// What stands before `/api`: empty, or `/` and more, without a slash at the end.
    package let path: String

    /// Reads an address; a missing scheme is https.
    ///
    /// - Parameter text: As typed.
    /// - Throws: ``ClientError/badURL(_:)`` or ``ClientError/insecureURL(_:)``.
    package init(_ text: String) throws(ClientError) {
        var rest = Substring(text)
        var isSecure = true
        if let separator = text.range(of: "://") {
            switch text[..<separator.lowerBound].lowercased() {
            case "https": break
            case "http": isSecure = false
            default: throw .badURL(text)
            }
            rest = text[separator.upperBound...]
        }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !text.contains(where: { "?#@\\\"<>".contains($0) })
        else { throw .badURL(text) }
        let authority = rest.prefix { $0 != "/" }
        var path = String(rest[authority.endIndex...])
        while path.hasSuffix("/") { path.removeLast() }
        guard let (host, port) = Self.split(authority) else { throw .badURL(text) }
        self.isSecure = isSecure
        self.host = host.lowercased()
        self.port = port ?? (isSecure ? 443 : 80)
        self.path = path
        if !isSecure && !isLoopback { throw .insecureURL(text) }
    }

    /// Whether the host is this machine by its very name: `localhost`, 127.0.0.0/8 or `::1`.
    package var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Host and port as they stand in an address and in the Host field, the scheme's own port left out.
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    package var description: String { "\(isSecure ? "https" : "http")://\(authority)\(path)" }

    private static func split(_ authority: Substring) -> (host: String, port: UInt16?)? {
        var host = authority
        var port: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            let rest = authority[authority.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":"), host.contains(":"),
                host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
            else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else {
            if let colon = authority.firstIndex(of: ":") {
                host = authority[..<colon]
                port = authority[authority.index(after: colon)...]
            }
            guard !host.isEmpty, !host.hasPrefix("."), !host.contains(".."), host.utf8.allSatisfy(isHostByte)
            else {
                return nil
            }
        }
        guard let port else { return (String(host), nil) }
        guard let number = UInt16(port), number > 0, port.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }) else {
            return nil
        }
        return (String(host), number)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension String {
    /// Where `needle` first stands.
    fileprivate func range(of needle: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(needle) { return start..<index(start, offsetBy: needle.count) }
            start = index(after: start)
        }
        return nil
    }
}
