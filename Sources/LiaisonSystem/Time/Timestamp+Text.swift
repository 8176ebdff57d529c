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
        let bytes = Array(text)
        guard bytes.count >= 20, let date = CivilDate(iso8601: bytes[..<10]),
            bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"),
            let hour = decimal(bytes[11..<13]), let minute = decimal(bytes[14..<16]),
            let second = decimal(bytes[17..<19]), hour < 24, minute < 60, second <= 60
        else { return nil }
        var index = 19
        var millisecond = 0
        if bytes[index] == UInt8(ascii: ".") {
            let digits = bytes[(index + 1)...].prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty, let value = decimal((digits.prefix(3) + [0x30, 0x30]).prefix(3)) else {
                return nil
            }
            millisecond = value
            index = digits.endIndex
        }
        guard let offset = Self.offsetMinutes(bytes[index...]) else { return nil }
        let seconds =
            Int64(date.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset * 60)
        self.init(milliseconds: seconds * 1000 + Int64(millisecond))
    }

    private static func offsetMinutes(_ text: ArraySlice<UInt8>) -> Int? {
        guard let sign = text.first else { return nil }
        if sign | 0x20 == UInt8(ascii: "z") { return text.count == 1 ? 0 : nil }
        let rest = Array(text.dropFirst())
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), rest.count == 5,
            rest[2] == UInt8(ascii: ":"),
            let hours = decimal(rest[..<2]), let minutes = decimal(rest[3...]), hours < 24, minutes < 60
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
        let bytes = Array(text)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = decimal(bytes[..<4]), let month = decimal(bytes[5..<7]), let day = decimal(bytes[8...])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }
}

/// The value of ASCII digits; nothing when there are none, others, or too many.
private func decimal(_ digits: some Collection<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.count <= 9 else { return nil }
    var value = 0
    for digit in digits {
        guard (0x30...0x39).contains(digit) else { return nil }
        value = value * 10 + Int(digit - 0x30)
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
