import LiaisonQR
import LiaisonSystem
import LiaisonText

/// A reception day on a station's sheet for the month.
package struct PosterReception: Equatable, Sendable {
    package let date: CivilDate
    /// When and where; empty where nobody says.
    package let time: String
    package let place: String
    /// The names of who is on duty.
    package let deputies: [String]
    /// Whether it doesn't take place.
    package let isCancelled: Bool
    /// Whether it was set less than three days ahead.
    package let isLate: Bool

    package init(
        date: CivilDate, time: String, place: String, deputies: [String], isCancelled: Bool = false,
        isLate: Bool = false
    ) {
        (self.date, self.time, self.place) = (date, time, place)
        (self.deputies, self.isCancelled) = (deputies, isCancelled)
        self.isLate = isLate
    }
}

extension PosterPress {
    /// The tallest row of a day, in units.
    private static var tallestRow: Double { 15 }

    /// A month's reception days on one sheet, with the station's code below.
    ///
    /// - Parameters:
    ///   - days: The days, the earliest first; may be empty.
    ///   - month: Any day of the month.
    ///   - station: The station.
    ///   - paper: A4 or A3.
    /// - Returns: The HTML file.
    /// - Throws: ``PosterError``.
    package func reception(
        _ days: [PosterReception], in month: CivilDate, of station: PosterStation, on paper: Paper = .a4
    ) throws(PosterError) -> [UInt8] {
        try check(.reception, on: paper)
        let unit = paper.contentWidth / 126
        var document = PosterDocument(
            layout: .reception, unit: unit, title: title(.reception, of: station), paper: paper, press: self)
        var sheet: [UInt8] = []
        sheet.appendFitted(
            station.name, "box station name red", width: paper.contentWidth, height: 13 * unit,
            largest: 9 * unit, isChinese: true)
        sheet.appendFitted(
            wording("reception.title", ["year": "\(month.year)", "month": "\(month.month)"]), "box name",
            width: paper.contentWidth, height: 16 * unit, largest: 11 * unit)
        appendTable(days, station, unit, height: paper.contentHeight - 80 * unit, to: &sheet)
        sheet.append("<div class=\"grow\"></div>\n<div class=\"below\"><div>")
        try sheet.appendSymbol(station.payload(station.code), millimetres: (38 * unit).rounded())
        sheet.append("<p class=\"code\">\(station.code)</p></div><div class=\"grow\">\n")
        sheet.appendFitted(
            wording("reception.scan"), "fit bold", width: 80 * unit, height: 14 * unit, largest: 6 * unit)
        for fact in [station.address, station.phone] where !fact.isEmpty {
            sheet.appendFitted(
                fact, "fit", width: 80 * unit, height: 6 * unit, largest: 4.4 * unit, isChinese: true)
        }
        sheet.appendFitted(
            wording("poster.urgent"), "fit red", width: 80 * unit, height: 9 * unit, largest: 3.9 * unit)
        sheet.append("</div></div>\n")
        document.addSheet(sheet)
        return document.finish()
    }

    private func appendTable(
        _ days: [PosterReception], _ station: PosterStation, _ unit: Double, height: Double,
        to sheet: inout [UInt8]
    ) {
        if days.isEmpty {
            sheet.appendFitted(
                wording("reception.none"), "box", width: 126 * unit, height: 30 * unit, largest: 7 * unit)
            return
        }
        let row = min(Self.tallestRow * unit, height / Double(days.count + 1))
        let separatorSpace = language == .english ? " " : ""
        let widths = [31.0, 21, 34, 38].map { $0 * unit }
        let heads = ["reception.date", "reception.time", "reception.place", "reception.deputies"]
        appendRow(heads.map { wording($0) }, widths, row, unit, "head", to: &sheet)
        for day in days {
            let names = day.deputies.joined(separator: wording("reception.separator") + separatorSpace)
            let date = wording(
                "reception.day",
                [
                    "month": "\(day.date.month)", "day": "\(day.date.day)",
                    "weekday": wording("weekday.\(day.date.weekday)"),
                ])
            let cells = [
                day.isLate ? wording("reception.late", ["day": date]) : date, day.time,
                day.place.isEmpty ? station.address : day.place,
                day.isCancelled ? wording("reception.cancelled") : names,
            ]
            appendRow(cells, widths, row, unit, day.isCancelled ? "cancelled" : "", to: &sheet)
        }
    }

    private func appendRow(
        _ cells: [String], _ widths: [Double], _ height: Double, _ unit: Double, _ kind: String,
        to sheet: inout [UInt8]
    ) {
        sheet.append("<div class=\"days \(kind)\" style=\"height:\(mm(height))\">")
        for (index, (cell, width)) in zip(cells, widths).enumerated() {
            sheet.append("<div style=\"width:\(mm(width))\">")
            // A date breaks between day and weekday alone.
            sheet.appendFitted(
                cell, "fit", width: width - 2, height: height - 1, largest: min(height * 0.42, 4.6 * unit),
                isName: index == 0)
            sheet.append("</div>")
        }
        sheet.append("</div>\n")
    }
}
