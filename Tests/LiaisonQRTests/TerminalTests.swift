import Testing

@testable import LiaisonQR

@Suite struct TerminalTests {
    let symbol: QRSymbol
    let blackOnWhite = "\u{1B}[38;5;16;48;5;231m"
    let reset = "\u{1B}[0m"

    init() throws { symbol = try QRSymbol(text: "https://LLZ.EXAMPLE.GOV.CN/7K3M9QX") }

    @Test func colouredShowsEveryModuleWithItsQuietZone() throws {
        let lines = symbol.terminal(.coloured).split(separator: "\n")
        var blocks: [String] = []
        for line in lines {
            #expect(line.hasPrefix(blackOnWhite))
            #expect(line.hasSuffix(reset))
            blocks.append(String(line.dropFirst(blackOnWhite.count).dropLast(reset.count)))
        }
        try expectModules(blocks)
    }

    @Test func halfBlocksShowEveryModule() throws {
        let text = symbol.terminal(.halfBlocks(darkBackground: false))
        try expectModules(text.split(separator: "\n").map(String.init))
    }

    @Test func onADarkBackgroundInkIsLight() throws {
        let swapped: [Character: Character] = [" ": "█", "█": " ", "▀": "▄", "▄": "▀"]
        let lines = symbol.terminal(.halfBlocks(darkBackground: true)).split(separator: "\n").map {
            String($0.map { swapped[$0] ?? $0 })
        }
        // The half line below the symbol has no ink in either: it stays the terminal's own.
        try expectModules(lines.dropLast() + [String(repeating: " ", count: 37)])
        #expect(lines.last == String(repeating: "▄", count: 37))
    }

    @Test func asciiHasTwoCharactersAModule() {
        let lines = symbol.terminal(.ascii).split(separator: "\n").map(Array.init)
        #expect(lines.count == 37)
        for y in 0..<37 where lines[y].count == 74 {
            for x in 0..<37 {
                #expect(lines[y][2 * x] == (symbol[x - 4, y - 4] ? "#" : " "))
            }
        }
        #expect(lines.allSatisfy { $0.count == 74 })
    }

    private func expectModules(_ lines: some Sequence<String>) throws {
        let rows = lines.map(Array.init)
        try #require(rows.count == 19 && rows.allSatisfy { $0.count == 37 })
        for y in 0..<37 {
            for x in 0..<37 {
                let dark: Set<Character> = y % 2 == 0 ? ["█", "▀"] : ["█", "▄"]
                #expect(dark.contains(rows[y / 2][x]) == symbol[x - 4, y - 4])
            }
        }
    }
}
