import LiaisonCodes

/// Reads the words of a rule from left to right. A reader that fails leaves everything as it was.
struct ReceptionScanner {
    private var rest: Substring

    /// - Parameter text: The words; they are read with full-width forms as ASCII, every kind of dash and wave as `-`,
    ///   and without spaces, but for one between two digits, which separates them.
    init(_ text: String) {
        var plain = ""
        var spacePending = false
        for scalar in text.unicodeScalars {
            let folded = Self.folded(scalar)
            if folded.properties.isWhitespace {
                spacePending = true
                continue
            }
            let character = Character(folded)
            if spacePending, let last = plain.last, Self.isDigit(last), Self.isDigit(character) {
                plain += "、"
            }
            spacePending = false
            plain.append(character)
        }
        while let last = plain.last, "。.,、".contains(last) { plain.removeLast() }
        rest = Substring(plain)
    }

    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x7E, 0xFF5E, 0x301C, 0x2010...0x2015, 0x2212: "-"
        case 0x2236: ":"
        case 0xFF01...0xFF5D: Unicode.Scalar(UInt8(scalar.value - 0xFEE0))
        default: scalar
        }
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    var isAtEnd: Bool { rest.isEmpty }

    /// Takes the first of the words that comes next.
    @discardableResult
    mutating func take(_ words: String...) -> Bool {
        for word in words where rest.hasPrefix(word) {
            rest = rest.dropFirst(word.count)
            return true
        }
        return false
    }

    /// What a reader makes of what follows, or nothing and everything as it was.
    mutating func attempt<Value>(_ read: (inout ReceptionScanner) -> Value?) -> Value? {
        let before = rest
        if let value = read(&self) { return value }
        rest = before
        return nil
    }

    /// What a reader makes of what follows a `、`, `，`, 和 or 及.
    mutating func afterSeparator<Value>(_ read: (inout ReceptionScanner) -> Value?) -> Value? {
        attempt { $0.take("、", ",", "/", "和", "及", "与") ? read(&$0) : nil }
    }

    /// A whole number in one or two digits, or as 二十八.
    mutating func number() -> Int? {
        let digits = rest.prefix(while: Self.isDigit)
        if !digits.isEmpty {
            guard digits.count <= 2 else { return nil }
            rest = rest.dropFirst(digits.count)
            return Int(digits)
        }
        return attempt { scanner in
            let tens = scanner.numeral()
            if scanner.take("十") {
                // 十八, 二十, 二十八.
                return (tens ?? 1) * 10 + (scanner.numeral() ?? 0)
            }
            return tens
        }
    }

    private mutating func numeral() -> Int? {
        guard let first = rest.first, let value = Self.numerals.firstIndex(of: first) else { return nil }
        rest = rest.dropFirst()
        return value + 1
    }

    private static let numerals = Array("一二三四五六七八九")

    /// Passes over words that only say that this is about reception days: `接待日：`, `为选民接待日`.
    mutating func skipTitle() {
        _ = attempt { scanner -> Void? in
            scanner.take("为", "是")
            scanner.take("代表进站")
            scanner.take("固定")
            scanner.take("代表", "选民", "群众")
            guard scanner.take("接待日期", "接待日", "接待时间", "接待群众", "接待选民", "接待") else { return nil }
            scanner.take("为", "是")
            scanner.take(":")
            return ()
        }
    }
}

// Days.
extension ReceptionScanner {
    /// One pattern, as long as it goes.
    mutating func pattern() -> ReceptionPattern? {
        attempt { $0.everyDay() } ?? attempt { $0.weekly() } ?? attempt { $0.monthly() }
    }

    private mutating func everyDay() -> ReceptionPattern? {
        if take("每个工作日", "工作日") { return .workingDays }
        return take("每天", "每日") ? .weekdays(Set(0...6)) : nil
    }

    /// `每周三`, `每周一、三、五`, `周一至周五`, `每逢星期三`.
    private mutating func weekly() -> ReceptionPattern? {
        if !take("每逢", "逢") { take("每") }
        take("个")
        guard takeWeek() else { return nil }
        take("的")
        // 每周星期三.
        _ = takeWeek()
        return weekday().map { .weekdays(weekdays(from: $0)) }
    }

    private mutating func takeWeek() -> Bool { take("周", "星期", "礼拜") }

    /// 0 for Sunday; both days of a weekend for 末.
    private mutating func weekday() -> [Int]? {
        guard let first = rest.first else { return nil }
        if let day = Array("日一二三四五六").firstIndex(of: first) ?? Array("天123456").firstIndex(of: first) {
            rest = rest.dropFirst()
            return [day]
        }
        return take("7") ? [0] : take("末") ? [6, 0] : nil
    }

    /// The rest of a list of weekdays: `、三、五` or `至周五`.
    private mutating func weekdays(from first: [Int]) -> Set<Int> {
        var days = Set(first)
        var last = first
        while true {
            let next = attempt { scanner -> (isRange: Bool, days: [Int])? in
                let isRange = scanner.take("至", "到", "-")
                guard isRange || scanner.take("、", ",", "/", "和", "及", "与") else { return nil }
                // 周三、每月8日 goes on with another pattern, 周三、9:00 with a time.
                let isNamed = scanner.takeWeek()
                guard isNamed || !scanner.isBeforeClock, let days = scanner.weekday() else { return nil }
                return (isRange, days)
            }
            guard let next else { return days }
            if next.isRange, let start = last.last, let end = next.days.first {
                var day = start
                while day != end {
                    day = (day + 1) % 7
                    days.insert(day)
                }
            }
            days.formUnion(next.days)
            last = next.days
        }
    }

