import Testing

@testable import LiaisonRoster

@Suite struct CellTests {
    @Test(arguments: [
        ("张伟", "张伟"),
        ("  张伟\u{3000}", "张伟"),
        ("张\u{3000}伟", "张 伟"),
        ("村\r\n支书", "村 支书"),
        ("\u{FEFF}a\u{200B}", "a"),
        ("\u{A0}a \t b\u{A0}", "a b"),
        ("第１小组", "第１小组"),
        ("阿卜杜拉•买买提", "阿卜杜拉•买买提"),
        ("", ""),
        ("\u{3000}", ""),
    ])
    func cleansWhiteSpaceOnly(text: String, expected: String) {
        #expect(Cell.text(Array(text.utf8)[...]) == expected)
    }

    @Test(arguments: [
        ("D0001", "D0001"), ("Ｄ０００１", "D0001"), (" ｓｓ－０１ ", "ss-01"), ("D—1", "D-1"), ("韶人代〇一", "韶人代〇一"),
    ])
    func foldsIdentifiers(text: String, expected: String) {
        #expect(Cell.fold(text) == expected)
    }

    @Test(arguments: [
        ("张 伟", "张伟"), ("阿卜杜拉・买买提", "阿卜杜拉·买买提"), ("John  Smith", "John Smith"),
        ("Ａｎｎａ Lee", "Anna Lee"), ("李 Anna Lee", "李Anna Lee"),
    ])
    func comparesNames(text: String, expected: String) {
        #expect(Cell.nameKey(text) == expected)
    }

    @Test(arguments: [
        ("张伟\u{1B}[31m", 0x1B as UInt32), ("a\u{202E}b", 0x202E), ("\u{9F}", 0x9F), ("a\u{0}", 0),
    ])
    func findsForbiddenCharacters(text: String, expected: UInt32) {
        #expect(Cell.forbiddenScalar(in: text)?.value == expected)
    }

    @Test(arguments: ["欧阳䶮", "阿卜杜拉·买买提", "𠀋", "村（社区）工作者", "Zoë"])
    func forbidsNoOrdinaryText(text: String) {
        #expect(Cell.forbiddenScalar(in: text) == nil)
    }
}
