import LiaisonQR
import LiaisonText

extension PosterPress {
    /// Blank forms for people without a phone, each with a case number given out in advance and a tear-off.
    ///
    /// - Parameters:
    ///   - forms: The numbers and query codes, a sheet each.
    ///   - station: The station that takes the forms in.
    ///   - notice: Who handles personal data.
    ///   - paper: A4.
    /// - Returns: The HTML file.
    /// - Throws: ``PosterError``.
    package func paperForms(
        _ forms: [PosterForm], of station: PosterStation, notice: PosterNotice, on paper: Paper = .a4
    ) throws(PosterError) -> [UInt8] {
        try check(.paperForm, on: paper)
        var document = PosterDocument(
            layout: .paperForm, unit: paper.contentWidth / 126, title: title(.paperForm, of: station),
            paper: paper, press: self)
        for form in forms {
            var sheet: [UInt8] = []
            appendForm(form, of: station, notice, width: paper.contentWidth, to: &sheet)
            try appendTearOff(form, of: station, notice, width: paper.contentWidth, to: &sheet)
            document.addSheet(sheet)
        }
        return document.finish()
    }

    private func appendForm(
        _ form: PosterForm, of station: PosterStation, _ notice: PosterNotice, width: Double,
        to sheet: inout [UInt8]
    ) {
        sheet.appendFitted(
            station.name, "box name red", width: width, height: 14, largest: 9, isChinese: true)
        sheet.append(
            """
            <div class="top"><b class="what">\(html(wording("layout.paper-form")))</b>
            <span class="number">\(html(wording("form.number"))) <span class="code">\(html(form.caseNumber))</span></span></div>
            \(reception(of: station))<p class="small red">\(html(wording("poster.urgent")))</p>
            <div class="blanks"><span>\(html(wording("form.to")))</span>
            <span><span class="tick"></span> \(html(wording("form.to.station")))</span>
            <span><span class="tick"></span> \(html(wording("form.to.deputy")))</span><span class="blank"></span></div>
            <p style="padding-top:3mm"><b>\(html(wording("form.text")))</b></p>

            """)
        sheet.append("<div class=\"lines\">")
        for _ in 0..<10 { sheet.append("<div class=\"line\"></div>") }
        sheet.append(
            """
            </div>
            <div class="blanks"><span>\(html(wording("form.name")))</span><span class="blank"></span>
            <span>\(html(wording("form.phone")))</span><span class="blank"></span></div>
            <p class="small">\(html(wording("form.why")))
            \(html(wording(
                "form.notice",
                ["handler": notice.handler, "retention": notice.retention, "contact": notice.contact])))</p>
            <div class="office"><b>\(html(wording("form.office")))</b><div class="blanks">

            """)
        for label in [wording("form.received"), wording("form.officer"), wording("form.entered")] {
            sheet.append("<span>\(html(label))</span><span class=\"blank\"></span>\n")
        }
        sheet.append("</div></div>\n")
    }

    /// When deputies receive people, and who; nothing where nobody says.
    private func reception(of station: PosterStation) -> String {
        let days =
            station.reception.isEmpty
            ? nil : wording("poster.reception", ["reception": station.reception])
        let facts = [days, duty(of: station)].compactMap { $0 }
        return facts.isEmpty ? "" : "<p class=\"small\">\(html(facts.joined(separator: "　")))</p>\n"
    }

    private func appendTearOff(
        _ form: PosterForm, of station: PosterStation, _ notice: PosterNotice, width: Double,
        to sheet: inout [UInt8]
    ) throws(PosterError) {
        let receipt = QRPayload(station.base, path: "r/\(form.caseNumber)/\(form.queryCode)")
        let lookup = "\(station.base.authority)\(station.base.path)/q"
        let help =
            station.phone.isEmpty
            ? wording("form.lookup.help") : wording("form.lookup.phone", ["phone": station.phone])
        sheet.append(
            """
            <p class="tear">✂ \(html(wording("form.tear")))</p>
            <div class="stub"><div>

            """)
        try sheet.appendSymbol(receipt, millimetres: 48)
        sheet.append("</div>\n<div class=\"grow\">\n")
        sheet.appendFitted(
            "\(station.name) \(wording("form.receipt"))", "fit name red", width: width - 55, height: 9,
            largest: 5, isChinese: true)
        sheet.append(
            """
            <p><span class="label">\(html(wording("form.number")))</span> <span class="code">\(html(form.caseNumber))</span></p>
            <p><span class="label">\(html(wording("form.query")))</span> <span class="code">\(form.queryCode)</span></p>
            <p class="small">\(html(wording("form.lookup", ["address": lookup]))) \(html(help))</p>
            <p class="small">\(html(wording(
                "form.deadline", ["ordinary": notice.ordinaryMonths, "major": notice.majorMonths])))</p>
            <p class="small red">\(html(wording("form.secret")))</p></div></div>

            """)
    }
}
