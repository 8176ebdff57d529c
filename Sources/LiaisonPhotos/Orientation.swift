/// How a camera was held: the one fact of Exif that is needed to show a picture (Exif 3.0 section 4.6.5.1.5).
struct Orientation {
    private static let tag = 0x0112
    /// TIFF's number for 16-bit values.
    private static let short = 3

    /// 2 to 8; 1 is how a picture without Exif is shown.
    let value: UInt8

    /// Finds the orientation in Exif data: a TIFF header and what follows it.
    ///
    /// Nothing comes of malformed data, and of the orientation that holds without any.
    init?(exif bytes: ArraySlice<UInt8>) {
        let bytes = Array(bytes)
        let isLittleEndian: Bool
        if bytes.starts(with: [0x49, 0x49, 0x2A, 0x00]) {
            isLittleEndian = true
        } else if bytes.starts(with: [0x4D, 0x4D, 0x00, 0x2A]) {
            isLittleEndian = false
        } else {
            return nil
        }
        func number(at start: Int, _ length: Int) -> Int? {
            guard start + length <= bytes.count else { return nil }
            let digits = bytes[start..<(start + length)]
            return isLittleEndian
                ? digits.reversed().reduce(0) { $0 << 8 | Int($1) } : digits.reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = number(at: 4, 4), let count = number(at: directory, 2) else { return nil }
        for index in 0..<count {
            let entry = directory + 2 + 12 * index
            guard let tag = number(at: entry, 2), let type = number(at: entry + 2, 2),
                let value = number(at: entry + 8, 2)
            else { return nil }
            guard tag == Self.tag, type == Self.short else { continue }
            guard (2...8).contains(value) else { return nil }
            self.value = UInt8(value)
            return
        }
        return nil
    }

    /// Exif data that say nothing else: a big-endian TIFF header and a directory of one entry.
    var exif: [UInt8] {
        let header: [UInt8] = [0x4D, 0x4D, 0x00, 0x2A, 0, 0, 0, 8]
        let entry: [UInt8] = [0x01, 0x12, 0x00, 0x03, 0, 0, 0, 1, 0, value, 0, 0]
        return header + [0, 1] + entry + [0, 0, 0, 0]
    }
}
