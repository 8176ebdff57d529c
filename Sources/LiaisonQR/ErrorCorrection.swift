/// How much of a symbol may be damaged and still be read: ISO/IEC 18004 section 6.5.1.
package enum ErrorCorrection: Int, CaseIterable, Comparable, Sendable {
    /// L: about 7 % of the codewords.
    case low
    /// M: about 15 %.
    case medium
    /// Q: about 25 %.
    case quartile
    /// H: about 30 %.
    case high

    /// The level of the letters `L`, `M`, `Q` and `H` in either case; nothing for any other text.
    package init?(letter: String) {
        switch letter {
        case "L", "l": self = .low
        case "M", "m": self = .medium
        case "Q", "q": self = .quartile
        case "H", "h": self = .high
        default: return nil
        }
    }

    package static func < (first: ErrorCorrection, second: ErrorCorrection) -> Bool {
        first.rawValue < second.rawValue
    }
}
