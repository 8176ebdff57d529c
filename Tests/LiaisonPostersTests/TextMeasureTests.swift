import Testing

@testable import LiaisonPosters

@Suite struct TextMeasureTests {
    /// A text, the box's width and height, the largest type, and the lines it must take.
    static let settings: [(String, Double, Double, Double, Int)] = [
        ("张伟", 50, 14, 8, 1),
        ("阿卜杜拉·买买提", 58, 14, 8, 1),
        ("清溪镇人大代表联络站", 126, 17, 11, 1),
        (Samples.longestStation, 126, 17, 11, 2),
        (Samples.longestName, 50, 16, 8, 4),
    ]

    @Test(arguments: settings)
    func prefersOneLineAndStaysInTheBox(
        text: String, width: Double, height: Double, largest: Double, lines: Int
    ) {
        let setting = TextMeasure.fit(text, width: width, height: height, largest: largest)
        #expect(setting.lines == lines)
        #expect(setting.size <= largest)
        #expect(Double(setting.lines) * setting.size * TextMeasure.lineHeight <= height)
        if lines == 1 { #expect(TextMeasure.width(of: text) * setting.size <= width) }
    }

    @Test func wideCharactersAreOneEm() {
        #expect(TextMeasure.width(of: "䶮𠮷·（") == 4)
        #expect(TextMeasure.width(of: "e\u{301}") == TextMeasure.width(of: "e"))
    }

    @Test func punctuationStaysWithItsCharacter() {
        // Four characters fit a line; the comma can't begin the second, so it takes 四 with it.
        #expect(TextMeasure.lineCount("一二三四，五六七", width: 4) == 3)
        #expect(TextMeasure.lineCount("一二三四五六七八", width: 4) == 2)
    }

    @Test func namesBreakAfterTheirDots() {
        #expect(TextMeasure.lineCount("阿卜杜拉·买买提", width: 6, keepsWords: true) == 2)
        #expect(TextMeasure.lineCount("阿卜杜拉·买买提", width: 4.5, keepsWords: true) == 3)
    }
}
