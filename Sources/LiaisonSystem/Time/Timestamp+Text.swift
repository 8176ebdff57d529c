extension Timestamp {
    /// RFC 3339 in Beijing time with milliseconds: `2025-12-24T14:05:09.123+08:00`.
    package var rfc3339: String { String(decoding: rfc3339Bytes, as: UTF8.self) }

    /// ``rfc3339`` as ASCII bytes.
    package var rfc3339Bytes: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(29)
        text.append(self)
        return text
    }

    /// Reads RFC 3339 with any offset and any number of fractional digits.
    package init?(rfc3339 text: some Collection<UInt8>) {
        guard let moment = Array(text).withUnsafeBufferPointer({ Timestamp(rfc3339: $0) }) else { return nil }
        self = moment
    }

    /// Reads RFC 3339 in place, with any offset and any number of fractional digits.
    package init?(rfc3339 text: UnsafeBufferPointer<UInt8>) {
        guard text.count >= 20, let date = CivilDate(iso8601: text, from: 0),
            text[10] | 0x20 == UInt8(ascii: "t"), text[13] == UInt8(ascii: ":"),
            text[16] == UInt8(ascii: ":"),
            let hour = decimal(text, in: 11..<13), let minute = decimal(text, in: 14..<16),
            let second = decimal(text, in: 17..<19), hour < 24, minute < 60, second <= 60
        else { return nil }
        var index = 19
        var millisecond = 0
        if text[index] == UInt8(ascii: ".") {
            index += 1
            var weight = 100
            while index < text.count, (0x30...0x39).contains(text[index]) {
                millisecond += Int(text[index] - 0x30) * weight
                weight /= 10
                index += 1
            }
            if index == 20 { return nil }
        }
        guard let offset = Self.offsetMinutes(text, from: index) else { return nil }
        let seconds =
            Int64(date.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset * 60)
        self.init(milliseconds: seconds * 1000 + Int64(millisecond))
    }

    private static func offsetMinutes(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard start < text.count else { return nil }
        let sign = text[start]
        if sign | 0x20 == UInt8(ascii: "z") { return text.count == start + 1 ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), text.count == start + 6,
            text[start + 3] == UInt8(ascii: ":"), let hours = decimal(text, in: (start + 1)..<(start + 3)),
            let minutes = decimal(text, in: (start + 4)..<(start + 6)), hours < 24, minutes < 60
        else { return nil }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }
}

extension CivilDate {
    /// ISO 8601, ten ASCII bytes: `2025-12-24`.
    package var iso8601Bytes: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(10)
        text.append(self)
        return text
    }

    /// ISO 8601: `2025-12-24`.
    package var iso8601: String { String(decoding: iso8601Bytes, as: UTF8.self) }

    /// Reads `2025-12-24`, or nothing where that is no date.
    package init?(iso8601 text: some Collection<UInt8>) {
        guard let date = Array(text).withUnsafeBufferPointer({ CivilDate(iso8601: $0) }) else { return nil }
        self = date
    }

    /// Reads `2025-12-24` in place, or nothing where that is no date.
    package init?(iso8601 text: UnsafeBufferPointer<UInt8>) {
        guard text.count == 10 else { return nil }
        self.init(iso8601: text, from: 0)
    }

    /// Reads the ten bytes from `start` on.
    fileprivate init?(iso8601 text: UnsafeBufferPointer<UInt8>, from start: Int) {
        guard text[start + 4] == UInt8(ascii: "-"), text[start + 7] == UInt8(ascii: "-"),
            let year = decimal(text, in: start..<(start + 4)),
            let month = decimal(text, in: (start + 5)..<(start + 7)),
            let day = decimal(text, in: (start + 8)..<(start + 10))
        else { return nil }
        self.init(year: year, month: month, day: day)
    }
}

/// The value of a few ASCII digits; nothing where others stand.
private func decimal(_ text: UnsafeBufferPointer<UInt8>, in range: Range<Int>) -> Int? {
    var value = 0
    for index in range {
        guard (0x30...0x39).contains(text[index]) else { return nil }
        value = value * 10 + Int(text[index] - 0x30)
    }
    return value
}

extension [UInt8] {
    /// Appends the bytes of another array.
    package mutating func append(_ bytes: [UInt8]) { append(contentsOf: bytes) }

    /// Appends UTF-8 text.
    package mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(contentsOf: $0) }
    }

    /// Appends ``Timestamp/rfc3339``.
    package mutating func append(_ moment: Timestamp) {
        let time = BeijingTime(moment)
        append(time.date)
        append(UInt8(ascii: "T"))
        appendDecimal(time.hour, width: 2)
        append(UInt8(ascii: ":"))
        appendDecimal(time.minute, width: 2)
        append(UInt8(ascii: ":"))
        appendDecimal(time.second, width: 2)
        append(UInt8(ascii: "."))
        appendDecimal(time.millisecond, width: 3)
        append("+08:00")
    }

    /// Appends ``CivilDate/iso8601``.
    package mutating func append(_ date: CivilDate) {
        appendDecimal(date.year, width: 4)
        append(UInt8(ascii: "-"))
        appendDecimal(date.month, width: 2)
        append(UInt8(ascii: "-"))
        appendDecimal(date.day, width: 2)
    }

    /// Appends a number in decimal, with leading zeros up to `width` digits.
    package mutating func appendDecimal(_ value: Int, width: Int = 1) {
        if value < 0 { append(UInt8(ascii: "-")) }
        // From the last digit on: dividing by a constant is a multiplication.
        var digits = InlineArray<20, UInt8>(repeating: 0x30)
        var start = 20
        var rest = value.magnitude
        repeat {
            start -= 1
            digits[start] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        for _ in 0..<Swift.max(0, width - (20 - start)) { append(0x30) }
        for index in start..<20 { append(digits[index]) }
    }
}
