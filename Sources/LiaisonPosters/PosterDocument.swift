import LiaisonSystem
import LiaisonText
import LiaisonWording

/// One self-contained HTML file: sheets of paper in millimetres, no script, nothing fetched.
struct PosterDocument {
    private let paper: Paper
    private let press: PosterPress
    private var bytes: [UInt8] = []
    /// Where the sheets are to hang, beside the printing date, where the sheets themselves don't say it; it goes with the trim.
    var place: String?

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - layout: Names the body's class in the style sheet.
    ///   - unit: What `--u` stands for, in millimetres.
    ///   - title: What a browser's tab shows, and the name of a saved PDF.
    ///   - paper: Every sheet's paper.
    ///   - press: The language and the printing date.
    init(layout: PosterLayout, unit: Double, title: String, paper: Paper, press: PosterPress) {
        self.init(bodyClass: layout.rawValue, unit: unit, title: title, paper: paper, press: press)
    }

    /// Begins a file of something that is no poster.
    init(bodyClass: String, unit: Double, title: String, paper: Paper, press: PosterPress) {
        self.paper = paper
        self.press = press
        bytes.append(
            """
            <!DOCTYPE html>
            <html lang="\(press.language.rawValue)"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" \
            content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <title>\(html(title))</title>
            <style>
            @page { size: \(mm(paper.width)) \(mm(paper.height)); margin: 0; }
            .sheet { width: \(mm(paper.width)); height: \(mm(paper.height)); --u: \(mm(unit)); }
            .content { inset: \(mm(Paper.slug + Paper.safety)); }

            """)
        bytes.append(contentsOf: Assets.postersCSS)
        if press.isBlack { bytes.append(":root { --red: #000; }\n") }
        bytes.append("</style></head>\n<body class=\"\(bodyClass)\">\n")
    }

    /// Adds a sheet.
    ///
    /// - Parameters:
    ///   - content: The markup of the poster.
    ///   - columns: Where upright cuts go, from the sheet's left; the trim's sides unless said.
    ///   - rows: Where level cuts go, from the sheet's top; the trim's unless said.
    mutating func addSheet(_ content: [UInt8], columns: [Double]? = nil, rows: [Double]? = nil) {
        bytes.append("<section class=\"sheet\">\n<div class=\"content\">\n")
        bytes.append(content)
        bytes.append("</div>\n")
        appendCropMarks(
            columns: columns ?? [Paper.slug, paper.width - Paper.slug],
            rows: rows ?? [Paper.slug, paper.height - Paper.slug])
        appendRuler()
        bytes.append("</section>\n")
    }

    /// The finished file.
    consuming func finish() -> [UInt8] {
        bytes.append("</body></html>\n")
        return bytes
    }

    /// Marks in the slug only, from 3 mm to 7.5 mm off the sheet's edge.
    private mutating func appendCropMarks(columns: [Double], rows: [Double]) {
        let (near, far) = (3.0, 7.5)
        var path = ""
        for x in columns {
            path += "M\(number(x)) \(number(near))V\(number(far))"
            path += "M\(number(x)) \(number(paper.height - far))V\(number(paper.height - near))"
        }
        for y in rows {
            path += "M\(number(near)) \(number(y))H\(number(far))"
            path += "M\(number(paper.width - far)) \(number(y))H\(number(paper.width - near))"
        }
        bytes.append(
            """
            <svg class="crop" width="\(mm(paper.width))" height="\(mm(paper.height))" \
            viewBox="0 0 \(number(paper.width)) \(number(paper.height))">\
            <path d="\(path)" stroke="#000" stroke-width=".15"/></svg>

            """)
    }

    /// A line of exactly 100 mm with a tick each 10 mm: it shows at once when a printer shrank the page.
    private mutating func appendRuler() {
        var path = "M.1 1.9H99.9"
        for tick in 0...10 {
            let x = min(max(Double(tick) * 10, 0.1), 99.9)
            path += "M\(number(x)) \(tick % 5 == 0 ? "0" : ".9")V1.9"
        }
        let printed = press.printedDate.map { press.wording("poster.printed", ["date": $0]) }
        let note = html([place, printed].compactMap { $0 }.joined(separator: " · "))
        bytes.append(
            """
            <svg class="ruler" width="100mm" height="2mm" viewBox="0 0 100 2">\
            <path d="\(path)" fill="none" stroke="#000" stroke-width=".2"/></svg>
            <p class="slug"><span>\(html(press.wording("poster.ruler")))</span><span>\(note)</span></p>

            """)
    }
}

/// A length for CSS, to a thousandth of a millimetre: `12.5mm`.
func mm(_ length: Double) -> String { "\(number(length))mm" }

/// A number to three digits after the point, whole ones without a point.
func number(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    let (whole, rest) = (abs(thousandths) / 1000, abs(thousandths) % 1000)
    let sign = thousandths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    var digits = String(String(1000 + rest).dropFirst())
    while digits.last == "0" { digits.removeLast() }
    return "\(sign)\(whole).\(digits)"
}
