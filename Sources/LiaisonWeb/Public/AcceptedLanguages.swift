import LiaisonWording

/// How much a browser likes each of our languages, by its Accept-Language (RFC 9110 section 12.5.4).
///
/// Every page asks for it, so that it is read byte by byte.
struct AcceptedLanguages {
    /// The highest weights of Chinese and of English, in thousandths.
    private var chinese = 0
    private var english = 0

    /// Reads a field's value; what it can't read is of no weight.
    init(_ value: ArraySlice<UInt8>) {
        for range in value.split(separator: UInt8(ascii: ",")) { take(range) }
    }

    /// English where it is liked better, else Chinese.
    var preferred: Language { english > chinese ? .english : .chinese }

    /// Takes `zh-CN;q=0.9`, white space around it.
    private mutating func take(_ range: ArraySlice<UInt8>) {
        let tag = range.drop { $0 == UInt8(ascii: " ") }.prefix(2)
        guard let first = tag.first, let second = tag.dropFirst().first else { return }
        switch (first | 0x20, second | 0x20) {
        case (UInt8(ascii: "z"), UInt8(ascii: "h")): chinese = max(chinese, Self.weight(range))
        case (UInt8(ascii: "e"), UInt8(ascii: "n")): english = max(english, Self.weight(range))
        default: break
        }
    }

    /// The weight that `;q=` gives, in thousandths; 1,000 without it.
    private static func weight(_ range: ArraySlice<UInt8>) -> Int {
        guard let equals = range.firstIndex(of: UInt8(ascii: "=")) else { return 1000 }
        var weight = 0
        var unit = 1000
        for byte in range[(equals + 1)...] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                weight += Int(byte - UInt8(ascii: "0")) * unit
                unit /= 10
            case UInt8(ascii: "."), UInt8(ascii: " "): break
            default: return 0
            }
        }
        return min(weight, 1000)
    }
}
