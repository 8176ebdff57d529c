import LiaisonSystem
import LiaisonWording

/// Dates, durations and sizes as people read them; times are Beijing time whatever the server's zone.
extension Wording {
    /// `2025年12月24日` or `24 December 2025`.
    package func date(_ date: CivilDate) -> String {
        let months = self["date.months"].split(separator: " ")
        return self(
            "date.day",
            ["year": "\(date.year)", "month": String(months[date.month - 1]), "day": "\(date.day)"])
    }

    /// `2025年12月24日 14:05` or `24 December 2025, 14:05`.
    package func moment(_ timestamp: Timestamp) -> String {
        let time = BeijingTime(timestamp)
        var clock: [UInt8] = []
        clock.appendDecimal(time.hour, width: 2)
        clock.append(":")
        clock.appendDecimal(time.minute, width: 2)
        return self("date.moment", ["date": date(time.date), "time": String(decoding: clock, as: UTF8.self)])
    }

    /// A waiting time in whole minutes, or in seconds below one minute; rounded up.
    package func duration(seconds: Int) -> String {
        seconds < 60
            ? self("duration.seconds", ["count": "\(seconds)"])
            : self("duration.minutes", ["count": "\((seconds + 59) / 60)"])
    }

    /// A file's size in whole kilobytes, from a megabyte in tenths of one; decimal, as phones show it.
    package func size(ofBytes count: Int) -> String {
        if count < 1_000_000 { return "\(max(1, (count + 500) / 1000)) KB" }
        let tenths = (count + 50_000) / 100_000
        return "\(tenths / 10).\(tenths % 10) MB"
    }
}
