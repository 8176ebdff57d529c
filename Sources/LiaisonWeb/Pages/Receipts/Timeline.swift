import LiaisonCodes
import LiaisonSystem
import LiaisonWording

/// One thing that happened to a case, as the citizen sees it.
package struct TimelineEntry: Sendable {
    package let kind: Kind
    package let at: Timestamp
    /// Who did it, as one calls them (某某代表, 联络员某某); nothing for the citizen.
    package let byName: String?
    /// For whom, where an officer acted for a deputy.
    package let onBehalfOf: String?
    /// What was written, in full.
    package let text: String?
    /// How many photos came with it.
    package let photoCount: Int
    /// What else the citizen added, beside words and photos.
    package let added: [AddedDetail]

    package init(
        kind: Kind, at: Timestamp, byName: String? = nil, onBehalfOf: String? = nil, text: String? = nil,
        photoCount: Int = 0, added: [AddedDetail] = []
    ) {
        self.kind = kind
        self.at = at
        self.byName = byName
        self.onBehalfOf = onBehalfOf
        self.text = text
        self.photoCount = photoCount
        self.added = added
    }

    /// A field of the form that the citizen filled in or changed later.
    package enum AddedDetail: Sendable, CaseIterable {
        case name, phone, topic

        func words(_ words: Wording) -> String {
            switch self {
            case .name: words("timeline.added.name")
            case .phone: words("timeline.added.phone")
            case .topic: words("timeline.added.topic")
            }
        }
    }

    /// What happened.
    package enum Kind: Sendable, Equatable {
        case received
        /// Entered on a later day than that on which it came.
        case recorded(arrived: CivilDate)
        case acknowledged(Choice<Grade>)
        case regraded(Choice<Grade>)
        case claimed(by: String)
        /// The handler asks for more; the clock waits.
        case asked
        /// The citizen added something.
        case appended
        case replied
        /// Answered on the spot on that day, and entered later.
        case answeredOnTheSpot(CivilDate)
        /// Given to a department, whose name goes with an erasure.
        case assigned(unit: String?, until: CivilDate?)
        case urged(unit: String?)
        /// The deputy was told of it; or the station's officer.
        case notified, notifiedOfficer
        case extended(until: CivilDate)
        case transferred(from: String, to: String)
        case closed(Choice<Outcome>, reference: String? = nil)
        case reopened
        case rated(Choice<Rating>, solved: Choice<Solved>? = nil)
        case erased
    }

    /// What happened, in words.
    func title(_ words: Wording) -> Markup {
        switch kind {
        case .received: "\(words("timeline.received"))"
        case .recorded(let date): "\(words("timeline.recorded", ["date": words.date(date)]))"
        case .acknowledged(.known(let grade)):
            "\(words("timeline.acknowledged", ["grade": grade.name(words.language)]))"
        // The citizen would make nothing of a word that only a newer release can explain.
        case .acknowledged(.newer): "\(words("timeline.acknowledged.newer"))"
        case .regraded(.known(let grade)):
            "\(words("timeline.regraded", ["grade": grade.name(words.language)]))"
        case .regraded(.newer): "\(words("timeline.regraded.newer"))"
        case .claimed(let name): words.markup("timeline.claimed", ["name": words.name(name)])
        case .asked: "\(words("timeline.asked"))"
        case .appended: "\(words("timeline.appended"))"
        case .replied: "\(words("timeline.replied"))"
        case .answeredOnTheSpot(let date): "\(words("timeline.on-the-spot", ["date": words.date(date)]))"
        case .assigned(let unit, let until): words.assignment(unit: unit, until: until)
        case .urged(let unit):
            words.markup(
                "timeline.urged", ["unit": words.name(unit ?? words("timeline.assigned.unit-erased"))])
        case .notified: words.markup("timeline.notified", ["time": time(words)])
        case .notifiedOfficer: words.markup("timeline.notified.officer", ["time": time(words)])
        case .extended(let until): "\(words("timeline.extended", ["date": words.date(until)]))"
        case .transferred(let from, let to):
            words.markup("timeline.transferred", ["from": words.name(from), "to": words.name(to)])
        case .closed(.known(let outcome), let reference?):
            words.markup(
                "timeline.closed.reference",
                ["outcome": "\(outcome.name(words.language))", "reference": words.name(reference)])
        case .closed(.known(let outcome), nil):
            "\(words("timeline.closed", ["outcome": outcome.name(words.language)]))"
        case .closed(.newer, _): "\(words("timeline.closed.newer"))"
        case .reopened: "\(words("timeline.reopened"))"
        case .rated(.known(let rating), .known(let solved)?):
            "\(words("timeline.rated.solved", ["rating": rating.name(words.language), "solved": solved.name(words.language)]))"
        case .rated(.known(let rating), _):
            "\(words("timeline.rated", ["rating": rating.name(words.language)]))"
        case .rated(.newer, _): "\(words("timeline.rated.newer"))"
        case .erased: "\(words("timeline.erased"))"
        }
    }

    /// The entry as an item of the timeline's list.
    ///
    /// - Parameters:
    ///   - words: The wording.
    ///   - isToldAbove: Whether its words stand on the same page already: on paper that is enough.
    /// - Returns: An item of the list.
    func markup(_ words: Wording, isToldAbove: Bool = false) -> Markup {
        let mark: Markup = isToldAbove ? " class=\"told\"" : ""
        return "<li\(mark)><h3>\(title(words))</h3>\n\(details(words))"
    }

    /// Month, day and time, for a sentence.
    private func time(_ words: Wording) -> Markup {
        "<time datetime=\"\(at.rfc3339)\">\(Self.day(at, words))</time>"
    }

    private static func day(_ moment: Timestamp, _ words: Wording) -> String {
        let time = BeijingTime(moment)
        let months = words["date.months"].split(separator: " ")
        var clock: [UInt8] = []
        clock.appendDecimal(time.hour, width: 2)
        clock.append(":")
        clock.appendDecimal(time.minute, width: 2)
        return words(
            "timeline.moment",
            [
                "month": String(months[time.date.month - 1]), "day": "\(time.date.day)",
                "time": String(decoding: clock, as: UTF8.self),
            ])
    }

    /// When it happened, who did it, and what was written.
    func details(_ words: Wording) -> Markup {
        // Its sentence says all of it.
        if kind == .notified || kind == .notifiedOfficer { return "" }
        let actor: Markup? =
            switch (byName, onBehalfOf) {
            case (let name?, let other?):
                words.name(words("timeline.on-behalf", ["name": name, "deputy": other]))
            case (let name?, nil): words.name(name)
            case (nil, _): nil
            }
        let time: Markup = "<time datetime=\"\(at.rfc3339)\">\(words.moment(at))</time>"
        var markup: Markup = "<p class=\"hint\">\(time)"
        if let actor { markup += " \(actor)" }
        markup += "\n"
        if case .transferred = kind { markup += "<p class=\"hint\">\(words("timeline.transferred.clock"))\n" }
        if let text {
            markup += "<blockquote dir=\"auto\"\(words.mark(of: text))>\(text)</blockquote>\n"
        }
        if !added.isEmpty {
            let list = added.map { $0.words(words) }.joined(
                separator: words.language == .chinese ? "、" : ", ")
            markup += "<p>\(words("timeline.added", ["fields": list]))\n"
        }
        if photoCount > 0 { markup += "<p>\(words("timeline.photos", ["count": "\(photoCount)"]))\n" }
        return markup
    }
}

extension TimelineEntry.Kind {
    /// Taken up with a grade that this release knows.
    package static func acknowledged(_ grade: Grade) -> Self { .acknowledged(.known(grade)) }

    /// Graded anew with a grade that this release knows.
    package static func regraded(_ grade: Grade) -> Self { .regraded(.known(grade)) }

    /// Closed with an outcome that this release knows.
    package static func closed(_ outcome: Outcome, reference: String? = nil) -> Self {
        .closed(.known(outcome), reference: reference)
    }

    /// Rated with a word that this release knows.
    package static func rated(_ rating: Rating, solved: Solved? = nil) -> Self {
        .rated(.known(rating), solved: solved.map(Choice.known))
    }
}

extension Wording {
    /// That a department has a matter to deal with, and by when.
    func assignment(unit: String?, until: CivilDate?) -> Markup {
        let name = name(unit ?? self("timeline.assigned.unit-erased"))
        guard let until else { return markup("timeline.assigned", ["unit": name]) }
        return markup("timeline.assigned.until", ["unit": name, "date": "\(date(until))"])
    }
}
