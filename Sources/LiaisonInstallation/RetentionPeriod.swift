import LiaisonSystem

/// How long a closed case keeps its words: so many days, months or years after its closing, as `1095d`, `36m`, `3y`.
package struct RetentionPeriod: Equatable, Sendable {
    private let days: Int
    private let months: Int

    /// Reads a period; nothing for one that isn't of that form or longer than a century.
    package init?(_ text: String) {
        guard let unit = text.last, let count = Int(text.dropLast()), count > 0,
            text.dropLast().utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        switch unit {
        case "d" where count <= 36_525: (days, months) = (count, 0)
        case "m" where count <= 1_200: (days, months) = (0, count)
        case "y" where count <= 100: (days, months) = (0, 12 * count)
        default: return nil
        }
    }

    /// The first Beijing date on which what was closed on `date` is to be erased.
    package func end(closedOn date: CivilDate) -> CivilDate {
        date.adding(months: months).adding(days: days + 1)
    }
}
