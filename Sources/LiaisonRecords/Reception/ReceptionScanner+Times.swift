import LiaisonCodes

// Times of the day, and what becomes of days off.
extension ReceptionScanner {
    /// All times that come next.
    mutating func times() -> [ReceptionTime] {
        take(",", "、", ":", "的")
        guard let first = time() else { return [] }
        var times = [first]
        while let next = afterSeparator({ $0.time() }) ?? time() { times.append(next) }
        return times
    }

    /// One time: `9:00-11:30`, `上午9点`, `下午`.
    mutating func time() -> ReceptionTime? {
        attempt { scanner in
            let half = scanner.half()
            guard let start = scanner.attempt({ $0.clock() }) else { return half?.time }
            let isRange = scanner.take("-", "至", "到")
            guard isRange else {
                guard start.isUnit, let from = start.time(half) else { return nil }
                return .from(from)
            }
            let otherHalf = scanner.half() ?? half
            guard let end = scanner.clock(), start.isUnit || end.isUnit, let from = start.time(half),
                let to = end.time(otherHalf), from < to
            else { return nil }
            return .span(from, to)
        }
    }

    /// A half of the day, which says what a 2 on the clock means.
    private enum Half {
        case morning, noon, afternoon, evening

        var time: ReceptionTime? {
            switch self {
            case .morning: .morning
            case .afternoon: .afternoon
            case .evening: .evening
            case .noon: nil
            }
        }
    }

    /// What stands on a clock's face.
    private struct ClockFace {
        let hour: Int
        let minute: Int
        /// Whether more than a bare number said so.
        let isUnit: Bool

        /// The time of the day, or nothing where it can't be told or isn't one.
        func time(_ half: Half?) -> ReceptionTime.ClockTime? {
            switch half {
            case .morning: hour <= 12 ? ReceptionTime.ClockTime(hour: hour, minute: minute) : nil
            case .noon: ReceptionTime.ClockTime(hour: hour < 10 ? hour + 12 : hour, minute: minute)
            case .afternoon: ReceptionTime.ClockTime(hour: hour < 12 ? hour + 12 : hour, minute: minute)
            // 晚上12点 is midnight.
            case .evening:
                hour == 12 ? nil : ReceptionTime.ClockTime(hour: hour < 12 ? hour + 12 : hour, minute: minute)
            // 2:30 without 下午 is in the afternoon or a mistake: nobody can be sure.
            case nil: hour < 6 ? nil : ReceptionTime.ClockTime(hour: hour, minute: minute)
            }
        }
    }

    private mutating func half() -> Half? {
        if take("上午", "早上") { return .morning }
        if take("中午") { return .noon }
        if take("下午") { return .afternoon }
        return take("晚上", "晚间") ? .evening : nil
    }

    /// `9:00`, `9时30分`, `9点半`, or a bare `9`.
    private mutating func clock() -> ClockFace? {
        guard let hour = number() else { return nil }
        if take(":") {
            guard let minute = number() else { return nil }
            return ClockFace(hour: hour, minute: minute, isUnit: true)
        }
        guard take("时", "点钟", "点") else { return ClockFace(hour: hour, minute: 0, isUnit: false) }
        if take("半") { return ClockFace(hour: hour, minute: 30, isUnit: true) }
        let minute = attempt { scanner -> Int? in
            guard let minute = scanner.number() else { return nil }
            scanner.take("分")
            return minute
        }
        return ClockFace(hour: hour, minute: minute ?? 0, isUnit: true)
    }

    /// `（遇节假日顺延）` and its like.
    mutating func dayOff() -> ReceptionRule.DayOff? {
        attempt { scanner in
            scanner.take(",", "、")
            let isBracketed = scanner.take("(", "[")
            scanner.take("如遇", "遇", "逢")
            scanner.take("国家")
            scanner.take("法定")
            guard scanner.dayOffName() else { return nil }
            while scanner.afterSeparator({ $0.dayOffName() ? () : nil }) != nil {}
            scanner.take("则", "自动")
            let dayOff: ReceptionRule.DayOff
            if scanner.take("顺延") {
                dayOff = .shifted(.next)
            } else if scanner.take("提前") {
                dayOff = .shifted(.previous)
            } else if scanner.take("照常", "不休") {
                dayOff = .shifted(.none)
            } else if scanner.take("除外", "不接待", "休息") {
                dayOff = .omitted
            } else {
                return nil
            }
            return !isBracketed || scanner.take(")", "]") ? dayOff : nil
        }
    }

    private mutating func dayOffName() -> Bool {
        take("节假日", "节日", "假日", "双休日", "公休日", "休息日", "周末", "非工作日")
    }
}
