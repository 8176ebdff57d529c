import LiaisonCodes
import LiaisonWording

/// `GET /<CODE>`: the form of a deputy or a station, and what comes back when a message was not taken.
package struct FormPage: Sendable {
    package let setting: FormSetting
    package let context: Context

    /// The hidden field that says which warning the sender has seen; its value is ``confirmedIDNumber``.
    package static let confirmationField = "confirmed"
    /// The sender was warned of a number that looks like an identity number and sends the text as it is.
    package static let confirmedIDNumber = "id-number"

    /// The query's field that numbers the attempts to send, so that each form is sent to an address that its
    /// own page doesn't have. A browser that loses the connection shows its error page in place of a page of
    /// the same address, and the way back to what was typed would be gone.
    package static let attemptField = "try"

    /// The hidden field that says how many photos the page showed as kept.
    package static let keptField = "kept"
    /// The field that says that they aren't wanted; its value is `yes`.
    package static let dropField = "drop"

    /// Marks words that come from elsewhere, such as a receipt, and are to be shown in the form, not stored.
    package static let draftField = "draft"

    package init(_ context: Context, setting: FormSetting) {
        (self.context, self.setting) = (context, setting)
    }

    /// The whole page.
    ///
    /// - Parameters:
    ///   - nonce: Makes a repeated sending recognisable.
    ///   - values: What was typed, all of it kept.
    ///   - problems: What has to be put right, in the order of the fields.
    ///   - attempt: Which sending the page prepares; one more than the last one's ``attemptField``.
    /// - Returns: The page as UTF-8.
    package func render(
        nonce: String, values: FormValues = FormValues(), problems: [FormProblem] = [], attempt: Int = 1
    ) -> [UInt8] {
        var problems = problems
        // Said on top as well: who has put right another field, or one photo of three, would send without them.
        if values.hadPhotos, !problems.isEmpty {
            problems.append(.photosForgotten)
        }
        let worded = problems.map { $0.worded(template.words) }
        var page = PageTemplate.opening(setting.language.language)
        page += lead(problems: worded, attempt: attempt, isBlank: values == FormValues())
        page += "\(nonce)"
        page += FormQuestions(setting: setting).markup(
            values: values, problems: worded, confirmsIDNumber: problems.contains(.looksLikeIDNumber))
        page += template.bottom()
        return page.bytes
    }

    var template: PageTemplate { PageTemplate(site: setting.site, language: setting.language) }

    /// From the title's text to the opening quote of the nonce: what depends on whose form it is.
    ///
    /// The ways to another form, or to the other language, stand before the questions: nothing is typed yet when
    /// one comes by them. Where something is typed already they are left out, for it would be lost.
    func lead(problems: [PageProblem] = [], attempt: Int = 1, isBlank: Bool = true) -> Markup {
        let words = template.words
        let offersOthers = isBlank && problems.isEmpty
        var markup = template.top(
            title: title, hasProblems: !problems.isEmpty, offersOtherLanguage: offersOthers)
        markup += PageProblem.summary(problems, heading: words("form.not-sent"))
        markup += heading
        if offersOthers { markup += others }
        return markup + """
            <form method="post" action="\(template.link("/\(path)?\(Self.attemptField)=\(attempt)"))" \
            enctype="multipart/form-data">
            <input type="hidden" name="nonce" value="
            """
    }

    /// The address of the form, without the slash before it.
    private var path: String { context.place.map { "\(context.code)/\($0)" } ?? "\(context.code)" }

    private var title: String {
        switch context.addressee {
        case .deputy(let name, _, _, _, _): template.words("form.title.deputy", ["name": name])
        case .station: template.words("form.title.station", ["name": context.station.name])
        }
    }

    /// Whom one writes to, where they are found and when.
    private var heading: Markup {
        let words = template.words
        let station = context.station
        var markup: Markup
        var facts: [Markup] = []
        switch context.addressee {
        case .deputy(let name, let level, let title, let employer, let phone):
            markup = "<h1>\(words.markup("form.title.deputy", ["name": template.name(name)]))</h1>\n"
            var role: Markup = "\(level.words(words))"
            for text in [employer, title] { if let text { role += " · \(template.name(text))" } }
            facts = [role]
            if let phone {
                facts.append(words.markup("form.deputy-phone", ["phone": Self.phoneLink(phone)]))
            }
            facts.append(template.name(station.name))
        case .station:
            markup = "<h1>\(words.markup("form.title.station", ["name": template.name(station.name)]))</h1>\n"
        }
        if let address = station.address { facts.append(template.name(address)) }
        if let reception = station.reception {
            facts.append(words.markup("form.reception", ["days": template.name(reception)]))
        }
        if !station.days.isEmpty { facts.append(nextDays) }
        if let phone = station.phone {
            facts.append(words.markup("form.station-phone", ["phone": Self.phoneLink(phone)]))
        }
        if case .station = context.addressee {
            let people = [
                ("form.head", station.head), ("form.rotating-head", station.rotatingHead),
                ("form.officer", station.officer),
            ].compactMap { key, name in name.map { words.markup(key, ["name": template.name($0)]) } }
            if !people.isEmpty { facts.append(people.joined(by: " · ")) }
        }
        guard !facts.isEmpty else { return markup }
        markup += "<ul class=\"facts\">\n"
        for fact in facts { markup += "<li>\(fact)\n" }
        return markup + "</ul>\n"
    }

    /// When people are received next, and the calendar to subscribe to.
    private var nextDays: Markup {
        let words = template.words
        let days = words.list(context.station.days.map(words.reception), "reception.two-days")
        var markup = words.markup("form.next-reception", ["days": days])
        if case .station = context.addressee {
            markup += " <a href=\(address("\(context.code)/calendar.ics"))>\(words("form.calendar"))</a>"
        }
        return markup
    }

    /// The way to what the station announces.
    private var notices: Markup {
        guard let (title, count) = context.station.notice else { return "" }
        let words = template.words
        let link: Markup =
            "<a href=\(address("\(context.code)/notices"))\(words.mark(of: title))>\(title)</a>"
        return "<p>\(words.markup("form.notices", ["title": link, "count": "\(count)"]))\n"
    }

    /// Up to so many deputies' links say the reader's language, should the browser prefer another.
    private static let linkedDeputies = 100

    /// The value of a link to a path, which needs no quotes where it has no query.
    private func address(_ path: String) -> Markup {
        setting.language.suffix.isEmpty ? "/\(path)" : "\"\(template.link("/\(path)"))\""
    }

    /// Above the questions: the deputies of a station, folded, or the station of a deputy.
    private var others: Markup {
        let words = template.words
        switch context.addressee {
        case .deputy:
            guard let code = context.station.code, code != context.code else { return "" }
            let link: Markup =
                "<a href=\"\(template.link("/\(code)"))\">\(template.name(context.station.name))</a>"
            return "<p>\(words.markup("form.write-to-station", ["station": link]))\n"
        case .station(let deputies):
            var markup = notices
            guard !deputies.isEmpty else { return markup }
            let title = words("form.deputies", ["count": "\(deputies.count)"])
            markup += "<details class=\"screen\"><summary>\(title)</summary>\n"
            // The page of 128 deputies stays within 14 KB.
            let hasRoom = deputies.count <= Self.linkedDeputies
            for level in CongressLevel.allCases {
                let members = deputies.filter { $0.level == level }
                guard !members.isEmpty else { continue }
                // Marked once for all: a station has up to 128 of them.
                let mark = words.mark(of: members.map(\.name).joined())
                markup += "<h2>\(level.words(words))</h2>\n<ul class=\"links\"\(mark)>\n"
                for deputy in members {
                    let address = hasRoom ? address("\(deputy.code)") : "/\(deputy.code)"
                    markup += "<li><a href=\(address)>\(deputy.name)</a>"
                }
                markup += "\n</ul>\n"
            }
            return markup + "</details>\n"
        }
    }

    /// A telephone number that a phone can dial: `tel:` takes digits and a leading plus sign (RFC 3966).
    static func phoneLink(_ phone: String) -> Markup {
        let digits = phone.filter { $0.isASCII && ($0.isNumber || $0 == "+") }
        return digits.isEmpty ? "\(phone)" : "<a href=\"tel:\(digits)\">\(phone)</a>"
    }
}
