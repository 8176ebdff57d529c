/// A symbol's version, 1 to 40: its side and how its codewords are divided (ISO/IEC 18004 tables 1 and 9).
package struct SymbolVersion: Comparable, Hashable, Sendable {
    /// 1 to 40.
    package let number: Int

    /// A version of the standard, or nothing.
    package init?(_ number: Int) {
        guard (1...40).contains(number) else { return nil }
        self.number = number
    }

    private init(standard number: Int) { self.number = number }

    package static let all = (1...40).map(SymbolVersion.init(standard:))

    package static func < (first: SymbolVersion, second: SymbolVersion) -> Bool {
        first.number < second.number
    }

    /// Modules a side, without the quiet zone.
    package var side: Int { 17 + 4 * number }

    /// Codewords of the whole symbol, data and error correction together.
    package var codewords: Int {
        // What the function patterns leave: finders with format information, timing, alignment, version.
        var modules = (16 * number + 128) * number + 64
        if number >= 2 {
            let alignments = number / 7 + 2
            modules -= (25 * alignments - 10) * alignments - 55
            if number >= 7 { modules -= 36 }
        }
        return modules / 8
    }

    /// The number of blocks that the codewords are divided into.
    package func blocks(_ level: ErrorCorrection) -> Int { Self.blocks[level.rawValue][number - 1] }

    /// Error correction codewords in each block; half of them is how many damaged codewords it can repair.
    package func correctionCodewordsPerBlock(_ level: ErrorCorrection) -> Int {
        Self.correctionCodewords[level.rawValue][number - 1]
    }

    /// Bits for segments: mode indicators, counts and data.
    package func dataBits(_ level: ErrorCorrection) -> Int {
        (codewords - blocks(level) * correctionCodewordsPerBlock(level)) * 8
    }

    // One row a level, L M Q H; one column a version.
    private static let correctionCodewords: [[Int]] = [
        [
            7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
            28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
        ],
        [
            10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
            26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        ],
        [
            13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30,
            28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
        ],
        [
            17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28,
            30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
        ],
    ]
    private static let blocks: [[Int]] = [
        [
            1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8,
            8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25,
        ],
        [
            1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
            17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
        ],
        [
            1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20,
            23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
        ],
        [
            1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25,
            25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
        ],
    ]
}
