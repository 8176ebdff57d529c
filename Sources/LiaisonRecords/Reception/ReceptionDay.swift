import LiaisonCodes
import LiaisonSystem

/// A day on which deputies receive people at a station.
package struct ReceptionDay: Equatable, Sendable {
    /// The date, moved off days on which nobody works.
    package var date: CivilDate
    /// At what times, in the order of the day; none when nobody says.
    package var times: [ReceptionTime]
    /// The words that made it a reception day; empty for one that was set.
    package var words: String
    /// The date that the rule names, where the day was moved.
    package var movedFrom: CivilDate?
    /// Whether the calendar says nothing yet of that year's holidays, so that the date may still move.
    package var isProvisional: Bool
    /// Where, when it isn't at the station.
    package var place: String?
    /// Who is on duty, as far as that is known.
    package var deputies: [Code]
    /// Whether the roster's rules or somebody's word made it one.
    package var source: Source
    /// When people could first know of it; nothing for a rule, which stands on the wall.
    package var announced: CivilDate?
    /// Whether it was set less than three days ahead.
    package var isLate: Bool
    /// Why it doesn't take place, when it doesn't.
    package var cancelled: String?

    /// What made a day a reception day.
    package enum Source: String, Sendable {
        case rule, set
    }

    package init(
        date: CivilDate, times: [ReceptionTime] = [], words: String = "", movedFrom: CivilDate? = nil,
        isProvisional: Bool = false, place: String? = nil, deputies: [Code] = [], source: Source = .rule,
        announced: CivilDate? = nil, isLate: Bool = false, cancelled: String? = nil
    ) {
        self.date = date
        self.times = times
        self.words = words
        self.movedFrom = movedFrom
        self.isProvisional = isProvisional
        self.place = place
        self.deputies = deputies
        self.source = source
        self.announced = announced
        self.isLate = isLate
        self.cancelled = cancelled
    }

    /// The times as they are shown and sent: `9:00-11:30`, `9:00-11:30、14:30-17:00`; nothing when nobody says.
    package var time: String? {
        times.isEmpty ? nil : times.map(\.description).joined(separator: "、")
    }
}
