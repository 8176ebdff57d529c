import LiaisonCodes
import LiaisonSystem

/// Reception days and activities as a calendar that phones and office programs subscribe to: iCalendar, RFC 5545.
///
/// Times are UTC, so that nobody needs to know a time zone; a day without times is a whole day. The same days always
/// give the same bytes, and an event keeps its UID whatever becomes of its time.
package struct ReceptionFile: Sendable {
    /// What the calendar is called.
    package let name: String
    /// What each event is called, such as 代表接待群众.
    package let summary: String
    /// Where the reception is, unless a day says otherwise; may be empty.
    package let location: String
    /// The page that it belongs to.
    package let address: String
    /// What makes UIDs this installation's own: its host.
    package let host: String
    package let station: StationID
    /// When the days were worked out, for `DTSTAMP`.
    package let made: Timestamp

    package init(
        name: String, summary: String, location: String, address: String, host: String, station: StationID,
        made: Timestamp
    ) {
        (self.name, self.summary, self.location, self.address) = (name, summary, location, address)
        (self.host, self.station, self.made) = (host, station, made)
    }

    /// An activity of the station: a whole day.
    package struct Activity: Sendable {
        let number: RecordNumber
        let on: CivilDate
        let title: String
        let text: String?
        /// Where one reads of it.
        let address: String

        package init(number: RecordNumber, on: CivilDate, title: String, text: String?, address: String) {
            (self.number, self.on, self.title, self.text) = (number, on, title, text)
            self.address = address
        }
    }

    /// The whole file.
    ///
    /// - Parameters:
    ///   - days: The days.
    ///   - activities: The station's activities.
    ///   - description: What to say about a day beside when it is; may be empty.
    /// - Returns: UTF-8 with CRLF, no line above 75 octets.
    package func bytes(
        of days: [ReceptionDay], _ activities: [Activity] = [], description: (ReceptionDay) -> String
    ) -> [UInt8] {
        var output: [UInt8] = []
        output.appendLine("BEGIN", "VCALENDAR")
        output.appendLine("VERSION", "2.0")
        output.appendLine("PRODID", "-//Liaison//Reception days//ZH")
        output.appendLine("CALSCALE", "GREGORIAN")
        output.appendLine("METHOD", "PUBLISH")
        // RFC 7986, and the name for programs that don't know it.
        output.appendLine("NAME", Self.text(name))
        output.appendLine("X-WR-CALNAME", Self.text(name))
        output.appendLine("REFRESH-INTERVAL;VALUE=DURATION", "P1D")
        for day in days {
            let times: [ReceptionTime?] = day.times.isEmpty ? [nil] : day.times.map(Optional.some)
            for (index, time) in times.enumerated() {
                append(day, time, index: index, description(day), to: &output)
            }
        }
        for activity in activities { append(activity, to: &output) }
        output.appendLine("END", "VCALENDAR")
        return output
    }

    private func append(_ activity: Activity, to output: inout [UInt8]) {
        output.appendLine("BEGIN", "VEVENT")
        output.appendLine("UID", "activity-\(activity.number)@\(host)")
        output.appendLine("DTSTAMP", Self.utc(made))
        output.appendLine("DTSTART;VALUE=DATE", Self.compact(activity.on))
        output.appendLine("SUMMARY", Self.text(activity.title))
        if let text = activity.text { output.appendLine("DESCRIPTION", Self.text(text)) }
        output.appendLine("URL", activity.address)
        output.appendLine("STATUS", "CONFIRMED")
        output.appendLine("TRANSP", "TRANSPARENT")
        output.appendLine("END", "VEVENT")
    }

    private func append(
        _ day: ReceptionDay, _ time: ReceptionTime?, index: Int, _ description: String,
        to output: inout [UInt8]
    ) {
        output.appendLine("BEGIN", "VEVENT")
        let suffix = index == 0 ? "" : "-\(index + 1)"
        output.appendLine("UID", "reception-\(station)-\(Self.compact(day.date))\(suffix)@\(host)")
        output.appendLine("DTSTAMP", Self.utc(made))
        var summary = summary
        switch time {
        case .span(let start, let end)?:
            output.appendLine("DTSTART", Self.utc(day.date, start))
            output.appendLine("DTEND", Self.utc(day.date, end))
        case .from(let start)?: output.appendLine("DTSTART", Self.utc(day.date, start))
        case .morning?, .afternoon?, .evening?, nil:
            output.appendLine("DTSTART;VALUE=DATE", Self.compact(day.date))
            if let time { summary += " \(time)" }
        }
        output.appendLine("SUMMARY", Self.text(summary))
        let place = day.place ?? location
        if !place.isEmpty { output.appendLine("LOCATION", Self.text(place)) }
        if !description.isEmpty { output.appendLine("DESCRIPTION", Self.text(description)) }
        output.appendLine("URL", address)
        output.appendLine(
            "STATUS", day.cancelled != nil ? "CANCELLED" : day.isProvisional ? "TENTATIVE" : "CONFIRMED")
        output.appendLine("TRANSP", "TRANSPARENT")
        output.appendLine("END", "VEVENT")
    }

    /// `20261228`.
    private static func compact(_ date: CivilDate) -> String { date.iso8601.filter { $0 != "-" } }

    /// `20261228T010000Z` for a moment.
    private static func utc(_ moment: Timestamp) -> String {
        // Beijing is eight hours ahead of UTC all year.
        let time = BeijingTime(moment.adding(milliseconds: -8 * 3_600_000))
        var text: [UInt8] = Array(compact(time.date).utf8)
        text.append(UInt8(ascii: "T"))
        for part in [time.hour, time.minute, time.second] { text.appendDecimal(part, width: 2) }
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    private static func utc(_ date: CivilDate, _ time: ReceptionTime.ClockTime) -> String {
        utc(BeijingTime.start(of: date).adding(milliseconds: Int64(time.minutes) * 60_000))
    }

    /// A text as a value (RFC 5545 section 3.3.11); control characters are left out.
    private static func text(_ text: String) -> String {
        var value = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",": value += "\\\(scalar)"
            case "\n": value += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: continue
            default: value.unicodeScalars.append(scalar)
            }
        }
        return value
    }
}

extension [UInt8] {
    /// Appends a content line, folded so that no line has more than 75 octets, never inside a character (RFC 5545
    /// section 3.1).
    fileprivate mutating func appendLine(_ name: String, _ value: String) {
        var room = 75
        for scalar in "\(name):\(value)".unicodeScalars {
            let width = UTF8.width(scalar)
            if width > room {
                append("\r\n ")
                room = 74
            }
            append(contentsOf: Character(scalar).utf8)
            room -= width
        }
        append("\r\n")
    }
}
