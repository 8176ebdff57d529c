import LiaisonText
import Testing

@Suite struct TerminalTextTests {
    @Test(arguments: [
        ("路灯不亮 ok", "路灯不亮 ok"),
        ("\u{1B}[2J", "\\x1B[2J"),
        ("\u{1B}]0;title\u{7}", "\\x1B]0;title\\x07"),
        ("\u{9B}2J", "\\x9B2J"),
        ("a\u{7F}b\u{0}", "a\\x7Fb\\x00"),
        ("one\ntwo\tthree\r\n", "one\\ntwo\\tthree\\r\\n"),
        ("\u{202E}abc\u{202C}", "\\u{202E}abc\\u{202C}"),
        ("\u{2066}\u{2069}\u{200E}\u{200F}\u{61C}", "\\u{2066}\\u{2069}\\u{200E}\\u{200F}\\u{61C}"),
        ("\u{FEFF}\u{200B}\u{AD}", "\\u{FEFF}\\u{200B}\\xAD"),
        ("\u{2028}\u{2029}\u{85}", "\\u{2028}\\u{2029}\\x85"),
        ("\u{E0041}", "\\u{E0041}"),
        (
            "👨\u{200D}👩\u{200D}👧 🏳\u{FE0F}\u{200D}🌈 👩🏽\u{200D}🔧",
            "👨\u{200D}👩\u{200D}👧 🏳\u{FE0F}\u{200D}🌈 👩🏽\u{200D}🔧"
        ),
        (
            "a\u{200D}b 👨\u{200D} \u{200D}👩 👨\u{200D}\u{202E}",
            "a\\u{200D}b 👨\\u{200D} \\u{200D}👩 👨\\u{200D}\\u{202E}"
        ),
        ("阿卜杜拉·买买提 䶮 𠮷 é 👍", "阿卜杜拉·买买提 䶮 𠮷 é 👍"),
    ])
    func showsOnALineWhatATerminalWouldObey(_ text: String, _ visible: String) {
        #expect(TerminalText.line(text) == visible)
        #expect(TerminalText.line(Array(text.utf8)) == visible)
    }

    @Test(arguments: [
        ("one\ntwo\tthree", "one\ntwo\tthree"), ("one\r\ntwo\r\n", "one\ntwo\n"),
        ("one\rtwo\r", "one\\rtwo\\r"), ("\r\r\n", "\\r\n"), ("\u{1B}[1A\nx", "\\x1B[1A\nx"),
    ])
    func keepsLinesInABlock(_ text: String, _ visible: String) {
        #expect(TerminalText.block(text) == visible)
        #expect(TerminalText.block(Array(text.utf8)) == visible)
    }

    @Test(
        arguments: [
            ([0x61, 0xFF, 0x62], "a\\xFFb"), ([0xED, 0xA0, 0x80], "\\xED\\xA0\\x80"),
            ([0xC0, 0x9B], "\\xC0\\x9B"), ([0xE7, 0xAB, 0x99, 0xE7, 0xAB], "站\\xE7\\xAB"),
            ([0xF4, 0x90, 0x80, 0x80], "\\xF4\\x90\\x80\\x80"), ([0x1B, 0xFF], "\\x1B\\xFF"), ([], ""),
        ] as [([UInt8], String)])
    func showsBytesThatAreNoUTF8(_ bytes: [UInt8], _ visible: String) {
        #expect(TerminalText.line(bytes) == visible)
    }

    @Test func leavesNoScalarThatATerminalObeys() {
        let all = (UInt32(0)...0x10FFFF).compactMap(Unicode.Scalar.init).map(Character.init)
        let visible = TerminalText.line(String(all))
        #expect(!visible.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) })
        let controls: [ClosedRange<UInt32>] = [
            0x202A...0x202E, 0x2066...0x2069, 0x200B...0x200F, 0x61C...0x61C,
        ]
        #expect(
            !visible.unicodeScalars.contains { scalar in controls.contains { $0.contains(scalar.value) } })
    }

    @Test func escapesJSONSoThatItMeansTheSame() throws {
        let value = JSON.members([
            "text": .string("\u{1B}[2J\u{9B}\u{202E}\u{E0041}路灯\n\"\u{7F}"), "\u{200F}": .array([.null]),
        ])
        let printed = TerminalText.json(value)
        #expect(
            String(decoding: printed, as: UTF8.self) == #"""
                {
                  "text": "\u001b[2J\u009b\u202e\udb40\udc41路灯\n\"\u007f",
                  "\u200f": [
                    null
                  ]
                }

                """#)
        #expect(try JSON(parsing: printed) == value)
    }
}
