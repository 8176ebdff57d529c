import LiaisonCodes
import LiaisonQR
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// A sign-in slip for the desk, as it is printed: whose it is, and its code.
package struct PosterSlip: Equatable, Sendable {
    /// Whose desk it opens.
    package enum Holder: Equatable, Sendable {
        case deputy(name: String)
        /// A station's officer.
        case station
        case office
    }

    package let holder: Holder
    /// The station's name, or the service's where it is the office's.
    package let place: String
    package let code: SlipCode

    package init(holder: Holder, place: String, code: SlipCode) {
        (self.holder, self.place, self.code) = (holder, place, code)
    }
}

extension PosterPress {
    /// Sign-in slips, ten on a sheet with marks to cut by, or a letter each; whose address stands on them, how to use one,
    /// and what to do when it is lost.
    ///
    /// - Parameters:
    ///   - slips: In the order in which they are cut and handed out.
    ///   - base: The service's address.
    ///   - until: The last day on which they can be used.
    ///   - areLetters: Whether each has a page to itself.
    /// - Returns: The HTML file.
    /// - Throws: ``PosterError``.
    package func slips(
        _ slips: [PosterSlip], base: BaseURL, until: CivilDate, areLetters: Bool = false
    ) throws(PosterError) -> [UInt8] {
        let paper = Paper.a4
        var document = PosterDocument(
            bodyClass: areLetters ? "letter" : "card", unit: 1, title: wording("slip.title"), paper: paper,
            press: self)
        let text = SlipText(
            address: "\(base.authority)\(base.path)/desk", until: date(until), wording: wording)
        if areLetters {
            for slip in slips {
                var sheet: [UInt8] = []
                try appendLetter(slip, text, base, width: paper.contentWidth, to: &sheet)
                document.addSheet(sheet)
            }
            return document.finish()
        }
        let (left, top) = ((paper.width - 2 * 90) / 2, (paper.height - 5 * 54) / 2)
        let columns = (0...2).map { left + Double($0) * 90 }
        let rows = (0...5).map { top + Double($0) * 54 }
        for start in stride(from: 0, to: slips.count, by: 10) {
            var sheet: [UInt8] = []
            for (index, slip) in slips[start..<min(start + 10, slips.count)].enumerated() {
                try appendSlip(slip, text, base, x: columns[index % 2], y: rows[index / 2], to: &sheet)
            }
            document.addSheet(sheet, columns: columns, rows: rows)
        }
        return document.finish()
    }

    /// What all slips of a printing say alike.
    private struct SlipText {
        let address: String
        let until: String
        let wording: Wording
    }

    private func date(_ date: CivilDate) -> String {
        wording("poster.date", ["year": "\(date.year)", "month": "\(date.month)", "day": "\(date.day)"])
    }

    private func payload(_ slip: PosterSlip, _ base: BaseURL) -> QRPayload {
        QRPayload(base, path: "desk/in/\(slip.code.text)")
    }

    private func name(of slip: PosterSlip) -> String {
        switch slip.holder {
        case .deputy(let name): wording("deputy.name", ["name": name])
        case .station: wording("slip.officer")
        case .office: wording("slip.office")
        }
    }

    private func appendSlip(
        _ slip: PosterSlip, _ text: SlipText, _ base: BaseURL, x: Double, y: Double, to sheet: inout [UInt8]
    ) throws(PosterError) {
        sheet.append("<div class=\"namecard\" style=\"left:\(mm(x));top:\(mm(y))\">\n")
        sheet.appendFitted(slip.place, "station", width: 82, height: 7, largest: 4.2, isChinese: true)
        sheet.append("<div class=\"qr\">")
        try sheet.appendSymbol(payload(slip, base), millimetres: 36)
        sheet.append("</div>\n<div class=\"who\">\n")
        sheet.appendFitted(name(of: slip), "fit name", width: 44, height: 8, largest: 5.2, isName: true)
        sheet.appendFitted(text.wording("slip.kind"), "fit red bold", width: 44, height: 4, largest: 3)
        let steps = [
            text.wording("slip.step.scan"), text.wording("slip.step.pin"),
            text.wording("slip.step.later", ["address": text.address]),
        ]
        for step in steps { sheet.appendFitted(step, "fit", width: 44, height: 5.4, largest: 2.6) }
        sheet.append("</div>\n<div class=\"more\">\n")
        sheet.appendFitted(
            text.wording("slip.until", ["date": text.until]), "fit bold", width: 44, height: 3.4, largest: 2.6
        )
        sheet.appendFitted(text.wording("slip.lost.short"), "fit red", width: 44, height: 3.4, largest: 2.6)
        sheet.appendFitted("\(slip.code)", "fit code", width: 52, height: 3.4, largest: 2.5)
        sheet.append("</div></div>\n")
    }

    private func appendLetter(
        _ slip: PosterSlip, _ text: SlipText, _ base: BaseURL, width: Double, to sheet: inout [UInt8]
    ) throws(PosterError) {
        sheet.appendFitted(slip.place, "fit name red", width: width, height: 12, largest: 7, isChinese: true)
        sheet.appendFitted(name(of: slip), "fit name", width: width, height: 16, largest: 10, isName: true)
        sheet.append("<p>\(html(text.wording("slip.letter.what")))</p>\n<div class=\"qr\">")
        try sheet.appendSymbol(payload(slip, base), millimetres: 70)
        sheet.append("<p class=\"code\">\(slip.code)</p></div>\n<ol>\n")
        let steps = [
            text.wording("slip.letter.scan"), text.wording("slip.letter.pin"),
            text.wording("slip.letter.later", ["address": text.address]),
            text.wording("slip.letter.type", ["address": "\(text.address)/in"]),
        ]
        for step in steps { sheet.append("<li>\(html(step))</li>\n") }
        sheet.append("</ol>\n<p><b>\(html(text.wording("slip.until", ["date": text.until])))</b></p>\n")
        sheet.append("<p class=\"red\">\(html(text.wording("slip.letter.lost")))</p>\n")
    }
}
