import LiaisonSystem

/// A segment's name, `2026-11-0001`: the Beijing month in which it was opened, and its number in that month.
///
/// Creating the file exclusively claims the number: the one moment at which two writers could meet, and
/// open(2) with O_EXCL decides it on every POSIX file system without a lock.
package struct SegmentName: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let storedMonth: Int32
    private let storedNumber: Int32

    /// Years times 100, plus the month: 202611.
    package var month: Int { Int(storedMonth) }
    /// From 1.
    package var number: Int { Int(storedNumber) }

    /// The end of a segment's file name.
    package static let fileExtension = ".jsonl"

    package init(month: Int, number: Int) {
        // Four bytes each: an inbox keeps one for every case. A name that isn't of this world stays out of it.
        storedMonth = Int32(clamping: month)
        storedNumber = Int32(clamping: number)
    }

    /// The first name of the month of `date`.
    package init(firstOf date: CivilDate) {
        self.init(month: date.year * 100 + date.month, number: 1)
    }

    /// Reads `2026-11-0001`, or nothing.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard (12...16).contains(bytes.count), bytes[7] == UInt8(ascii: "-"),
            let date = CivilDate(iso8601: bytes[..<7] + Array("-01".utf8)),
            bytes[8...].allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(String(decoding: bytes[8...], as: UTF8.self)), number > 0
        else { return nil }
        self.init(month: date.year * 100 + date.month, number: number)
        guard description == text else { return nil }
    }

    /// Reads a file name, or nothing for one that is no segment's.
    package init?(fileName: String) {
        guard fileName.hasSuffix(Self.fileExtension) else { return nil }
        self.init(fileName.dropLast(Self.fileExtension.count))
    }

    /// The name after this one in the same month.
    package var next: SegmentName { SegmentName(month: month, number: number + 1) }

    package var fileName: String { description + Self.fileExtension }

    package var description: String {
        var text: [UInt8] = []
        text.appendDecimal(month / 100, width: 4)
        text.append(UInt8(ascii: "-"))
        text.appendDecimal(month % 100, width: 2)
        text.append(UInt8(ascii: "-"))
        text.appendDecimal(number, width: 4)
        return String(decoding: text, as: UTF8.self)
    }

    package static func < (first: SegmentName, second: SegmentName) -> Bool {
        (first.month, first.number) < (second.month, second.number)
    }
}
