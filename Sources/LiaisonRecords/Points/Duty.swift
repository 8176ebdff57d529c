/// One of the tasks that are scored (履职任务): what it is, in which register it stands, and what it is worth.
package struct Duty: Equatable, Sendable {
    /// Its name in commands and files, such as `visit`.
    package let key: String
    /// What people call it, such as 走访选民.
    package let name: String
    package let register: Register
    package let points: Points
    /// The most points that a deputy gets for it in a year.
    package let yearlyCap: Points?
    package let source: Source

    package init(
        key: String, name: String, register: Register, points: Points, yearlyCap: Points? = nil,
        source: Source = .entry
    ) {
        self.key = key
        self.name = name
        self.register = register
        self.points = points
        self.yearlyCap = yearlyCap
        self.source = source
    }

    /// What is counted.
    package enum Source: String, CaseIterable, Sendable {
        /// Entries of the register.
        case entry
        /// Cases that the deputy answered.
        case replied
        /// Cases that the deputy closed.
        case closed
    }
}

/// The registers of a station (台账).
package enum Register: String, CaseIterable, Sendable {
    case reception, visit, research, training, problem, meeting, publicity, other
}

/// A number of points, exact to a hundredth.
package struct Points: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// So many hundredths of a point.
    package var hundredths: Int

    package init(hundredths: Int) { self.hundredths = hundredths }

    /// None.
    package static let zero = Points(hundredths: 0)

    /// Reads a number that isn't negative, with at most two decimals, such as `2` or `0.5`; nothing for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = parts.first, (1...6).contains(whole.count),
            whole.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let units = Int(whole)
        else { return nil }
        var fraction = 0
        if parts.count == 2 {
            guard (1...2).contains(parts[1].count), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let digits = Int(parts[1])
            else { return nil }
            fraction = parts[1].count == 1 ? digits * 10 : digits
        }
        hundredths = units * 100 + fraction
    }

    /// `2`, `0.5` or `1.25`.
    package var description: String {
        let (units, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
        if rest == 0 { return "\(units)" }
        if rest % 10 == 0 { return "\(units).\(rest / 10)" }
        return "\(units).\(rest < 10 ? "0" : "")\(rest)"
    }

    package static func + (first: Points, second: Points) -> Points {
        Points(hundredths: first.hundredths + second.hundredths)
    }

    package static func - (first: Points, second: Points) -> Points {
        Points(hundredths: first.hundredths - second.hundredths)
    }

    package static func < (first: Points, second: Points) -> Bool { first.hundredths < second.hundredths }
}
