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

    /// The name of a segment.
    ///
    /// - Parameters:
    ///   - month: Years times 100, plus the month.
    ///   - number: From 1.
    package init(month: Int, number: Int) {
        // Four bytes each: an inbox keeps one for every case. A name that isn't of this world stays out of it.
        storedMonth = Int32(clamping: month)
        storedNumber = Int32(clamping: number)
    }

    /// The first name of the month of a date.
    ///
    /// - Parameter date: The Beijing date.
    package init(firstOf date: CivilDate) {
        self.init(month: date.year * 100 + date.month, number: 1)
    }

    /// Reads `2026-11-0001`, or nothing.
    ///
    /// - Parameter text: The name.
    package init?(_ text: some StringProtocol) {
        // Byte by byte: a look at everything reads thousands of names.
        var parts = [0, 0, 0]
        var part = 0
        var length = 0
        var first: UInt8 = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "-"), length == (part == 0 ? 4 : 2), part < 2 {
                part += 1
                length = 0
                continue
            }
            guard (0x30...0x39).contains(byte), length < 8 else { return nil }
            if length == 0 { first = byte }
            length += 1
            parts[part] = parts[part] * 10 + Int(byte - 0x30)
        }
        // Four digits, or more without a zero in front: one name for each number.
        guard part == 2, length == 4 || (length > 4 && first != 0x30), parts[0] > 0,
            (1...12).contains(parts[1]), parts[2] > 0
        else { return nil }
        self.init(month: parts[0] * 100 + parts[1], number: parts[2])
    }

    /// Reads a file name, or nothing for one that is no segment's.
    ///
    /// - Parameter fileName: The name, without a directory.
    package init?(fileName: String) {
        guard fileName.hasSuffix(Self.fileExtension) else { return nil }
        self.init(fileName.dropLast(Self.fileExtension.count))
    }

    /// The name after this one in the same month.
    package var next: SegmentName { SegmentName(month: month, number: number + 1) }

    /// The name of its file.
    package var fileName: String { String(decoding: bytes + Array(Self.fileExtension.utf8), as: UTF8.self) }

    package var description: String { String(decoding: bytes, as: UTF8.self) }

    private var bytes: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(24)
        text.append(self)
        return text
    }

    package static func < (first: SegmentName, second: SegmentName) -> Bool {
        (first.month, first.number) < (second.month, second.number)
    }
}

extension [UInt8] {
    /// Appends a segment's name, ASCII.
    mutating func append(_ name: SegmentName) {
        appendDecimal(name.month / 100, width: 4)
        append(UInt8(ascii: "-"))
        appendDecimal(name.month % 100, width: 2)
        append(UInt8(ascii: "-"))
        appendDecimal(name.number, width: 4)
    }
}
