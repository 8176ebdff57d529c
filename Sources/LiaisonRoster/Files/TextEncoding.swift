/// How a text file's bytes stand for characters, as Excel, WPS and editors in China save them.
package enum TextEncoding: String, Sendable {
    case utf8 = "UTF-8"
    case gb18030 = "GB18030"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
}

/// Why bytes are no text.
package enum TextDecodingError: Error, Equatable {
    /// The bytes at `offset`, counted from 0, stand for nothing in the encoding that the file seems to have.
    case undecodable(TextEncoding, offset: Int)
    /// The C library has no table for the encoding.
    case unavailable(TextEncoding)
}

extension TextEncoding {
    /// The text of a file as UTF-8 without a byte order mark.
    ///
    /// A byte order mark decides. Without one, it is UTF-16 when zero bytes stand only beside separators and
    /// ASCII on one side; else UTF-8 when the whole is valid; else GB18030, unless the first line is Chinese
    /// in valid UTF-8: then the file is damaged UTF-8, which GB18030 would turn into other characters.
    ///
    /// - Parameter bytes: The whole file.
    /// - Returns: The text, and the encoding that it had.
    /// - Throws: The first place that can't be read.
    package static func decode(
        _ bytes: [UInt8]
    ) throws(TextDecodingError) -> (text: [UInt8], encoding: TextEncoding) {
        if bytes.starts(with: [0xFF, 0xFE]) { return try utf16(bytes, .utf16LittleEndian, from: 2) }
        if bytes.starts(with: [0xFE, 0xFF]) { return try utf16(bytes, .utf16BigEndian, from: 2) }
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        if !hasMark, let encoding = unmarkedUTF16(bytes) { return try utf16(bytes, encoding, from: 0) }
        guard let invalid = firstInvalidUTF8(bytes) else {
            return (hasMark ? Array(bytes.dropFirst(3)) : bytes, .utf8)
        }
        let firstLine = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        if hasMark || (invalid >= firstLine.count && firstLine.contains { $0 >= 0x80 }) {
            throw .undecodable(.utf8, offset: invalid)
        }
        let text = try GB18030.decode(bytes)
        return (text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text, .gb18030)
    }

    /// The encoding of UTF-16 without a byte order mark, recognised by its first 512 bytes.
    private static func unmarkedUTF16(_ bytes: [UInt8]) -> TextEncoding? {
        guard bytes.count >= 4, bytes.count % 2 == 0 else { return nil }
        let head = bytes.prefix(512)
        let zeros = head.indices.filter { head[$0] == 0 }
        guard zeros.count >= 2, let parity = zeros.first.map({ $0 % 2 }),
            zeros.allSatisfy({ $0 % 2 == parity })
        else { return nil }
        let separators: Set<UInt8> = [0x09, 0x0A, 0x0D, 0x2C]
        guard zeros.contains(where: { separators.contains(head[parity == 1 ? $0 - 1 : $0 + 1]) }) else {
            return nil
        }
        return parity == 1 ? .utf16LittleEndian : .utf16BigEndian
    }

    private static func utf16(
        _ bytes: [UInt8], _ encoding: TextEncoding, from start: Int
    ) throws(TextDecodingError) -> (text: [UInt8], encoding: TextEncoding) {
        func unit(_ index: Int) -> UInt32 {
            let (first, second) = (UInt32(bytes[index]), UInt32(bytes[index + 1]))
            return encoding == .utf16BigEndian ? first << 8 | second : second << 8 | first
        }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 3 / 2)
        var index = start
        while index < bytes.count {
            guard index + 1 < bytes.count else { throw .undecodable(encoding, offset: index) }
            var value = unit(index)
            let offset = index
            index += 2
            if (0xD800...0xDBFF).contains(value), index + 1 < bytes.count,
                (0xDC00...0xDFFF).contains(unit(index))
            {
                value = 0x10000 + (value - 0xD800) << 10 + (unit(index) - 0xDC00)
                index += 2
            }
            guard let scalar = Unicode.Scalar(value) else { throw .undecodable(encoding, offset: offset) }
            text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
        return (text, encoding)
    }

    /// The offset of the first byte that can't be part of UTF-8 (Unicode 16.0, table 3-7), if any.
    static func firstInvalidUTF8(_ bytes: [UInt8]) -> Int? {
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            if lead < 0x80 {
                index += 1
                continue
            }
            let (length, second): (Int, ClosedRange<UInt8>) =
                switch lead {
                case 0xC2...0xDF: (2, 0x80...0xBF)
                case 0xE0: (3, 0xA0...0xBF)
                case 0xED: (3, 0x80...0x9F)
                case 0xE1...0xEF: (3, 0x80...0xBF)
                case 0xF0: (4, 0x90...0xBF)
                case 0xF1...0xF3: (4, 0x80...0xBF)
                case 0xF4: (4, 0x80...0x8F)
                default: (0, 0x80...0xBF)
                }
            guard length > 0, index + length <= bytes.count, second.contains(bytes[index + 1]),
                bytes[(index + 2)..<(index + length)].allSatisfy({ (0x80...0xBF).contains($0) })
            else { return index }
            index += length
        }
        return nil
    }
}