    /// Whether digits and a sign of the clock come next.
    private var isBeforeClock: Bool {
        let digits = rest.prefix(while: Self.isDigit)
        guard !digits.isEmpty, let next = rest.dropFirst(digits.count).first else { return false }
        return ":时点".contains(next)
    }

    /// `每月6日、16日`, `逢6`, `每月第一个星期五`, `每月最后一个工作日`, `单月8日`.
    private mutating func monthly() -> ReceptionPattern? {
        // 逢每月8日 is 每月8日.
        _ = attempt { $0.take("每逢", "逢") && $0.rest.hasPrefix("每") ? () : nil }
        var months = ReceptionPattern.Months.all
        var isNamed = true
        if take("单月", "每单月") {
            months = .odd
        } else if take("双月", "每双月") {
            months = .even
        } else {
            isNamed = take("每个月", "每月")
        }
        take("的")
        if take("最后一天", "最后一日") { return isNamed ? .lastDay(months) : nil }
        if let pattern = attempt({ $0.byLastDigit(months) }) { return pattern }
        if let pattern = attempt({ $0.byOrdinal(months) }) { return pattern }
        return daysOfMonth(months, isNamed: isNamed)
    }

    /// `逢6`, `逢3、6、9`, `逢五逢十`: the days that end so.
    private mutating func byLastDigit(_ months: ReceptionPattern.Months) -> ReceptionPattern? {
        guard take("每逢", "逢"), let first = number(), first <= 10 else { return nil }
        var digits = [first]
        take("日", "号")
        while true {
            let next = attempt { scanner -> Int? in
                let isSeparated = scanner.take("、", ",", "/", "和", "及", "与")
                let isRepeated = scanner.take("逢")
                guard isSeparated || isRepeated, !scanner.isBeforeClock, let digit = scanner.number(),
                    digit <= 10
                else { return nil }
                scanner.take("日", "号")
                return digit
            }
            guard let next else { break }
            digits.append(next)
        }
        return .days(Set(digits.flatMap { digit in (1...31).filter { $0 % 10 == digit % 10 } }), months)
    }

    /// `第一个星期五`, `第一、三个星期五`, `最后一个工作日`, `倒数第二个工作日`.
    private mutating func byOrdinal(_ months: ReceptionPattern.Months) -> ReceptionPattern? {
        guard let first = ordinal() else { return nil }
        var ordinals: Set = [first]
        // 倒数第一、二个 counts both from the end.
        while let next = afterSeparator({ $0.ordinal() ?? $0.count().map { first.signum() * $0 } }) {
            ordinals.insert(next)
        }
        if take("工作日") {
            // No month has more than 23 days on which people work.
            return ordinals.allSatisfy { abs($0) <= 23 }
                ? .workingDaysOfMonth(ordinals: ordinals, months) : nil
        }
        guard ordinals.allSatisfy({ abs($0) <= 5 }), takeWeek(), let day = weekday() else { return nil }
        return .weekdaysOfMonth(weekdays(from: day), ordinals: ordinals, months)
    }

    private mutating func ordinal() -> Int? {
        attempt { scanner in
            if scanner.take("最后一个", "最后1个") { return -1 }
            if scanner.take("首个") { return 1 }
            let sign = scanner.take("倒数") ? -1 : 1
            return scanner.take("第") ? scanner.count().map { sign * $0 } : nil
        }
    }

    /// A number from 1 on, with or without 个.
    private mutating func count() -> Int? {
        attempt { scanner in
            guard let count = scanner.number(), count > 0 else { return nil }
            scanner.take("个")
            return count
        }
    }

    /// `28日`, `6日、16日、26日`, `6、16号`, `1日至3日`.
    private mutating func daysOfMonth(_ months: ReceptionPattern.Months, isNamed: Bool) -> ReceptionPattern? {
        guard let first = dayOfMonth() else { return nil }
        var days: Set = [first.day]
        var isUnit = first.isUnit
        var last = first.day
        while true {
            let next = attempt { scanner -> (isRange: Bool, day: Int, isUnit: Bool)? in
                let isRange = scanner.take("至", "到", "-")
                guard isRange || scanner.take("、", ",", "/", "和", "及", "与"), !scanner.isBeforeClock,
                    let next = scanner.dayOfMonth(), !isRange || next.day > last
                else { return nil }
                return (isRange, next.day, next.isUnit)
            }
            guard let next else { break }
            if next.isRange { days.formUnion(last...next.day) }
            days.insert(next.day)
            last = next.day
            isUnit = next.isUnit
        }
        // A bare number may be anything.
        return isUnit || isNamed ? .days(days, months) : nil
    }

    private mutating func dayOfMonth() -> (day: Int, isUnit: Bool)? {
        guard !isBeforeClock, let day = number(), (1...31).contains(day) else { return nil }
        return (day, take("日", "号"))
    }
}
