extension QRSymbol {
    /// How a terminal draws a symbol.
    package enum TerminalStyle: Sendable {
        /// Half blocks, two modules a character, in exact black on exact white, so that light and dark colour
        /// schemes show the same. Needs UTF-8 and 256 colours.
        case coloured
        /// Half blocks without colours; light and dark are swapped for a terminal with a dark background.
        case halfBlocks(darkBackground: Bool)
        /// `##` for each dark module, for terminals that know ASCII alone.
        case ascii
    }

    /// The symbol as lines of text with the quiet zone, each ended by a newline.
    package func terminal(_ style: TerminalStyle = .coloured) -> String {
        let lines = -Self.quietZone..<(side + Self.quietZone)
        switch style {
        case .coloured:
            // Colours 16 and 231 of the 256 are black and white in every scheme, unlike the first sixteen.
            return blocks(lines, inverted: false).map { "\u{1B}[38;5;16;48;5;231m\($0)\u{1B}[0m\n" }.joined()
        case .halfBlocks(let darkBackground):
            return blocks(lines, inverted: darkBackground).map { "\($0)\n" }.joined()
        case .ascii:
            return lines.map { y in lines.map { self[$0, y] ? "##" : "  " }.joined() + "\n" }.joined()
        }
    }

    private func blocks(_ lines: Range<Int>, inverted: Bool) -> [String] {
        stride(from: lines.lowerBound, to: lines.upperBound, by: 2).map { y in
            lines.map { x in
                // The side is odd: the last line's lower half lies outside, where only the background is.
                let lowerIsInk = y + 1 < lines.upperBound && self[x, y + 1] != inverted
                switch (self[x, y] != inverted, lowerIsInk) {
                case (true, true): return "█"
                case (true, false): return "▀"
                case (false, true): return "▄"
                case (false, false): return " "
                }
            }.joined()
        }
    }
}
