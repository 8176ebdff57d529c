import LiaisonSystem

/// The code on a sign-in slip for the desk: 24 symbols, 23 of them random, the last a check, in groups of four.
///
/// It is a secret of 113 bits; the installation keeps a hash of it only. The check symbol tells a slip of the finger from
/// a slip that is used up, before anything is looked up.
package struct SlipCode: Hashable, Sendable, CustomStringConvertible {
    /// The number of symbols.
    package static let length = 24

    /// The symbols as ASCII, without hyphens.
    package let symbols: [UInt8]

    /// Reads a code as people type it: any letter case, look-alikes and full-width forms, spaces and hyphens ignored.
    ///
    /// - Throws: ``CodeError``; ``CodeError/wrongCheck`` when something is mistyped.
    package init(parsing text: some StringProtocol) throws(CodeError) {
        let symbols = try Code.symbols(typed: text.utf8, count: Self.length)
        guard symbols.last == Self.check(after: symbols.dropLast()) else { throw .wrongCheck }
        self.symbols = symbols
    }

    /// A fresh code.
    package static func random() -> SlipCode { SlipCode(random: RandomBytes.make(count: 16)) }

    /// The code that secret random bytes stand for.
    ///
    /// - Parameter bytes: At least 16 uniformly random bytes, such as a message authentication code.
    package init(random bytes: [UInt8]) {
        precondition(bytes.count >= 16, "a slip's code needs 16 random bytes")
        // 16 bytes as one number written in base 31: the bias of 2^128 over 31^23 is below 2^-14.
        var number = bytes.prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        let symbols = (1..<Self.length).map { _ in
            let (quotient, remainder) = number.quotientAndRemainder(dividingBy: 31)
            number = quotient
            return Alphabet.symbols[Int(remainder)]
        }
        self.symbols = symbols + [Self.check(after: symbols[...])]
    }

    private static func check(after symbols: ArraySlice<UInt8>) -> UInt8 {
        Alphabet.check(after: symbols.map { Alphabet.value(of: $0) ?? 0 })
    }

    /// The symbols in one run, as in the address of the page.
    package var text: String { String(decoding: symbols, as: UTF8.self) }

    /// Groups of four with hyphens between.
    package var description: String {
        stride(from: 0, to: Self.length, by: 4)
            .map { String(decoding: symbols[$0..<($0 + 4)], as: UTF8.self) }
            .joined(separator: "-")
    }
}
