import LiaisonCodes
import LiaisonQR
import LiaisonText

extension PosterPress {
    /// Table stands: how to scan, in three steps of large type.
    ///
    /// - Parameters:
    ///   - subjects: Whom each sheet leads to.
    ///   - station: The station that all of them belong to.
    ///   - paper: A5, A4 or A3.
    /// - Returns: The HTML file, a sheet a subject.
    /// - Throws: ``PosterError``.
    package func counter(
        _ subjects: [PosterSubject], of station: PosterStation, on paper: Paper = .a5
    ) throws(PosterError) -> [UInt8] {
        try check(.counter, on: paper)
        let unit = paper.contentWidth / 126
        var document = PosterDocument(
            layout: .counter, unit: unit, title: title(.counter, of: station), paper: paper, press: self)
        for subject in subjects {
            var sheet: [UInt8] = []
            try appendCounter(subject, station, unit: unit, to: &sheet)
            document.addSheet(sheet)
        }
        return document.finish()
    }

    private func appendCounter(
        _ subject: PosterSubject, _ station: PosterStation, unit: Double, to sheet: inout [UInt8]
    ) throws(PosterError) {
        let width = 126 * unit
        appendName(
            of: station, "box station name red", width: width, height: 12 * unit, largest: 8 * unit,
            to: &sheet)
        if case .deputy(let deputy) = subject {
            sheet.appendFitted(
                addressed(deputy), "box name", width: width, height: 16 * unit, largest: 12 * unit,
                isName: true)
        } else {
            sheet.appendFitted(
                wording("poster.slogan"), "box name", width: width, height: 16 * unit, largest: 13 * unit)
        }
        let code = subject.code(of: station)
        sheet.append("<div class=\"frame\">")
        try sheet.appendSymbol(station.payload(code), millimetres: (66 * unit).rounded())
        sheet.append(
            "</div>\n<p class=\"big code\">\(code)</p>\n<div class=\"grow\"></div>\n<ol class=\"steps\">\n")
        let steps = [
            wording("counter.step.one"), wording("counter.step.two"), wording("counter.step.three"),
        ]
        // One size for all three: the smallest that one of them needs.
        let size =
            steps.map {
                TextMeasure.fit($0, width: 110 * unit, height: 14 * unit, largest: 6.4 * unit).size
            }.min() ?? unit
        for (index, step) in steps.enumerated() {
            sheet.append("<li style=\"font-size:\(mm(size))\"><b>\(index + 1)</b>\(html(step))</li>\n")
        }
        sheet.append("</ol>\n<div class=\"grow\"></div>\n")
        sheet.appendFitted(
            wording("type.instead", ["address": QRPayload.typedAddress(station.base, code)]), "box bold",
            width: width, height: 7 * unit, largest: 4.6 * unit)
        let reception =
            station.reception.isEmpty ? "" : wording("poster.reception", ["reception": station.reception])
        sheet.append("<div class=\"facts\">\n")
        sheet.appendFitted(
            reception, "box", width: width, height: 6 * unit, largest: 4.6 * unit, isChinese: true)
        if let duty = duty(of: station) {
            sheet.appendFitted(
                duty, "box", width: width, height: 5 * unit, largest: 4.3 * unit, isChinese: true)
        }
        sheet.appendFitted(
            wording("poster.urgent"), "box urgent red", width: width, height: 6 * unit, largest: 3.9 * unit)
        appendPlace(place(of: station), width: width, unit: unit, to: &sheet)
        sheet.append("</div>\n")
    }
}

extension PosterSubject {
    /// The code that the poster carries.
    func code(of station: PosterStation) -> Code {
        switch self {
        case .station: station.code
        case .deputy(let deputy): deputy.code
        }
    }
}
