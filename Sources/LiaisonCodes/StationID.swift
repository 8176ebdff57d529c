/// A station's number in the roster (站点编号), such as `SS00`: 1 to 16 capital letters, digits and hyphens.
///
/// It names a directory and starts every case number, hence the narrow alphabet; it starts and ends with a
/// letter or digit, and can't be `.` or hold a slash.
package struct StationID: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let text: String

    /// Reads an identifier in any letter case; nothing for one that breaks the rule above.
    package init?(_ text: some StringProtocol) {
        self.init(bytes: Array(text.utf8))
    }

    /// Reads an identifier from ASCII bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard (1...16).contains(bytes.count) else { return nil }
        var capitals: [UInt8] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): capitals.append(byte - 0x20)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"):
                capitals.append(byte)
            default: return nil
            }
        }
        guard capitals.first != UInt8(ascii: "-"), capitals.last != UInt8(ascii: "-") else { return nil }
        self.text = String(decoding: capitals, as: UTF8.self)
    }

    package var description: String { text }

    package static func < (first: StationID, second: StationID) -> Bool { first.text < second.text }
}
