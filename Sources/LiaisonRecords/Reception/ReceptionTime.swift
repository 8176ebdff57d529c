/// When in the day there is reception.
package enum ReceptionTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// From one time of the day to a later one.
    case span(ClockTime, ClockTime)
    /// From a time of the day on.
    case from(ClockTime)
    case morning, afternoon, evening

    /// A time of the day, 0:00 to 24:00.
    package struct ClockTime: Hashable, Comparable, Sendable, CustomStringConvertible {
        /// Minutes after midnight, 0 to 1440.
        package let minutes: Int

        /// A time that there is, or nothing.
        package init?(hour: Int, minute: Int) {
            guard (0...24).contains(hour), (0...59).contains(minute), hour < 24 || minute == 0 else {
                return nil
            }
            minutes = hour * 60 + minute
        }

        /// `9:00`.
        package var description: String {
            "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
        }

        package static func < (first: ClockTime, second: ClockTime) -> Bool { first.minutes < second.minutes }
    }

    /// Reads one time, such as `9:00-11:30`, `下午2点半-5点` or 上午.
    ///
    /// - Parameter text: The time and nothing else; full-width digits and signs are fine.
    package init?(parsing text: String) {
        var scanner = ReceptionScanner(text)
        guard let time = scanner.time(), scanner.isAtEnd else { return nil }
        self = time
    }

    /// `9:00-11:30`, `9:00` or 上午.
    package var description: String {
        switch self {
        case .span(let start, let end): "\(start)-\(end)"
        case .from(let start): "\(start)"
        case .morning: "上午"
        case .afternoon: "下午"
        case .evening: "晚上"
        }
    }

    /// When it begins, as far as that is said: for putting times in order.
    private var start: Int {
        switch self {
        case .span(let start, _), .from(let start): start.minutes
        case .morning: 0
        case .afternoon: 12 * 60
        case .evening: 18 * 60
        }
    }

    package static func < (first: ReceptionTime, second: ReceptionTime) -> Bool {
        (first.start, first.description) < (second.start, second.description)
    }
}
