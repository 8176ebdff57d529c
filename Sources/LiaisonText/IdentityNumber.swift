/// Citizen identity numbers, GB 11643: a region of six digits, a date of birth, three digits and a check character
/// of ISO 7064 MOD 11-2.
///
/// Whoever copies a number with one digit wrong gives away nearly all of it, so the check character isn't asked
/// for where people are warned: 18 characters with a region and a date of birth are enough.
package enum IdentityNumber {
    private static let length = 18

    /// Whether the text holds 18 characters in a row that look like such a number.
    package static func occurs(in text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            // Seventeen digits in a row reach across one of these places, wherever they stand.
            var index = 16
            while index < bytes.count {
                if isDigit(bytes[index]) {
                    let start = bytes[..<index].lastIndex { !isDigit($0) }.map { $0 + 1 } ?? 0
                    let end = bytes[index...].firstIndex { !isDigit($0) } ?? bytes.count
                    if isNumber(bytes, start..<end) { return true }
                    index = end
                }
                index += 17
            }
            return false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// Whether a run of digits, with the X that may follow it, looks like an identity number.
    private static func isNumber(_ text: UnsafeBufferPointer<UInt8>, _ digits: Range<Int>) -> Bool {
        var end = digits.upperBound
        if digits.count == 17, end < text.count, text[end] | 0x20 == UInt8(ascii: "x") {
            end += 1
            if end < text.count, isDigit(text[end]) { return false }
        }
        return end - digits.lowerBound == length
            && isPlausible(UnsafeBufferPointer(rebasing: text[digits.lowerBound..<end]))
    }

    /// Whether region and date of birth are possible ones: a province of GB/T 2260, a day of 1800 to 2099.
    private static func isPlausible(_ run: UnsafeBufferPointer<UInt8>) -> Bool {
        func number(_ range: Range<Int>) -> Int { run[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        let (year, month, day) = (number(6..<10), number(10..<12), number(12..<14))
        guard (11...91).contains(number(0..<2)), (1800..<2100).contains(year), (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }
}
