/// Which error correction block each module's codeword belongs to: ISO/IEC 18004 sections 7.6 and 7.7.3.
struct CodewordMap {
    /// A codeword's place: its block, and its number in the symbol.
    struct Place: Hashable {
        let block: Int
        let codeword: Int
    }

    private let side: Int
    private let places: [Place?]

    /// Walks a symbol as its bits were placed: two columns at a time from the right, upwards and downwards in
    /// turn, without the column of the vertical timing pattern.
    init(_ symbol: QRSymbol) {
        let side = symbol.side
        let blocks = Self.blocks(symbol.version, symbol.errorCorrection)
        var places = [Place?](repeating: nil, count: side * side)
        var bit = 0
        var right = side - 1
        var goesUp = true
        while right > 0 {
            if right == 6 { right -= 1 }
            for step in 0..<side {
                let y = goesUp ? side - 1 - step : step
                for x in [right, right - 1] where symbol.modules[y * side + x] & 0x80 == 0 {
                    // A few versions have up to seven bits left over.
                    if bit / 8 < blocks.count {
                        places[y * side + x] = Place(block: blocks[bit / 8], codeword: bit / 8)
                    }
                    bit += 1
                }
            }
            right -= 2
            goesUp.toggle()
        }
        self.side = side
        self.places = places
    }

    /// The place of a module's codeword; nothing for a module that carries no data.
    subscript(x: Int, y: Int) -> Place? { places[y * side + x] }

    /// The block of each codeword in the order of the symbol: data of all blocks in turn, then correction.
    private static func blocks(_ version: SymbolVersion, _ level: ErrorCorrection) -> [Int] {
        let count = version.blocks(level)
        let data = version.dataBits(level) / 8
        let (shorter, longer) = (data / count, data % count)
        var blocks: [Int] = []
        for _ in 0..<shorter { blocks += 0..<count }
        // The longer blocks stand last, and have one data codeword more.
        blocks += (count - longer)..<count
        for _ in 0..<version.correctionCodewordsPerBlock(level) { blocks += 0..<count }
        return blocks
    }
}
