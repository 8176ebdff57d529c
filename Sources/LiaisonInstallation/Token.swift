import LiaisonCodes
import LiaisonSystem

/// What a token lets its holder see and do.
package enum Scope: Hashable, Sendable, CustomStringConvertible {
    /// What is addressed to that deputy.
    case deputy(Code)
    /// Everything of that station.
    case station(StationID)
    /// Everything.
    case office

    /// As it stands in the token file and in the ledger: `deputy 7K3M9QX`, `station SS00`, `office`.
    package var description: String {
        switch self {
        case .deputy(let code): "deputy \(code)"
        case .station(let id): "station \(id)"
        case .office: "office"
        }
    }

    /// Reads what ``description`` wrote, or nothing.
    package init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 1)
        switch (parts.first, parts.dropFirst().first) {
        case ("deputy", let code?):
            guard let code = try? Code(parsing: code) else { return nil }
            self = .deputy(code)
        case ("station", let id?):
            guard let id = StationID(id) else { return nil }
            self = .station(id)
        case ("office", nil): self = .office
        default: return nil
        }
    }
}

/// A token's record: all but the token itself, of which only a hash is kept.
package struct TokenRecord: Equatable, Sendable {
    /// A short name for lists and revocation.
    package let id: String
    package let scope: Scope
    package let issued: Timestamp
    package var revoked: Timestamp?
    /// From when on it opens nothing, if it was issued for a time.
    package let expires: Timestamp?
    /// Until when its slip can be used to sign in to the desk; nothing where it is a token that opens the API.
    package var slipUntil: Timestamp?
    /// SHA-256 of the token: it has 192 random bits, so that no key or salt is needed. Of a
    /// slip's code a keyed hash, which that of no text a client can send as a token ever equals.
    let hash: [UInt8]

    /// Whether it is a slip's: what was signed in with it rests on this record, and nothing else does.
    package var isSlip: Bool { slipUntil != nil }

    /// What files that belong to it are called: 32 hexadecimal digits.
    package var name: String { Hex.string(hash.prefix(TokenFile.nameLength)) }
}

extension SlipCode {
    private static let hashing = HMACSHA256(key: Array("liaison slip".utf8))

    /// What is kept of it: it has 113 random bits, so that the key is no secret and there is no salt.
    var hash: [UInt8] { Self.hashing.authenticate(symbols) }
}

/// The secret text that a deputy's or officer's client sends: `llz_` and 32 characters of base64url.
package struct Token: Sendable {
    package let text: String

    static let prefix = "llz_"

    /// A fresh token.
    package static func random() -> Token {
        Token(text: prefix + Base64URL.encode(RandomBytes.make(count: 24)))
    }

    /// A token as a client sent it, whether or not it was ever issued.
    package init(text: String) { self.text = text }

    package var hash: [UInt8] { SHA256.digest(text.utf8) }
}
