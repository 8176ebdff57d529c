import LiaisonRecords
import LiaisonSystem
import LiaisonWording

/// Reception days as people read them.
extension Wording {
    /// How many of those on duty are named.
    private static let shownNames = 3

    /// `12月28日（星期一）9:00-11:30`, with who is on duty and whatever else there is to know of the day.
    func reception(_ reception: FormPage.Reception) -> Markup {
        let day = reception.day
        let text = self(
            day.time == nil ? "reception.day" : "reception.day.time",
            values: [
                "date": dayAndWeekday(day.date), "time": day.time ?? "",
            ])
        var markup: Markup = "\(text)"
        if day.cancelled != nil { return self.markup("reception.cancelled", ["day": "<s>\(markup)</s>"]) }
        if day.isLate { markup = self.markup("reception.late", ["day": markup]) }
        if let place = day.place {
            markup = self.markup("reception.place", ["day": markup, "place": name(place)])
        }
        if !reception.names.isEmpty {
            // All of them in one element: the page of 128 deputies stays within 14 KB.
            var names = reception.names.prefix(Self.shownNames).reduce("") { all, name in
                all.isEmpty ? name : self("reception.two-names", ["first": all, "second": name])
            }
            if reception.names.count > Self.shownNames {
                names = self("reception.more-names", ["names": names, "count": "\(reception.names.count)"])
            }
            markup = self.markup("reception.duty", ["day": markup, "names": name(names)])
        }
        if day.isProvisional { markup = self.markup("reception.provisional", ["day": markup]) }
        return markup
    }

    /// Several parts as one list, joined by the sentence of that key, of a `first` and a `second`.
    func list(_ parts: [Markup], _ key: String) -> Markup {
        guard let first = parts.first else { return "" }
        return parts.dropFirst().reduce(first) { markup(key, ["first": $0, "second": $1]) }
    }

    /// `12月28日（星期一）` or `Monday 28 December`.
    private func dayAndWeekday(_ date: CivilDate) -> String {
        let months = self["date.months"].split(separator: " ")
        let weekdays = self["date.weekdays"].split(separator: " ")
        return self(
            "reception.date",
            values: [
                "month": String(months[date.month - 1]), "day": "\(date.day)",
                "weekday": String(weekdays[date.weekday]),
            ])
    }
}
