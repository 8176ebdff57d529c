import LiaisonCodes
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
        add("mail.fact.channel", Self.name(channel, Channel.self, wording))
        add("mail.fact.topic", topic)
        add("mail.fact.name", name)
        add("mail.fact.phone", phone)
        add("mail.fact.grade", grade.map { Self.name($0, Grade.self, wording) })
        add("mail.fact.due", due?.iso8601)
        add("mail.fact.close-due", closeDue?.iso8601)
        add("mail.fact.unit", unit)
        add("mail.fact.until", until?.iso8601)
        add("mail.fact.on", on?.iso8601)
        add("mail.fact.outcome", outcome.map { Self.name($0, Outcome.self, wording) })
        add("mail.fact.reference", reference)
        add("mail.fact.solved", solved.map { Self.name($0, Solved.self, wording) })
        add("mail.fact.rating", rating.map { Self.name($0, Rating.self, wording) })
        if photos > attached {
            add("mail.fact.photos-missing", "\(photos - attached)")
        } else if photos > 0 {
            add("mail.fact.photos", "\(photos)")
        }
        add("mail.fact.entry", entry)
        // Last, where it is looked for; an answer to the mail itself would reach nobody.
        if kind != EventKind.erased.rawValue {
            add("mail.fact.answer", "liaison reply \(self.case)")
            add("mail.fact.url", url)
        }
        return lines
    }

    /// What happened, in the reader's language.
    func kindName(_ wording: Wording) -> String { Choice<EventKind>(word: kind).name(wording.language) }

    /// A word of cases in the reader's language.
    private static func name<Term: CaseTerm>(_ word: String, _: Term.Type, _ wording: Wording) -> String {
        Choice<Term>(word: word).name(wording.language)
    }

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
