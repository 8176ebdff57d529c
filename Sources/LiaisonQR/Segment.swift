/// A stretch of a text in one mode of ISO/IEC 18004 section 7.4.
struct Segment: Equatable {
    /// The modes that Liaison uses.
    enum Mode: CaseIterable {
        case numeric, alphanumeric, byte
    }

    let mode: Mode
    let range: Range<Int>

    /// The division of a text into segments that takes the fewest bits.
    ///
    /// - Parameters:
    ///   - text: The bytes to encode.
    ///   - version: Decides how long the character counts are.
    /// - Returns: The segments in order; together they cover the text.
    static func shortest(for text: [UInt8], version: SymbolVersion) -> [Segment] {
        // In sixths of a bit, so that 10/3 bits a digit and 11/2 bits an alphanumeric character are whole.
        // costs[m] is the cheapest way to have encoded all bytes so far with the last one in mode m.
        let headers = Mode.allCases.map { (4 + $0.countBits(version)) * 6 }
        var costs = headers
        var choices: [[Int]] = []
        for byte in text {
            var next = [Int](repeating: unreachable, count: headers.count)
            var origin = Array(headers.indices)
            for (index, mode) in Mode.allCases.enumerated() where mode.holds(byte) {
                next[index] = costs[index] + mode.sixthsOfBitsPerCharacter
            }
            // Changing the mode after this byte: the segment that ends is rounded up to a whole bit.
            for from in headers.indices where next[from] < unreachable {
                let ended = (next[from] + 5) / 6 * 6
                for to in headers.indices where ended + headers[to] < next[to] {
                    next[to] = ended + headers[to]
                    origin[to] = from
                }
            }
            costs = next
            choices.append(origin)
        }
        guard var mode = costs.indices.min(by: { costs[$0] < costs[$1] }) else { return [] }
        var modes: [Int] = []
        for choice in choices.reversed() {
            mode = choice[mode]
            modes.append(mode)
        }
        return joined(modes.reversed())
    }

    private static let unreachable = Int.max / 4

    private static func joined(_ modes: some Sequence<Int>) -> [Segment] {
        var segments: [Segment] = []
        for (index, number) in modes.enumerated() {
            let mode = Mode.allCases[number]
            if let last = segments.last, last.mode == mode {
                segments[segments.count - 1] = Segment(mode: mode, range: last.range.lowerBound..<index + 1)
            } else {
                segments.append(Segment(mode: mode, range: index..<index + 1))
            }
        }
        return segments
    }

    /// The bits that the segment takes in a symbol of that version.
    func bits(_ version: SymbolVersion) -> Int {
        4 + mode.countBits(version) + (range.count * mode.sixthsOfBitsPerCharacter + 5) / 6
    }
}

extension Segment.Mode {
    /// The width of the character count, ISO/IEC 18004 table 3.
    func countBits(_ version: SymbolVersion) -> Int {
        let column = version.number <= 9 ? 0 : version.number <= 26 ? 1 : 2
        switch self {
        case .numeric: return [10, 12, 14][column]
        case .alphanumeric: return [9, 11, 13][column]
        case .byte: return [8, 16, 16][column]
        }
    }

    var sixthsOfBitsPerCharacter: Int {
        switch self {
        case .numeric: 20
        case .alphanumeric: 33
        case .byte: 48
        }
    }

    /// Whether a byte can stand in this mode.
    func holds(_ byte: UInt8) -> Bool {
        switch self {
        case .numeric: (0x30...0x39).contains(byte)
        case .alphanumeric:
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x20, 0x24, 0x25, 0x2A, 0x2B, 0x2D, 0x2E, 0x2F, 0x3A: true
            default: false
            }
        case .byte: true
        }
    }
}
