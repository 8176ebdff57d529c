import LiaisonText
import Testing

@Suite struct TerminalColumnsTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("王小明", 6), ("阿卜杜拉·买买提", 15), ("䶮𠮷", 4), ("e\u{301}", 1), ("é", 1),
        ("（）", 4), ("ＡＢ", 4), ("ｱ", 1), ("…", 1), ("👍", 2), ("한국", 4), ("か\u{3099}", 2),
        ("\u{3000}", 2), ("Ж", 1), ("\u{FE0F}", 0),
        // The first mark that combines; the ends of runs of wide ones, and what stands beside them.
        ("\u{2FF}", 1), ("\u{300}", 0), ("\u{10FF}", 1), ("\u{1100}\u{115F}", 4), ("\u{1160}", 1),
        ("\u{231A}\u{231B}", 4), ("\u{2319}\u{231C}", 2), ("\u{23F0}", 2), ("\u{23F1}", 1),
        ("\u{20000}\u{2FFFD}", 4), ("\u{30000}\u{3FFFD}", 4), ("\u{E000}", 1),
    ])
    func countsColumns(_ text: String, _ columns: Int) {
        #expect(TerminalText.columns(of: text) == columns)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("王小明", 6, "王小明"), ("王小明", 5, "王小…"),
        ("王小明", 4, "王…"), ("王小明", 1, "…"), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"), ("", 1, ""),
    ])
    func cutsByColumns(_ text: String, _ columns: Int, _ cut: String) {
        #expect(TerminalText.truncated(text, toColumns: columns) == cut)
    }

    @Test func padsByColumns() {
        #expect(TerminalText.padded("王明", toColumns: 6) == "王明  ")
        #expect(TerminalText.padded("12", toColumns: 4, onLeft: true) == "  12")
        #expect(TerminalText.padded("王小明", toColumns: 4) == "王小明")
    }

    @Test(arguments: [
        ("one two three", 7, ["one two", "three"]), ("one two three", 8, ["one two", "three"]),
        ("one two three", 13, ["one two three"]), ("incomprehensible", 5, ["incomprehensible"]),
        ("a  b", 2, ["a", "b"]), ("", 5, [""]), ("one\n\ntwo", 9, ["one", "", "two"]),
        ("站点和代表，码。", 8, ["站点和代", "表，码。"]), ("站点和代表，码。", 10, ["站点和代", "表，码。"]),
        ("站点（代表）", 6, ["站点", "（代", "表）"]), ("用 Tab 键补全", 6, ["用 Tab", "键补全"]),
    ])
    func wrapsAtSpacesAndBetweenIdeographs(_ text: String, _ width: Int, _ lines: [String]) {
        #expect(TerminalText.wrapped(text, toColumns: width) == lines)
    }
}
