/// The 31 symbols of GB 32100-2015: digits and capital letters without I, O, S, V and Z.
package enum Alphabet {
    /// The symbols in the order of their values, 0 to 30.
    package static let symbols = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

    /// The value of a symbol, 0 to 30, or nothing for a byte that is none.
    @inlinable package static func value(of byte: UInt8) -> UInt8? {
        let value = values[Int(byte)]
        return value == 255 ? nil : value
    }

    /// The symbol that a typed character stands for: any letter case, `O`, `I`, `S` and `Z` as the digits
    /// they are mistaken for.
    package static func symbol(forTyped byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "o"), UInt8(ascii: "O"): UInt8(ascii: "0")
        case UInt8(ascii: "i"), UInt8(ascii: "I"): UInt8(ascii: "1")
        case UInt8(ascii: "s"), UInt8(ascii: "S"): UInt8(ascii: "5")
        case UInt8(ascii: "z"), UInt8(ascii: "Z"): UInt8(ascii: "2")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): value(of: byte - 0x20) == nil ? nil : byte - 0x20
        default: value(of: byte) == nil ? nil : byte
        }
    }

    /// The check symbol after `values`: `(31 - sum(v_i * 3^(i-1)) mod 31) mod 31`, GB 32100-2015 section 5.
    package static func check(after values: some Sequence<UInt8>) -> UInt8 {
        var weight = 1
        var sum = 0
        for value in values {
            sum += Int(value) * weight
            weight = weight * 3 % 31
        }
        return symbols[(31 - sum % 31) % 31]
    }

    @usableFromInline static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, symbol) in symbols.enumerated() { values[Int(symbol)] = UInt8(value) }
        return values
    }()
}

/// Why a typed code, case number or query code stands for none.
package enum CodeError: Error, Equatable, Sendable {
    /// Not as many symbols as there must be.
    case wrongLength(found: Int, expected: Int)
    /// A character outside the alphabet.
    case badCharacter(String)
    /// The check symbol doesn't fit the symbols before it: something is mistyped.
    case wrongCheck
}
