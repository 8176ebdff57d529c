import LiaisonCodes
import LiaisonQR
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// A case on a station's sheet for the day.
package struct DigestCase: Equatable, Sendable {
    package let number: String
    /// For whom it is, as one calls them.
    package let addressee: String
    package let due: CivilDate
    package let isLate: Bool
    /// Whether it has its answer and only wants to be closed.
    package let isAnswered: Bool
    /// What the citizen wrote; nothing once it is gone.
    package let text: String?

    package init(
        number: String, addressee: String, due: CivilDate, isLate: Bool, isAnswered: Bool = false,
        text: String?
    ) {
        self.number = number
        self.addressee = addressee
        self.due = due
        self.isLate = isLate
        self.isAnswered = isAnswered
        self.text = text
    }
}

extension PosterPress {
    /// How many cases have their words on the sheet, and how many more are named.
    private static let told = 4
    private static let named = 8
    /// The most characters of a message on the sheet.
    private static let textLimit = 220

    /// A station's day on one sheet of A4: the first cases with words, lines to write on and a symbol that opens the desk, the
    /// next by number and date, and how many there are beside these.
    ///
    /// - Parameters:
    ///   - cases: Those that wait, the first due first, then those to be closed.
    ///   - station: The station's name.
    ///   - day: The Beijing date.
    ///   - base: The service's address.
    /// - Returns: The HTML file.
    /// - Throws: ``PosterError``.
    package func digest(
        _ cases: [DigestCase], of station: String, on day: CivilDate, base: BaseURL
    ) throws(PosterError) -> [UInt8] {
        let paper = Paper.a4
        var document = PosterDocument(
            bodyClass: "digest", unit: 1, title: "\(station) \(day.iso8601)", paper: paper, press: self)
        var sheet: [UInt8] = []
        sheet.appendFitted(station, "fit name red", width: paper.contentWidth, height: 9, largest: 6)
        let closing = cases.count { $0.isAnswered }
        let late = cases.count { $0.isLate } - closing
        let summary = wording(
            "digest.summary",
            [
                "date": date(day), "count": "\(cases.count - closing)", "late": "\(late)",
                "closing": "\(closing)",
            ])
        sheet.append("<p><b>\(html(summary))</b></p>\n")
        if cases.isEmpty { sheet.append("<p>\(html(wording("digest.none")))</p>\n") }
        for value in cases.prefix(Self.told) { try append(value, base, to: &sheet) }
        let rest = cases.dropFirst(Self.told)
        if !rest.isEmpty {
            sheet.append("<p><b>\(html(wording("digest.more")))</b></p>\n<ul>\n")
            for value in rest.prefix(Self.named) {
                sheet.append("<li><span class=\"code\">\(html(value.number))</span> \(due(value))")
                sheet.append(" \(html(value.addressee))</li>\n")
            }
            sheet.append("</ul>\n")
        }
        if rest.count > Self.named {
            let count = "\(rest.count - Self.named)"
            sheet.append("<p>\(html(wording("digest.further", ["count": count])))</p>\n")
        }
        sheet.append("<p class=\"small red\">\(html(wording("digest.secret")))</p>\n")
        document.addSheet(sheet)
        return document.finish()
    }

    private func append(
        _ value: DigestCase, _ base: BaseURL, to sheet: inout [UInt8]
    ) throws(PosterError) {
        sheet.append(
            "<div class=\"case\"><div class=\"grow\">\n<p><b class=\"code\">\(html(value.number))</b>")
        sheet.append(" \(due(value)) \(html(value.addressee))</p>\n")
        let text = value.text.map(Self.shortened) ?? wording("digest.erased")
        sheet.append("<p class=\"said\" dir=\"auto\">\(html(text))</p>\n<div class=\"lines\">")
        for _ in 0..<2 { sheet.append("<div class=\"line\"></div>") }
        sheet.append("</div></div>\n<div class=\"qr\">")
        try sheet.appendSymbol(QRPayload(base, path: "desk/cases/\(value.number)"), millimetres: 34)
        sheet.append("</div></div>\n")
    }

    private func due(_ value: DigestCase) -> String {
        let key = value.isAnswered ? "digest.close-late" : value.isLate ? "digest.late" : "digest.due"
        let words = wording(key, ["date": date(value.due)])
        return value.isLate ? "<b class=\"red\">\(html(words))</b>" : html(words)
    }

    private func date(_ date: CivilDate) -> String {
        wording("poster.date", ["year": "\(date.year)", "month": "\(date.month)", "day": "\(date.day)"])
    }

    /// A message on few lines: the desk has all of it.
    private static func shortened(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > textLimit ? line.prefix(textLimit - 1) + "…" : line
    }
}
