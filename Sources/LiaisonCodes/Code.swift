import LiaisonSystem

/// What stands on the wall for a deputy or a station: six random symbols and a check symbol.
///
/// Packed five bits a symbol, so that it hashes and compares as one word.
package struct Code: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number of symbols, the check symbol included.
    package static let length = 7

    /// The seven symbols' values, five bits each, the first the highest: the code as one number.
    package let packed: UInt64

    /// Reads a code as people type it: any letter case, look-alikes and full-width forms, spaces and hyphens ignored.
    ///
    /// - Throws: What is wrong with it, the check symbol last.
    package init(parsing text: some StringProtocol) throws(CodeError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// Reads a code from bytes of UTF-8; see ``init(parsing:)-(StringProtocol)``.
    package init(parsing bytes: some Collection<UInt8>) throws(CodeError) {
        let symbols = try Code.symbols(typed: bytes, count: Code.length)
        guard Alphabet.check(after: symbols.dropLast().compactMap(Alphabet.value(of:))) == symbols.last else {
            throw .wrongCheck
        }
        packed = Code.pack(symbols)
    }

    /// Reads a code as posters and our own links spell it: seven symbols of the alphabet and nothing else.
    ///
    /// - Parameter symbols: ASCII.
    package init?(spelled symbols: Span<UInt8>) {
        guard symbols.count == Code.length else { return nil }
        var packed: UInt64 = 0
        var (sum, weight) = (0, 1)
        for index in 0..<(Code.length - 1) {
            guard let value = Alphabet.value(of: symbols[index]) else { return nil }
            packed = packed << 5 | UInt64(value)
            sum += Int(value) * weight
            weight = weight * 3 % 31
        }
        guard let check = Alphabet.value(of: symbols[Code.length - 1]), (sum + Int(check)) % 31 == 0 else {
            return nil
        }
        self.packed = packed << 5 | UInt64(check)
    }

    /// The code that ``packed`` was taken from, or nothing for a number that is none.
    package init?(packed: UInt64) {
        // Without an array of them: a start reads as many codes as there are cases.
        var (sum, weight) = (0, 1)
        for place in 0..<Code.length {
            let value = Int(truncatingIfNeeded: packed >> UInt64(30 - 5 * place)) & 31
            if value == 31 { return nil }
            sum += value * (place == Code.length - 1 ? 1 : weight)
            weight = weight * 3 % 31
        }
        guard packed >> 35 == 0, sum % 31 == 0 else { return nil }
        self.packed = packed
    }

    /// The code that starts with these six values, each 0 to 30.
    private init(values: [UInt8]) {
        packed = Code.pack(values.map { Alphabet.symbols[Int($0)] } + [Alphabet.check(after: values)])
    }

    /// A fresh code; the caller makes sure that it was never used.
    package static func random() -> Code {
        var values: [UInt8] = []
        while values.count < length - 1 {
            // 248 is the largest multiple of 31 in a byte: below it the remainder is even.
            for byte in RandomBytes.make(count: 8) where byte < 248 && values.count < length - 1 {
                values.append(byte % 31)
            }
        }
        return Code(values: values)
    }

    /// The seven symbols as ASCII.
    package var bytes: [UInt8] {
        var text: [UInt8] = []
        text.append(self)
        return text
    }

    package var description: String {
        String(unsafeUninitializedCapacity: Code.length) { text in
            let symbols = Alphabet.symbols
            for index in 0..<Code.length { text[index] = symbols[Int(packed >> UInt64(30 - 5 * index) & 31)] }
            return Code.length
        }
    }

    package static func < (first: Code, second: Code) -> Bool { first.packed < second.packed }

    /// Codes that differ from a mistyped text in exactly one symbol, or in two neighbours swapped, and whose
    /// check symbol fits: the candidates for "did you mean". Empty when the text hasn't seven symbols.
    package static func corrections(of text: some StringProtocol) -> [Code] {
        guard let symbols = try? symbols(typed: text.utf8, count: length) else { return [] }
        var found: Set<Code> = []
        func consider(_ candidate: [UInt8]) {
            if let code = try? Code(parsing: candidate) { found.insert(code) }
        }
        for position in symbols.indices {
            for symbol in Alphabet.symbols where symbol != symbols[position] {
                var candidate = symbols
                candidate[position] = symbol
                consider(candidate)
            }
        }
        for position in 0..<(length - 1) {
            var candidate = symbols
            candidate.swapAt(position, position + 1)
            consider(candidate)
        }
        return found.sorted()
    }

    /// Typed bytes as exactly `count` symbols of the alphabet.
    static func symbols(typed bytes: some Collection<UInt8>, count: Int) throws(CodeError) -> [UInt8] {
        let folded = TypedText.folded(bytes)
        do throws(CodeError) {
            if let folded { return try symbols(folding: folded, count: count) }
            return try symbols(folding: bytes, count: count)
        } catch {
            // Copied with what stands around it: `查询码：7K3M-9QX2-AB4C。`
            guard case .badCharacter = error else { throw error }
            return try symbols(folding: TypedText.bare(folded ?? Array(bytes)), count: count)
        }
    }

    private static func symbols(
        folding bytes: some Collection<UInt8>, count: Int
    ) throws(CodeError) -> [UInt8] {
        var symbols: [UInt8] = []
        for (place, byte) in bytes.enumerated() where byte != UInt8(ascii: " ") && byte != UInt8(ascii: "-") {
            guard let symbol = Alphabet.symbol(forTyped: byte) else {
                throw .badCharacter(TypedText.character(at: place, of: bytes))
            }
            symbols.append(symbol)
            if symbols.count > 64 { break }
        }
        guard symbols.count == count else { throw .wrongLength(found: symbols.count, expected: count) }
        return symbols
    }

    private static func pack(_ symbols: [UInt8]) -> UInt64 {
        symbols.reduce(0) { $0 << 5 | UInt64(Alphabet.value(of: $1) ?? 0) }
    }
}

extension [UInt8] {
    /// Appends the seven symbols of a code as ASCII.
    package mutating func append(_ code: Code) {
        for shift in stride(from: UInt64(30), through: 0, by: -5) {
            append(Alphabet.symbols[Int(code.packed >> shift & 31)])
        }
    }
}
