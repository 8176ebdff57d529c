import LiaisonCodes

/// One part of what a roster says about reception days: on which days, at what times, and what becomes of days off.
package struct ReceptionRule: Equatable, Sendable {
    /// On which days; there is at least one pattern.
    package let patterns: [ReceptionPattern]
    /// At what times, in the order of the day; none when the words don't say.
    package let times: [ReceptionTime]
    /// What the words themselves say of days off, such as 遇节假日顺延: it goes before the setting.
    package let dayOff: DayOff?
    /// The part as it stands in the roster.
    package let words: String

    /// What becomes of a day off.
    package enum DayOff: Equatable, Sendable {
        case shifted(ReceptionShift)
        /// There is no reception then (节假日除外).
        case omitted
    }

    /// Reads one part of a cell, or nothing where it can't be read whole and for sure.
    ///
    /// The patterns are joined by `、`, `，`, 和 or 及, the times follow, then what becomes of days off: `每周三、每月8日
    /// 上午9:00-11:30（遇节假日顺延）`. Dates of a single year, 农历, 双周 and 每月第二周 have no dates that anybody could
    /// be sure of, so they aren't read.
    ///
    /// - Parameter text: A part without semicolons.
    package init?(parsing text: String) {
        var scanner = ReceptionScanner(text)
        scanner.skipTitle()
        guard let first = scanner.pattern() else { return nil }
        var patterns = [first]
        while let next = scanner.afterSeparator({ $0.pattern() }) { patterns.append(next) }
        let times = scanner.times()
        scanner.skipTitle()
        let dayOff = scanner.dayOff()
        guard scanner.isAtEnd else { return nil }
        self.patterns = patterns
        self.times = times.sorted()
        self.dayOff = dayOff
        words = text
    }

    /// The rule as anybody understands it: `每月6、16、26日 9:00-11:30`.
    package var inWords: String {
        var words = patterns.map(\.inWords).joined(separator: "、")
        if !times.isEmpty { words += " " + times.map(\.description).joined(separator: "、") }
        switch dayOff {
        case .shifted(.next): words += "（遇节假日顺延）"
        case .shifted(.previous): words += "（遇节假日提前）"
        case .shifted(.none): words += "（节假日照常）"
        case .omitted: words += "（节假日除外）"
        case nil: break
        }
        return words
    }
}
