import LiaisonText
import LiaisonWording

/// A self-contained page to print: no script, nothing fetched, made for A4 paper.
enum PrintPage {
    /// The page around some markup, as UTF-8.
    ///
    /// - Parameters:
    ///   - title: Its heading, as text.
    ///   - subtitle: What stands below it, as text.
    ///   - body: Its content, as markup.
    ///   - words: The language.
    /// - Returns: The page.
    static func bytes(_ title: String, _ subtitle: String, _ body: String, _ words: Wording) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(
            """
            <!DOCTYPE html>
            <html lang="\(words.language.rawValue)"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(html(title))</title>
            <style>

            """)
        bytes.append(contentsOf: Assets.reportsCSS)
        // A report's cells are figures; these are mostly words.
        bytes.append(
            """
            th, td { text-align: left }
            @media screen and (max-width: 32em) {
              .stacked tbody, .stacked tr, .stacked th, .stacked td { display: block; border: 0; padding: 0 }
              .stacked tr { padding: .5rem 0; border-bottom: 1px solid var(--hair) }
              .stacked td { overflow-wrap: anywhere }
            }
            </style></head>
            <body><main>
            <h1>\(html(title))</h1>
            <p class="period">\(html(subtitle))</p>
            \(body)
            </main>
            </body></html>

            """)
        return bytes
    }

    /// A table with a head; a wide one scrolls by itself on a narrow screen.
    static func table(_ headings: [String], _ rows: [[String]], isWide: Bool = false) -> String {
        let table =
            "<table><thead>\n" + row(headings, heading: true) + "</thead><tbody>\n"
            + rows.map { row($0) }.joined() + "</tbody></table>"
        return isWide ? "<div class=\"wide\" tabindex=\"0\">\(table)</div>\n" : "\(table)\n"
    }

    /// A table's head or row.
    static func row(_ cells: [String], heading: Bool = false, isFirstHeading: Bool = true) -> String {
        let texts = cells.enumerated().map { index, cell in
            if heading { return "<th scope=\"col\">\(html(cell))</th>" }
            return index == 0 && isFirstHeading
                ? "<th scope=\"row\">\(html(cell))</th>" : "<td>\(html(cell))</td>"
        }
        return "<tr>\(texts.joined())</tr>\n"
    }
}
