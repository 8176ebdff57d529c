import LiaisonSystem
import LiaisonText

/// The six digits that a phone's holder has chosen: without the phone's cookie nobody can try them.
package struct PIN: Equatable, Sendable {
    /// The number of digits.
    package static let length = 6

    let digits: [UInt8]

    /// Reads what was typed: six digits, full-width ones too; spaces and hyphens ignored.
    ///
    /// - Returns: Nothing for anything else.
    package init?(typed text: String) {
        var digits: [UInt8] = []
        for character in text where !character.isWhitespace && character != "-" {
            guard let value = character.wholeNumberValue, (0...9).contains(value), digits.count < Self.length
            else { return nil }
            digits.append(UInt8(ascii: "0") + UInt8(value))
        }
        guard digits.count == Self.length else { return nil }
        self.digits = digits
    }
}

/// What is kept of a PIN: a salted, slow hash under the installation's secret, so that whoever reads the file alone, or a
/// backup without the secret, can't try a million of them.
struct PINHash: Equatable, Sendable {
    let salt: [UInt8]
    /// How many rounds of the hash it takes.
    let rounds: Int
    let hash: [UInt8]

    /// - Parameters:
    ///   - pin: The digits.
    ///   - key: The installation's key for PINs.
    ///   - rounds: How many rounds of the hash it is to take.
    init(_ pin: PIN, key: HMACSHA256, rounds: Int) {
        salt = RandomBytes.make(count: 16)
        self.rounds = rounds
        hash = Self.hash(pin, key, salt, rounds)
    }

    /// Whether it is that PIN's.
    func isOf(_ pin: PIN, key: HMACSHA256) -> Bool {
        // Every byte is looked at, whichever differ.
        zip(Self.hash(pin, key, salt, rounds), hash).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func hash(_ pin: PIN, _ key: HMACSHA256, _ salt: [UInt8], _ rounds: Int) -> [UInt8] {
        PBKDF2.key(of: key.authenticate(pin.digits), salt: salt, rounds: rounds)
    }

    var json: JSON {
        .members([
            "salt": .string(Hex.string(salt)), "rounds": .integer(rounds), "hash": .string(Hex.string(hash)),
        ])
    }

    init?(json: JSON) {
        guard let salt = json["salt"]?.text.flatMap({ Hex.decode($0.utf8) }), salt.count == 16,
            let hash = json["hash"]?.text.flatMap({ Hex.decode($0.utf8) }), hash.count == SHA256.digestLength,
            case .integer(let rounds)? = json["rounds"], (1...10_000_000).contains(rounds)
        else { return nil }
        (self.salt, self.rounds, self.hash) = (salt, rounds, hash)
    }
}
