import LiaisonCodes
import LiaisonQR
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// Makes posters in one language with one printing date; each method makes one self-contained HTML file.
package struct PosterPress: Sendable {
    package let language: Language

    /// The day that the posters say they were printed; nothing leaves it out, so that two runs' files are
    /// equal exactly when their content is.
    package let printed: CivilDate?

    /// Whether what is red elsewhere is black: for print shops and printers with one ink.
    package let isBlack: Bool

    /// What stands before a station's name, if anything.
    package let logo: PosterPicture?

    let wording: Wording

    package init(
        language: Language, printed: CivilDate?, isBlack: Bool = false, logo: PosterPicture? = nil
    ) {
        self.language = language
        self.printed = printed
        self.isBlack = isBlack
        self.logo = logo
        wording = Assets.posters(language)
    }

    /// The printing date in words.
    var printedDate: String? {
        printed.map {
            wording("poster.date", ["year": "\($0.year)", "month": "\($0.month)", "day": "\($0.day)"])
        }
    }

    /// Throws unless the layout is made for the paper.
    func check(_ layout: PosterLayout, on paper: Paper) throws(PosterError) {
        guard layout.papers.contains(paper) else { throw .paperNotForLayout(layout, paper) }
    }

    /// The title of a document.
    func title(_ layout: PosterLayout, of station: PosterStation) -> String {
        let name =
            switch layout {
            case .single: wording("layout.single")
            case .wall: wording("layout.wall")
            case .card: wording("layout.card")
            case .counter: wording("layout.counter")
            case .paperForm: wording("layout.paper-form")
            case .rules: wording("layout.rules")
            case .reception: wording("layout.reception")
            }
        return wording("document.title", ["station": station.name, "layout": name])
    }

    /// A level in words.
    func name(of level: PosterLevel) -> String {
        switch level {
        case .national: wording("level.national")
        case .provincial: wording("level.provincial")
        case .city: wording("level.city")
        case .county: wording("level.county")
        case .township: wording("level.township")
        }
    }

    /// A deputy's name as addressed: 某某代表, whatever the deputy's sex.
    func addressed(_ deputy: PosterDeputy) -> String {
        wording("deputy.name", ["name": deputy.name])
    }

    /// What the station is reached by, as far as it is known: reception days and who is on duty, address, phone.
    func facts(_ station: PosterStation) -> [String] {
        var facts: [String] = []
        if !station.reception.isEmpty {
            facts.append(wording("poster.reception", ["reception": station.reception]))
        }
        if let duty = duty(of: station) { facts.append(duty) }
        if !station.address.isEmpty { facts.append(wording("poster.address", ["address": station.address])) }
        if !station.phone.isEmpty { facts.append(wording("poster.phone", ["phone": station.phone])) }
        return facts
    }
}

extension PosterPress {
    /// Who is on duty on the next reception days; nothing where nobody has said.
    func duty(of station: PosterStation) -> String? {
        if station.duty.isEmpty { return nil }
        let days = station.duty.map { day in
            let text = wording(
                "poster.duty.day",
                [
                    "month": "\(day.date.month)", "day": "\(day.date.day)",
                    "names": joined(day.names) { wording("poster.duty.names", ["first": $0, "second": $1]) },
                ])
            return day.isLate ? wording("poster.duty.late", ["day": text]) : text
        }
        let all = joined(days) { wording("poster.duty.days", ["first": $0, "second": $1]) }
        return wording("poster.duty", ["days": all])
    }

    private func joined(_ texts: [String], _ two: (String, String) -> String) -> String {
        texts.dropFirst().reduce(texts.first ?? "", two)
    }

    /// Where the sheet is to hang, if that is told; for staff, and so in small type.
    func place(of station: PosterStation) -> String? {
        station.placeName.map { wording("poster.place", ["place": $0]) }
    }
}

extension [UInt8] {
    /// Appends the symbol of a payload as an inline SVG element.
    mutating func appendSymbol(_ payload: QRPayload, millimetres: Double) throws(PosterError) {
        do throws(QRError) {
            try QRSymbol(payload).appendSVG(to: &self, millimetres: millimetres)
        } catch {
            throw .symbol(error)
        }
    }

    /// Appends a text in a box of fixed size, in the largest type that fits it.
    ///
    /// - Parameters:
    ///   - text: The text, not yet escaped.
    ///   - classes: The element's classes.
    ///   - width: The box's width in millimetres.
    ///   - height: The box's height in millimetres.
    ///   - largest: The largest type in millimetres.
    ///   - isChinese: Whether the text comes from the roster, whatever the document's language.
    ///   - isName: Whether it is a person's name, which breaks only at spaces and middle dots if it can.
    mutating func appendFitted(
        _ text: String, _ classes: String, width: Double, height: Double, largest: Double,
        isChinese: Bool = false, isName: Bool = false
    ) {
        let setting = TextMeasure.fit(
            text, width: width, height: height, largest: largest, keepsWords: isName)
        let language = isChinese || isName ? " lang=\"zh-Hans\"" : ""
        let classes = classes + (setting.lines == 1 ? " one" : isName ? " words" : " many")
        let content = isName && setting.lines > 1 ? Self.parts(of: text) : html(text)
        append(
            """
            <div class="\(classes)"\(language) \
            style="height:\(mm(height));font-size:\(mm(setting.size))"><span>\(content)</span></div>

            """)
    }

    /// A name whose parts browsers keep whole: they would break before a middle dot, people break after it.
    private static func parts(of name: String) -> String {
        let words = name.split(separator: " ").map { word in
            let parts = word.split(separator: "·", omittingEmptySubsequences: false)
            return parts.enumerated().map { index, part in
                "<span class=\"part\">\(html(String(part)))\(index < parts.count - 1 ? "·" : "")</span>"
            }.joined()
        }
        return words.joined(separator: " ")
    }
}
