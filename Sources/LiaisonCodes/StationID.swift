/// A station's number in the roster (站点编号), such as `SS00`: 1 to 16 capital letters, digits and hyphens.
///
/// It names a directory and starts every case number, hence the narrow alphabet; it starts and ends with a
/// letter or digit, and can't be `.` or hold a slash.
package struct StationID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The characters, the first the highest byte, zeros behind the last: so that it hashes and compares as two words.
    private let high, low: UInt64

    /// Reads an identifier in any letter case; nothing for one that breaks the rule above.
    package init?(_ text: some StringProtocol) {
        self.init(bytes: Array(text.utf8))
    }

    /// Reads an identifier from ASCII bytes.
    package init?(bytes: some Collection<UInt8>) {
        let capitals = bytes.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) ? $0 - 0x20 : $0 }
        guard let id = capitals.withUnsafeBufferPointer({ StationID(spelled: $0) }) else { return nil }
        self = id
    }

    /// Reads an identifier in capitals.
    ///
    /// - Parameter bytes: ASCII.
    package init?(spelled bytes: UnsafeBufferPointer<UInt8>) {
        guard (1...16).contains(bytes.count) else { return nil }
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"):
                continue
            default: return nil
            }
        }
        guard bytes.first != UInt8(ascii: "-"), bytes.last != UInt8(ascii: "-") else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        for (place, byte) in bytes.enumerated() {
            let shifted = UInt64(byte) << UInt64(56 - place % 8 * 8)
            if place < 8 { words.0 |= shifted } else { words.1 |= shifted }
        }
        (high, low) = words
    }

    package var description: String {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// What the check symbol of a case number sees of it: two ids that have it in common, such as S01 and SO1, are taken for one
    /// another by whoever types a number, and nothing tells.
    package var shape: [UInt8] {
        description.utf8.compactMap {
            Alphabet.symbol(forTyped: $0 == UInt8(ascii: "V") ? UInt8(ascii: "U") : $0)
        }
    }

    package static func < (first: StationID, second: StationID) -> Bool {
        (first.high, first.low) < (second.high, second.low)
    }
}
