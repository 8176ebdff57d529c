import LiaisonSystem

extension Deputy {
    /// The first day of the deputy's term, as far as the roster says: the first date in the column 届次, such as
    /// `第十九届（2026年11月）`, `2021-11-28` or `2021-2026`; of a year or a month the first day.
    ///
    /// Nothing where the column has no year in it: a bare number of a term says nothing of when it began.
    package var termStart: CivilDate? {
        guard let term else { return nil }
        var numbers: [(value: Int, digits: Int, isNear: Bool)] = []
        var gap = 0
        var current: (value: Int, digits: Int)?
        for scalar in term.unicodeScalars {
            if scalar.isASCII, let digit = scalar.properties.numericValue.map({ Int($0) }) {
                let before = current ?? (0, 0)
                // Ten digits are no date.
                current = before.digits < 9 ? (before.value * 10 + digit, before.digits + 1) : before
                continue
            }
            if let (value, digits) = current {
                numbers.append((value, digits, gap <= 1))
                (current, gap) = (nil, 0)
            }
            gap += 1
        }
        if let (value, digits) = current { numbers.append((value, digits, gap <= 1)) }
        guard let place = numbers.firstIndex(where: { $0.digits == 4 && (1950...2200).contains($0.value) })
        else { return nil }
        // A month and a day follow with one sign between.
        let rest = numbers[(place + 1)...].prefix { $0.isNear && $0.digits <= 2 }.map(\.value)
        let year = numbers[place].value
        let month = rest.first.flatMap { (1...12).contains($0) ? $0 : nil }
        let day = month == nil ? nil : rest.dropFirst().first
        return CivilDate(year: year, month: month ?? 1, day: day ?? 1)
            ?? CivilDate(year: year, month: month ?? 1, day: 1)
    }
}
