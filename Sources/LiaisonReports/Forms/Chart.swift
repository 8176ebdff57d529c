import LiaisonSystem
import LiaisonText

/// Bars drawn as SVG, with the same numbers as a table beside them: whoever doesn't see the picture loses nothing.
struct Chart {
    /// One bar.
    struct Bar {
        let label: String
        let value: Int
    }

    /// How the bars lie.
    enum Form {
        /// One below the other: for a few, with long names.
        case rows
        /// One beside the other: for many, in the order of time.
        case columns
    }

    /// Told in the picture's title, and above it.
    let title: String
    /// The headings of the table's two columns.
    let headings: (label: String, value: String)
    let bars: [Bar]
    let form: Form
    /// What makes the elements' ids its own.
    let id: String

    private static let width = 480
    private static let labelWidth = 130
    private static let valueWidth = 54
    private static let rowHeight = 28
    private static let columnHeight = 150

    /// The figure: heading, picture, table.
    var markup: [UInt8] {
        var output: [UInt8] = []
        output.append("<figure>\n<figcaption>\(html(title))</figcaption>\n<div class=\"beside\">\n")
        switch form {
        case .rows: appendRows(to: &output)
        case .columns: appendColumns(to: &output)
        }
        output.append(
            "<table class=\"small\"><thead><tr><th scope=\"col\">\(html(headings.label))</th>"
                + "<th scope=\"col\">\(html(headings.value))</th></tr></thead><tbody>\n")
        for bar in bars {
            output.append("<tr><th scope=\"row\">\(html(bar.label))</th><td>\(bar.value)</td></tr>\n")
        }
        output.append("</tbody></table>\n</div>\n</figure>\n")
        return output
    }

    private var greatest: Int { max(1, bars.map(\.value).max() ?? 1) }

    private func open(height: Int, _ output: inout [UInt8]) {
        output.append(
            "<svg role=\"img\" aria-labelledby=\"\(id)\" viewBox=\"0 0 \(Self.width) \(height)\">"
                + "<title id=\"\(id)\">\(html(title))</title>\n")
    }

    private func appendRows(to output: inout [UInt8]) {
        open(height: bars.count * Self.rowHeight, &output)
        let room = Self.width - Self.labelWidth - Self.valueWidth
        for (index, bar) in bars.enumerated() {
            let top = index * Self.rowHeight
            let length = bar.value == 0 ? 0 : max(2, bar.value * room / greatest)
            output.append(
                "<text class=\"end\" x=\"\(Self.labelWidth - 8)\" y=\"\(top + 19)\">\(html(bar.label))</text>"
                    + "<rect x=\"\(Self.labelWidth)\" y=\"\(top + 5)\" width=\"\(length)\" height=\"18\"/>"
                    + "<text x=\"\(Self.labelWidth + length + 6)\" y=\"\(top + 19)\">\(bar.value)</text>\n")
        }
        output.append("</svg>\n")
    }

    private func appendColumns(to output: inout [UInt8]) {
        let (top, bottom) = (20, 20 + Self.columnHeight)
        open(height: bottom + 24, &output)
        let step = Self.width / max(bars.count, 6)
        // As many labels as have room.
        let labelled = max(1, (bars.count * 64 + Self.width - 1) / Self.width)
        let showsValues = step >= 28
        for (index, bar) in bars.enumerated() {
            let height = bar.value == 0 ? 0 : max(2, bar.value * Self.columnHeight / greatest)
            let middle = index * step + step / 2
            output.append(
                "<rect x=\"\(index * step + step / 8)\" y=\"\(bottom - height)\" width=\"\(max(1, step * 3 / 4))\""
                    + " height=\"\(height)\"/>")
            if showsValues {
                output.append(
                    "<text class=\"middle\" x=\"\(middle)\" y=\"\(max(top, bottom - height) - 5)\">\(bar.value)</text>"
                )
            }
            if index % labelled == 0 {
                output.append(
                    "<text class=\"middle\" x=\"\(max(30, middle))\" y=\"\(bottom + 18)\">\(html(bar.label))</text>"
                )
            }
            output.append("\n")
        }
        output.append("<path d=\"M0 \(bottom)H\(Self.width)\"/></svg>\n")
    }
}
