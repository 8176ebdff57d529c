/// How much room a text needs, known before any browser lays it out.
///
/// Widths are upper bounds for the fonts of the style sheet's stack, in ems: a Chinese character is exactly
/// one, Latin letters differ by font. A page made by them never overflows; at worst a line stands small.
enum TextMeasure {
    /// The line height that the style sheet gives fitted text, in ems.
    static let lineHeight = 1.22

    /// How a text is set in a box.
    struct Setting: Equatable {
        /// The size of the type, in the unit of the box.
        let size: Double
        /// The lines it may take.
        let lines: Int
    }

    /// The largest type in which a text stays inside a box.
    ///
    /// One line is preferred until the type would be less than 7/10 of the largest; only then it wraps.
    ///
    /// - Parameters:
    ///   - text: The text, without line breaks.
    ///   - width: The box's width, in any unit.
    ///   - height: The box's height, in the same.
    ///   - largest: The type's size where there is room.
    ///   - keepsWords: Whether lines break only at spaces and middle dots, as in names.
    /// - Returns: The size, never below what fits.
    static func fit(
        _ text: String, width: Double, height: Double, largest: Double, keepsWords: Bool = false
    ) -> Setting {
        let whole = self.width(of: text)
        let tallest = min(largest, height / lineHeight)
        let oneLine = min(tallest, width / max(whole, 0.01))
        if oneLine >= tallest * 0.7 { return Setting(size: rounded(oneLine), lines: 1) }
        var size = tallest
        while size > oneLine {
            let lines = lineCount(text, width: width / size, keepsWords: keepsWords)
            if Double(lines) * lineHeight * size <= height {
                return Setting(size: rounded(size), lines: lines)
            }
            size *= 0.97
        }
        return Setting(size: rounded(oneLine), lines: 1)
    }

    /// The width of a text on one line, in ems.
    static func width(of text: String) -> Double {
        text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
    }

    /// The lines that a text takes in a width given in ems.
    static func lineCount(_ text: String, width limit: Double, keepsWords: Bool = false) -> Int {
        var lines = 1
        var used = 0.0
        for word in words(text, keepsWords: keepsWords) {
            let length = width(of: word)
            if used + length <= limit {
                used += length
            } else if length <= limit {
                lines += 1
                used = length
            } else {
                // Longer than a line: `overflow-wrap: anywhere` breaks it where it must.
                for scalar in word.unicodeScalars {
                    let next = width(of: scalar)
                    if used + next > limit {
                        lines += 1
                        used = 0
                    }
                    used += next
                }
                // A part of a name that had to be broken is a box as wide as the line: nothing stands beside it.
                if keepsWords { used = limit }
            }
        }
        return lines
    }

    /// Stretches without a place to break: one wide character with the punctuation that clings to it, or a
    /// run of others up to a space.
    private static func words(_ text: String, keepsWords: Bool) -> [String] {
        var words: [String] = []
        var previous: Character = " "
        var previousIsWide = false
        for character in text {
            let isWide = character.unicodeScalars.contains { $0.value > 0x7F && width(of: $0) >= 1 }
            let mayBreak =
                keepsWords
                ? previous == " " || previous == "·" : isWide || previousIsWide || previous == " "
            if words.isEmpty || (mayBreak && !closing.contains(character) && !opening.contains(previous)) {
                words.append("")
            }
            words[words.count - 1].append(character)
            (previous, previousIsWide) = (character, isWide)
        }
        return words
    }

    private static let closing: Set<Character> = [
        "，", "。", "、", "；", "：", "？", "！", "）", "」", "』", "】", "》", "”", "’", "·", ",", ".", ")", ":",
    ]
    private static let opening: Set<Character> = ["（", "「", "『", "【", "《", "“", "‘", "("]

    /// The width of a character in ems: the widest that it has, bold or not, in Noto Sans CJK, WenQuanYi, Liberation
    /// Sans and DejaVu Sans, which is the widest of all and stands in wherever a Chinese font has no letters.
    private static func width(of scalar: Unicode.Scalar) -> Double {
        switch scalar.value {
        case 0x49, 0x69, 0x6A, 0x6C, 0x20, 0x27: 0.38
        case 0x2C, 0x2E, 0x3A, 0x3B: 0.41
        case 0x21, 0x28, 0x29, 0x2D, 0x5B, 0x5D, 0x66: 0.46
        case 0x72, 0x74: 0.5
        case 0x22, 0x2F, 0x4A, 0x5C, 0x5F, 0x63, 0x73, 0x7A, 0x7C: 0.6
        case 0x30...0x39, 0x24, 0x2A, 0x3F, 0x45, 0x46, 0x4C, 0x54, 0x60, 0x61, 0x65, 0x6B, 0x6F, 0x76, 0x78,
            0x79:
            0.7
        case 0x62, 0x64, 0x67, 0x68, 0x6E, 0x70, 0x71, 0x75, 0x7B, 0x7D, 0x53: 0.72
        case 0x41...0x43, 0x4B, 0x50, 0x52, 0x56, 0x58...0x5A: 0.78
        case 0x44, 0x47, 0x48, 0x4E, 0x4F, 0x51, 0x55: 0.85
        case 0x23, 0x26, 0x2B, 0x3C...0x3E, 0x5E, 0x7E: 0.88
        case 0x77: 0.93
        case 0x25, 0x40: 1.02
        case 0x6D, 0x4D: 1.05
        case 0x57: 1.11
        case 0..<0x20: 0
        case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F, 0xE0100...0xE01EF: 0
        // The middle dot of names like 阿卜杜拉·买买提 is full width in Chinese fonts.
        case 0xB7: 1
        case 0x1C4...0x1CC, 0x1F1...0x1F3: 1.56
        case 0x80...0x24F: 1.1
        case 0x250...0x10FF: 1.41
        case 0x1F000...0x1FAFF: 1.5
        default: 1
        }
    }

    /// A tenth of a per cent less, so that rounding in the browser can't turn a full line into two.
    private static func rounded(_ size: Double) -> Double { (size * 0.995 * 100).rounded(.down) / 100 }
}
