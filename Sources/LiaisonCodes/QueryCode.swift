/// The citizen's query code (查询码): 12 symbols in groups of four, such as `7K3M-9QX2-AB4C`.
///
/// It is a secret of about 59 bits; the store keeps a keyed hash of it only.
package struct QueryCode: Equatable, Sendable, CustomStringConvertible {
    /// The number of symbols.
    package static let length = 12

    /// The twelve symbols as ASCII, without hyphens.
    package let symbols: [UInt8]

    /// Reads a code as people type it: any letter case, look-alikes and full-width forms, spaces and hyphens
    /// ignored.
    package init(parsing text: some StringProtocol) throws(CodeError) {
        symbols = try Code.symbols(typed: text.utf8, count: Self.length)
    }

    /// The code that secret random bytes stand for.
    ///
    /// - Parameter bytes: At least 16 uniformly random bytes, such as a message authentication code.
    package init(random bytes: [UInt8]) {
        precondition(bytes.count >= 16, "a query code needs 16 random bytes")
        // 16 bytes as one number written in base 31: the bias of 2^128 over 31^12 is below 2^-68.
        var number = bytes.prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        symbols = (0..<Self.length).map { _ in
            let (quotient, remainder) = number.quotientAndRemainder(dividingBy: 31)
            number = quotient
            return Alphabet.symbols[Int(remainder)]
        }
    }

    /// Groups of four with hyphens between.
    package var description: String {
        stride(from: 0, to: Self.length, by: 4)
            .map { String(decoding: symbols[$0..<($0 + 4)], as: UTF8.self) }
            .joined(separator: "-")
    }
}
