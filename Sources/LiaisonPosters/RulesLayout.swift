import LiaisonText

/// One board of rules or duties for a station's wall (制度职责上墙).
package struct PosterBoard: Equatable, Sendable {
    package let heading: String
    package let items: [String]

    package init(heading: String, items: [String]) { (self.heading, self.items) = (heading, items) }

    /// Reads boards: a line `# heading` begins one, each further line is an item; empty lines are for people.
    ///
    /// - Parameter file: UTF-8 with or without its mark, as editors on Windows write it.
    /// - Returns: The boards; lines before the first heading belong to none.
    package static func boards(parsing file: [UInt8]) -> [PosterBoard] {
        var boards: [PosterBoard] = []
        for line in String(decoding: file, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let text = line.split { $0.isWhitespace || $0 == "\u{FEFF}" }.joined(separator: " ")
            if text.hasPrefix("#") {
                boards.append(PosterBoard(heading: String(text.drop { $0 == "#" || $0 == " " }), items: []))
            } else if !text.isEmpty, let last = boards.popLast() {
                boards.append(PosterBoard(heading: last.heading, items: last.items + [text]))
            }
        }
        return boards.filter { !$0.heading.isEmpty && !$0.items.isEmpty }
    }
}

extension PosterPress {
    /// Rules and duties, a board a sheet, in the largest type that fits; what doesn't fit goes on on another sheet.
    ///
    /// - Parameters:
    ///   - boards: The boards.
    ///   - station: The station on whose wall they hang.
    ///   - paper: A3 or A4.
    /// - Returns: The HTML file.
    /// - Throws: ``PosterError``.
    package func rules(
        _ boards: [PosterBoard], of station: PosterStation, on paper: Paper = .a3
    ) throws(PosterError) -> [UInt8] {
        try check(.rules, on: paper)
        let unit = paper.contentWidth / 126
        var document = PosterDocument(
            layout: .rules, unit: unit, title: title(.rules, of: station), paper: paper, press: self)
        for board in boards {
            let setting = BoardSetting(
                board.items, width: paper.contentWidth - 12 * unit, height: paper.contentHeight - 46 * unit,
                largest: 8 * unit, smallest: 3.4 * unit)
            for page in setting.pages {
                var sheet: [UInt8] = []
                sheet.appendFitted(
                    board.heading, "box name red heading", width: paper.contentWidth, height: 22 * unit,
                    largest: 14 * unit, isChinese: true)
                sheet.append(
                    "<ol class=\"grow\" lang=\"zh-Hans\" start=\"\(page.lowerBound + 1)\" style=\"font-size:\(mm(setting.size))\">\n"
                )
                for item in board.items[page] { sheet.append("<li>\(html(item))</li>\n") }
                sheet.append("</ol>\n")
                sheet.appendFitted(
                    station.name, "box bold foot", width: paper.contentWidth, height: 12 * unit,
                    largest: 7 * unit, isChinese: true)
                document.addSheet(sheet)
            }
        }
        return document.finish()
    }
}

/// How a board's items are set: the size of the type, and which stand on which sheet.
struct BoardSetting: Equatable {
    let size: Double
    let pages: [Range<Int>]

    /// The height of a line and the gap below an item, in ems; the style sheet has the same.
    static let lineHeight = 1.5
    static let gap = 0.4
    /// What the number takes of the width, in ems.
    static let indent = 2.2

    /// Chooses the largest type in which all items stand on one sheet; in the smallest they may take several.
    init(_ items: [String], width: Double, height: Double, largest: Double, smallest: Double) {
        func heights(_ size: Double) -> [Double] {
            items.map { item in
                let lines = TextMeasure.lineCount(item, width: width / size - Self.indent)
                return (Double(lines) * Self.lineHeight + Self.gap) * size
            }
        }
        var size = largest
        while size > smallest, heights(size).reduce(0, +) > height { size *= 0.97 }
        size = max(size, smallest)
        var pages: [Range<Int>] = []
        var (start, used) = (0, 0.0)
        for (index, item) in heights(size).enumerated() {
            if used + item > height, index > start {
                pages.append(start..<index)
                (start, used) = (index, 0)
            }
            used += item
        }
        if start < items.count { pages.append(start..<items.count) }
        self.size = (size * 100).rounded(.down) / 100
        self.pages = pages
    }
}
