import LiaisonSystem

/// IMF-fixdate of RFC 9110 section 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
    private static let weekdays: [StaticString] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The date in 29 ASCII bytes.
    package static func format(secondsSince1970: Int64) -> [UInt8] {
        let (days, rest) = Int(secondsSince1970).quotientAndRemainder(dividingBy: 86_400)
        let date = CivilDate(daysSince1970: days)
        var text: [UInt8] = []
        text.reserveCapacity(29)
        text.append(weekdays[date.weekday])
        text.append(", " as StaticString)
        text.appendDecimal(date.day, width: 2)
        text.append(ByteClass.space)
        text.append(months[date.month - 1])
        text.append(ByteClass.space)
        text.appendDecimal(date.year, width: 4)
        text.append(ByteClass.space)
        text.appendDecimal(rest / 3600, width: 2)
        text.append(UInt8(ascii: ":"))
        text.appendDecimal(rest / 60 % 60, width: 2)
        text.append(UInt8(ascii: ":"))
        text.appendDecimal(rest % 60, width: 2)
        text.append(" GMT" as StaticString)
        return text
    }
}
