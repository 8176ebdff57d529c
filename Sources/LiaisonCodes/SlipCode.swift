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
    package static func random() -> SlipCode {
        var symbols: [UInt8] = []
        // Of a byte's 256 values the last eight are thrown away: 248 is eight times 31, so that no symbol is likelier.
        while symbols.count < length - 1 {
            symbols += RandomBytes.make(count: length).filter { $0 < 248 }.map {
                Alphabet.symbols[Int($0 % 31)]
            }
        }
        symbols.removeLast(symbols.count - (length - 1))
        return SlipCode(symbols: symbols + [check(after: symbols[...])])
    }

    private init(symbols: [UInt8]) { self.symbols = symbols }

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
