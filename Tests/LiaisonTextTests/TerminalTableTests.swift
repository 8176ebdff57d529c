import LiaisonText
import Testing

@Suite struct TerminalTableTests {
    private var table: TerminalTable {
        var table = TerminalTable([
            .init("编号"), .init("姓名", isFlexible: true), .init("件数", isRightAligned: true), .init("备注"),
        ])
        table.append(["SS00", "王小明", "7", ""])
        table.append([
            "B7", "阿卜杜拉·买买提", "128", .init("逾期", style: .red),
        ])
        return table
    }

    @Test func alignsChineseNames() {
        #expect(
            table.lines(width: nil, usesColour: false) == [
                "编号  姓名             件数  备注",
                "SS00  王小明              7",
                "B7    阿卜杜拉·买买提   128  逾期",
            ])
    }

    @Test func cutsFlexibleColumnsWhenTheTerminalIsNarrow() {
        #expect(
            table.lines(width: 30, usesColour: false) == [
                "编号  姓名          件数  备注",
                "SS00  王小明           7",
                "B7    阿卜杜拉·买…   128  逾期",
            ])
    }

    @Test func sharesANarrowTerminalAmongFlexibleColumns() {
        var table = TerminalTable([.init("a"), .init("b", isFlexible: true), .init("c", isFlexible: true)])
        table.append(["1234567890", "韶山总站代表联络站", "路灯坏了三天"])
        #expect(
            table.lines(width: 24, usesColour: false) == [
                "a           b      c", "1234567890  韶山…  路灯…",
            ])
    }

    @Test func neverCutsColumnsThatAreNotFlexible() {
        let lines = table.lines(width: 5, usesColour: false)
        #expect(lines[1].hasPrefix("SS00  王…"))
        #expect(lines[2].hasSuffix("128  逾期"))
    }

    @Test func stylesHeadingsAndCellsWithoutMovingThem() {
        let lines = table.lines(width: nil, usesColour: true)
        #expect(lines[0].hasPrefix("\u{1B}[1m编号\u{1B}[0m  \u{1B}[1m姓名\u{1B}[0m           "))
        #expect(lines[2] == "B7    阿卜杜拉·买买提   128  \u{1B}[31m逾期\u{1B}[0m")
    }

    @Test func showsWhatACellHides() {
        var table = TerminalTable([.init("text"), .init("next")])
        table.append(["a\u{1B}[2J\nb", "c"])
        #expect(table.lines(width: nil, usesColour: false) == ["text         next", "a\\x1B[2J\\nb  c"])
    }
}
