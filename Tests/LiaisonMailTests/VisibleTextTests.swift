import Testing

@testable import LiaisonMail

@Suite struct VisibleTextTests {
    @Test(arguments: [
        ("路灯坏了：“三天”——请修…", "路灯坏了：“三天”——请修…"), ("a\r\nb\rc\u{2028}d", "a\nb\nc\nd"),
        ("tab\there", "tab\there"),
        ("\u{0}\u{1B}[31m\u{7F}", "\u{2400}\u{241B}[31m\u{2421}"), ("\u{9B}31m", "\u{FFFD}31m"),
        ("\u{202E}x\u{2069}", "[U+202E]x[U+2069]"), ("👩‍🚒", "👩‍🚒"), ("", ""),
    ])
    func showsWhatWouldDisturbATerminal(text: String, expected: String) {
        #expect(text.visibleLines == expected)
    }

    @Test(arguments: [
        ("路灯坏了，“三天”。", "路灯坏了，“三天”。"), (" a  b\n\nc ", "a b c"), ("a\u{3000}\u{A0}\u{1680}b", "a b"),
        ("a\u{2009}b\u{205F}c\u{202F}d\u{85}e", "a b c d\u{FFFD}e"),
        ("\u{200E}a\u{61C}", "[U+200E]a[U+061C]"),
        ("\t", ""), ("一 二", "一 二"),
    ])
    func makesOneLineOfAnyText(text: String, expected: String) {
        #expect(text.visibleLine == expected)
    }

    /// The look at bytes may send a text the long way for nothing, never the other way round.
    @Test func passesNoScalarOverThatIsToBeShown() {
        for value in UInt32(0)...0x3100 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = "一\(scalar)二"
            let isControl = (value < 0x20 || (0x7F...0x9F).contains(value)) && value != 9 && value != 10
            let isSeparator = value == 0x2028 || value == 0x2029
            let isDirectional = (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
            #expect(text.isVisibleText == !(isControl || isSeparator || isDirectional), "\(value)")
            let isMark = [0x200E, 0x200F, 0x61C].contains(value)
            let isOddSpace = scalar.properties.isWhitespace && value != 0x20
            #expect(
                text.isVisibleLine == !(isControl || isSeparator || isDirectional || isMark || isOddSpace),
                "\(value)")
        }
    }
}
