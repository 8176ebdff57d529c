/// Why a text isn't the address of a service.
package enum BaseURLError: Error, Equatable, Sendable {
    /// It starts with neither `https://` nor `http://`.
    case noScheme
    /// No host, or one with a character that host names don't have; Chinese names need their `xn--` form.
    case badHost(String)
    /// The port isn't a number from 1 to 65535.
    case badPort(String)
    /// A character that a path in a code can't have: letters, digits and `-._~/` are fine, `?` and `#` not.
    case badPath(String)
}

/// The address under which citizens reach the service: scheme, host, port and perhaps a path; RFC 3986.
package struct BaseURL: Hashable, Sendable, CustomStringConvertible {
    /// `https`, or `http` for trials.
    package let scheme: String
    /// The host in lower case with `:port` where there is one.
    package let authority: String
    /// Empty, or `/` and segments without a slash at the end, as typed.
    package let path: String

    /// Reads an address such as `https://llz.example.gov.cn` or `http://10.0.0.5:8080/llz/`.
    ///
    /// - Throws: What is wrong with it.
    package init(parsing text: some StringProtocol) throws(BaseURLError) {
        let lower = text.lowercased()
        guard let scheme = ["https", "http"].first(where: { lower.hasPrefix("\($0)://") }) else {
            throw .noScheme
        }
        let rest = text.dropFirst(scheme.count + 3)
        let authority = rest.prefix { !"/?#".contains($0) }.lowercased()
        let tail = rest.dropFirst(authority.count)
        let path = tail.reversed().drop { $0 == "/" }.reversed()
        try Self.check(authority: authority)
        guard path.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-._~/".contains($0)) }),
            !String(path).split(separator: "/").contains(where: { $0 == "." || $0 == ".." })
        else { throw .badPath(String(path)) }
        self.scheme = scheme
        self.authority = authority
        self.path = String(path)
    }

    /// The authority without its port.
    package var host: String {
        guard let colon = authority.lastIndex(of: ":"), authority.last != "]" else { return authority }
        return String(authority[..<colon])
    }

    /// The address without a slash at its end.
    package var description: String { "\(scheme)://\(authority)\(path)" }

    private static func check(authority: String) throws(BaseURLError) {
        var host = Substring(authority)
        if let colon = authority.lastIndex(of: ":"), authority.last != "]" {
            host = authority[..<colon]
            let port = authority[authority.index(after: colon)...]
            guard port.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(port),
                (1...65535).contains(number)
            else { throw .badPort(String(port)) }
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            let isAddress = host.dropFirst().dropLast().allSatisfy {
                $0.isASCII && ($0.isHexDigit || ":.".contains($0))
            }
            guard isAddress, host.contains(":") else { throw .badHost(String(host)) }
            return
        }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard host.utf8.count <= 253, labels.allSatisfy(isLabel) else { throw .badHost(String(host)) }
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }
}
