import LiaisonSystem

extension Timestamp {
    /// The date of RFC 5322 section 3.3 in Beijing time, such as `Wed, 24 Dec 2025 14:05:09 +0800`.
    var mailDate: String {
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let time = BeijingTime(self)
        var text = Array("\(days[time.date.weekday]), \(time.date.day) \(months[time.date.month - 1]) ".utf8)
        text.appendDecimal(time.date.year, width: 4)
        for (separator, value) in [(" ", time.hour), (":", time.minute), (":", time.second)] {
            text.append(separator)
            text.appendDecimal(value, width: 2)
        }
        text.append(" +0800")
        return String(decoding: text, as: UTF8.self)
    }

    /// The date of RFC 4155: UTC as asctime(3) writes it, such as `Wed Dec 24 06:05:09 2025`.
    var asctime: String {
        // "Wed, 24 Dec 2025 14:05:09 +0800" of the moment eight hours earlier has the parts that UTC has.
        let parts = adding(milliseconds: -8 * 3600 * 1000).mailDate.split { $0 == " " || $0 == "," }
        let day = parts[1].count < 2 ? " \(parts[1])" : String(parts[1])
        return "\(parts[0]) \(parts[2]) \(day) \(parts[4]) \(parts[3])"
    }
}
