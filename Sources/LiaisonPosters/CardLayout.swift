import LiaisonQR
import LiaisonText

extension PosterPress {
    /// Name cards of 90 by 54 mm, two by five on A4, with marks to cut by.
    ///
    /// - Parameters:
    ///   - deputies: One card each, in order; repeat a deputy for more.
    ///   - station: The station that all of them belong to.
    ///   - paper: A4.
    /// - Returns: The HTML file, ten cards a sheet.
    /// - Throws: ``PosterError``.
    package func cards(
        _ deputies: [PosterDeputy], of station: PosterStation, on paper: Paper = .a4
    ) throws(PosterError) -> [UInt8] {
        try check(.card, on: paper)
        var document = PosterDocument(
            layout: .card, unit: 1, title: title(.card, of: station), paper: paper, press: self)
        // Cards have no room for it, and are told apart as long as they are one sheet.
        document.place = place(of: station)
        let (left, top) = ((paper.width - 2 * Self.cardWidth) / 2, (paper.height - 5 * Self.cardHeight) / 2)
        let columns = (0...2).map { left + Double($0) * Self.cardWidth }
        let rows = (0...5).map { top + Double($0) * Self.cardHeight }
        for start in stride(from: 0, to: deputies.count, by: 10) {
            var sheet: [UInt8] = []
            for (index, deputy) in deputies[start..<min(start + 10, deputies.count)].enumerated() {
                try appendCard(deputy, of: station, x: columns[index % 2], y: rows[index / 2], to: &sheet)
            }
            document.addSheet(sheet, columns: columns, rows: rows)
        }
        return document.finish()
    }

    private static let cardWidth = 90.0
    private static let cardHeight = 54.0

    private func appendCard(
        _ deputy: PosterDeputy, of station: PosterStation, x: Double, y: Double, to sheet: inout [UInt8]
    ) throws(PosterError) {
        sheet.append("<div class=\"namecard\" style=\"left:\(mm(x));top:\(mm(y))\">\n")
        sheet.appendFitted(
            station.name, "station", width: 82, height: 7, largest: 4.6, isChinese: true)
        sheet.append("<div class=\"qr\">")
        try sheet.appendSymbol(station.payload(deputy.code), millimetres: 33)
        sheet.append("<p class=\"code\">\(deputy.code)</p></div>\n<div class=\"who\">\n")
        sheet.appendFitted(
            addressed(deputy), "fit name", width: 47, height: 11.5, largest: 6.4, isName: true)
        sheet.appendFitted(name(of: deputy.level), "fit", width: 47, height: 5.4, largest: 3)
        sheet.appendFitted(deputy.work, "fit", width: 47, height: 7.4, largest: 3, isChinese: true)
        sheet.append("</div>\n<div class=\"more\">\n")
        let reception =
            station.reception.isEmpty ? "" : wording("poster.reception", ["reception": station.reception])
        let address = QRPayload.typedAddress(station.base, deputy.code)
        sheet.appendFitted(wording("invite.card"), "fit bold", width: 47, height: 3.4, largest: 2.8)
        sheet.appendFitted(address, "fit bold", width: 47, height: 3.4, largest: 2.8)
        sheet.appendFitted(reception, "fit", width: 47, height: 3.2, largest: 2.5, isChinese: true)
        sheet.appendFitted(wording("poster.urgent.short"), "fit red", width: 47, height: 3.2, largest: 2.5)
        sheet.append("</div></div>\n")
    }
}
