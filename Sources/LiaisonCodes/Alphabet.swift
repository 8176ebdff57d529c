/// The 31 symbols of GB 32100-2015: digits and capital letters without I, O, S, V and Z.
package enum Alphabet {
    /// The symbols in the order of their values, 0 to 30.
    package static let symbols = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

    /// The value of a symbol, 0 to 30, or nothing for a byte that is none.
    package static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "H"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "J")...UInt8(ascii: "N"): byte - UInt8(ascii: "J") + 18
        case UInt8(ascii: "P")...UInt8(ascii: "R"): byte - UInt8(ascii: "P") + 23
        case UInt8(ascii: "T"), UInt8(ascii: "U"): byte - UInt8(ascii: "T") + 26
        case UInt8(ascii: "W")...UInt8(ascii: "Y"): byte - UInt8(ascii: "W") + 28
        default: nil
        }
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

    /// What a character counts for in a case number's check symbol: a letter that is no symbol as the one that it is taken for.
    static func valueInCheck(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "O"): 0
        case UInt8(ascii: "I"): 1
        case UInt8(ascii: "Z"): 2
        case UInt8(ascii: "S"): 5
        case UInt8(ascii: "V"): value(of: UInt8(ascii: "U"))
        default: value(of: byte)
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
