import LiaisonQR
import LiaisonText

extension PosterPress {
    /// Posters with one large code each: a deputy's, or the station's own.
    ///
    /// - Parameters:
    ///   - subjects: Whom each sheet leads to.
    ///   - station: The station that all of them belong to.
    ///   - paper: A3, A4 or A5; everything grows with it.
    /// - Returns: The HTML file, a sheet a subject.
    /// - Throws: ``PosterError``.
    package func single(
        _ subjects: [PosterSubject], of station: PosterStation, on paper: Paper = .a4
    ) throws(PosterError) -> [UInt8] {
        try check(.single, on: paper)
        let unit = paper.contentWidth / 126
        var document = PosterDocument(
            layout: .single, unit: unit, title: title(.single, of: station), paper: paper, press: self)
        for subject in subjects {
            var sheet: [UInt8] = []
            try appendSingle(subject, station, unit: unit, to: &sheet)
            document.addSheet(sheet)
        }
        return document.finish()
    }

    private func appendSingle(
        _ subject: PosterSubject, _ station: PosterStation, unit: Double, to sheet: inout [UInt8]
    ) throws(PosterError) {
        let width = 126 * unit
        appendName(
            of: station, "box station name red", width: width, height: 15 * unit, largest: 10 * unit,
            to: &sheet)
        sheet.append("<div class=\"grow\"></div>\n")
        let invitation: String
        switch subject {
        case .station:
            invitation = wording("invite.station")
            sheet.appendFitted(
                wording("poster.slogan"), "box name", width: width, height: 22 * unit, largest: 17 * unit)
        case .deputy(let deputy):
            invitation = wording("invite.deputy")
            sheet.appendFitted(
                addressed(deputy), "box name", width: width, height: 15 * unit, largest: 12.5 * unit,
                isName: true)
            sheet.appendFitted(
                describe(deputy), "box", width: width, height: 7 * unit, largest: 4.6 * unit)
        }
        sheet.appendFitted(
            wording("invite.optional", ["invitation": invitation]), "box bold", width: width,
            height: 10 * unit, largest: 7 * unit)
        let code = subject.code(of: station)
        sheet.append("<div class=\"grow\"></div>\n<div class=\"frame\">")
        try sheet.appendSymbol(station.payload(code), millimetres: (84 * unit).rounded())
        sheet.append("</div>\n<p class=\"big code\">\(code)</p>\n")
        sheet.appendFitted(
            wording("type.instead", ["address": QRPayload.typedAddress(station.base, code)]), "box bold",
            width: width, height: 7 * unit, largest: 4.6 * unit)
        sheet.append("<div class=\"grow\"></div>\n")
        appendFacts(of: station, unit: unit, to: &sheet)
    }

    /// Level, work and group of a deputy on one line.
    private func describe(_ deputy: PosterDeputy) -> String {
        [name(of: deputy.level), deputy.work, deputy.group].filter { !$0.isEmpty }.joined(separator: " · ")
    }

    /// The foot of a poster: reception days and who is on duty, address, phone, whom to call when it is urgent, and where the
    /// sheet hangs.
    func appendFacts(of station: PosterStation, unit: Double, to sheet: inout [UInt8]) {
        let (facts, place) = (facts(station), place(of: station))
        // Five lines and more stand closer together: the sheet has no room to spare.
        let height = (facts.count + (place == nil ? 0 : 1) > 3 ? 4.7 : 5.4) * unit
        sheet.append("<div class=\"facts\">\n")
        for fact in facts {
            sheet.appendFitted(
                fact, "box", width: 126 * unit, height: height, largest: min(4.3 * unit, height),
                isChinese: true)
        }
        sheet.appendFitted(
            wording("poster.urgent"), "box urgent red", width: 126 * unit, height: height,
            largest: 3.9 * unit)
        appendPlace(place, width: 126 * unit, unit: unit, to: &sheet)
        sheet.append("</div>\n")
    }

    /// Where the sheet hangs, in small type below the rest.
    func appendPlace(_ place: String?, width: Double, unit: Double, to sheet: inout [UInt8]) {
        guard let place else { return }
        sheet.appendFitted(
            place, "box", width: width, height: 3.4 * unit, largest: 2.6 * unit, isChinese: true)
    }
}
