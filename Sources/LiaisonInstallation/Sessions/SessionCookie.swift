import LiaisonSystem

/// What a browser shows of its session: the name of the record that it rests on, and 192 random bits of which only a hash
/// is kept.
package struct SessionCookie: Hashable, Sendable {
    /// The cookie's name: `__Host-` binds it to this host, and browsers take it over TLS only (RFC 6265bis section
    /// 4.1.3.2); they make an exception of `http://localhost` and the loopback addresses, for trials.
    package static let name = "__Host-liaison"

    static let secretLength = 24

    /// See ``TokenRecord/name``.
    package let record: String
    private let secret: String

    /// One with a secret of its own: a fresh one unless given, of at least so many bytes.
    init(
        restingOn record: TokenRecord, secret bytes: [UInt8] = RandomBytes.make(count: Self.secretLength)
    ) {
        self.record = record.name
        secret = Base64URL.encode(Array(bytes.prefix(Self.secretLength)))
    }

    /// Reads ``value``; nothing for anything else.
    package init?(value: some StringProtocol) {
        let parts = value.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isName(parts[0]), parts[1].utf8.count == 32,
            Base64URL.decode(String(parts[1])) != nil
        else { return nil }
        (record, secret) = (String(parts[0]), String(parts[1]))
    }

    /// Finds the session's cookie in a `Cookie` field (RFC 6265 section 4.2.1).
    ///
    /// Nothing where there is none, or where two of that name say different things: one of them is forged, and nobody can
    /// tell which.
    ///
    /// - Parameter field: The field's value.
    package init?(field: String) {
        var found: Set<Substring> = []
        for pair in field.split(whereSeparator: { $0 == ";" || $0 == "," }) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, Self.trimmed(parts[0]) == Self.name else { continue }
            found.insert(Self.trimmed(parts[1]))
        }
        guard found.count == 1, let value = found.first else { return nil }
        self.init(value: value)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var text = text.drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        return text
    }

    /// Whether a text can be a record's name: it becomes part of a path.
    private static func isName(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 2 * TokenFile.nameLength
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    /// The cookie's value.
    package var value: String { "\(record).\(secret)" }

    /// What the session's files are called: a hash of the secret.
    package var session: String { Hex.string(SHA256.digest(secret.utf8)) }

    /// The value of `Set-Cookie` that hands it out.
    ///
    /// - Parameter seconds: How long the browser is to keep it.
    /// - Returns: The value.
    package func header(seconds: Int) -> String {
        "\(Self.name)=\(value)\(Self.attributes); Max-Age=\(seconds)"
    }

    /// The value of `Set-Cookie` that has a browser forget it.
    package static let ending = "\(name)=\(attributes); Max-Age=0"

    private static let attributes = "; Path=/; Secure; HttpOnly; SameSite=Lax"
}
