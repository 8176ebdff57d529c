import LiaisonSystem
import LiaisonWording

extension InboxEvent {
    /// The lines under the rule of a message, absent facts left out.
    func facts(_ wording: Wording, attached: Int) -> [String] {
        var lines: [String] = []
        func add(_ key: String, _ value: String?) {
            guard let value = value?.visibleLine, !value.isEmpty else { return }
            lines.append(wording(key, ["value": value]))
        }
        add("mail.fact.case", self.case.description)
        add("mail.fact.kind", kindName(wording))
        add("mail.fact.time", Self.time(at, wording))
        add("mail.fact.by", by)
        add("mail.fact.station", "\(stationName) (\(station))")
        add("mail.fact.to", "\(toName) (\(to))")
        add("mail.fact.channel", Self.channelName(channel, wording))
        add("mail.fact.topic", topic)
        add("mail.fact.name", name)
        add("mail.fact.phone", phone)
        add("mail.fact.grade", grade.map { Self.gradeName($0, wording) })
        add("mail.fact.due", due?.iso8601)
        add("mail.fact.outcome", outcome.map { Self.outcomeName($0, wording) })
        add("mail.fact.rating", rating.map { Self.ratingName($0, wording) })
        if photos > attached {
            add("mail.fact.photos-missing", "\(photos - attached)")
        } else if photos > 0 {
            add("mail.fact.photos", "\(photos)")
        }
        add("mail.fact.url", url)
        add("mail.fact.entry", entry)
        return lines
    }

    /// What happened, in the reader's language.
    func kindName(_ wording: Wording) -> String { Self.kindName(kind, wording) }

    /// What a kind of event is called; one that this client doesn't know is named as a newer release's.
    package static func kindName(_ kind: String, _ wording: Wording) -> String {
        guard let known = Kind(rawValue: kind) else {
            return wording("mail.kind.newer", ["kind": kind.visibleLine])
        }
        return wording(key(of: known))
    }

    private static func key(of kind: Kind) -> String {
        switch kind {
        case .received: "mail.kind.received"
        case .appended: "mail.kind.appended"
        case .acknowledged: "mail.kind.acknowledged"
        case .asked: "mail.kind.asked"
        case .answered: "mail.kind.answered"
        case .replied: "mail.kind.replied"
        case .extended: "mail.kind.extended"
        case .transferred: "mail.kind.transferred"
        case .claimed: "mail.kind.claimed"
        case .closed: "mail.kind.closed"
        case .reopened: "mail.kind.reopened"
        case .rated: "mail.kind.rated"
        case .erased: "mail.kind.erased"
        case .released: "mail.kind.released"
        case .discarded: "mail.kind.discarded"
        }
    }

    /// A channel's name in the reader's language.
    package static func channelName(_ value: String, _ wording: Wording) -> String {
        word(value, channelKeys, wording)
    }

    /// A grade's name in the reader's language.
    package static func gradeName(_ value: String, _ wording: Wording) -> String {
        word(value, gradeKeys, wording)
    }

    /// An outcome's name in the reader's language.
    package static func outcomeName(_ value: String, _ wording: Wording) -> String {
        word(value, outcomeKeys, wording)
    }

    /// A rating's name in the reader's language.
    package static func ratingName(_ value: String, _ wording: Wording) -> String {
        word(value, ratingKeys, wording)
    }

    /// A word of the protocol in the reader's language; one that this client doesn't know, as it came.
    private static func word(_ value: String, _ keys: [String: String], _ wording: Wording) -> String {
        keys[value].map { wording($0) } ?? value
    }

    private static let channelKeys = [
        "scan": "mail.channel.scan", "walk-in": "mail.channel.walk-in", "phone": "mail.channel.phone",
        "paper": "mail.channel.paper",
    ]

    private static let gradeKeys = [
        "simple": "mail.grade.simple", "ordinary": "mail.grade.ordinary", "major": "mail.grade.major",
    ]

    private static let outcomeKeys = [
        "resolved": "mail.outcome.resolved", "explained": "mail.outcome.explained",
        "passed-on": "mail.outcome.passed-on", "impossible": "mail.outcome.impossible",
        "withdrawn": "mail.outcome.withdrawn",
    ]

    private static let ratingKeys = [
        "satisfied": "mail.rating.satisfied", "fair": "mail.rating.fair",
        "dissatisfied": "mail.rating.dissatisfied",
    ]

    /// A moment in Beijing time for people, such as 2025年12月24日 14:05.
    static func time(_ moment: Timestamp, _ wording: Wording) -> String {
        let time = BeijingTime(moment)
        func padded(_ value: Int) -> String {
            var text: [UInt8] = []
            text.appendDecimal(value, width: 2)
            return String(decoding: text, as: UTF8.self)
        }
        return wording(
            "mail.time",
            [
                "year": "\(time.date.year)", "month": "\(time.date.month)", "day": "\(time.date.day)",
                "hour": padded(time.hour), "minute": padded(time.minute),
            ])
    }
}
