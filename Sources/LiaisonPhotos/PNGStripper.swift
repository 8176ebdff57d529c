/// Strips a PNG file (PNG specification, third edition) chunk by chunk; checks are made of every chunk's CRC.
///
/// Kept are the critical chunks, those that say how the samples are to be shown, and of Exif the orientation
/// alone. Nothing is kept behind the end.
enum PNGStripper {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// Chunks about colour and size, with the lengths that they can have; a longer colour profile than any
    /// display's is left out.
    private static let shown: [String: ClosedRange<Int>] = [
        "gAMA": 4...4, "cHRM": 32...32, "sRGB": 1...1, "sBIT": 1...4, "tRNS": 1...256, "pHYs": 9...9,
        "bKGD": 1...6, "iCCP": 1...PhotoLimits.profile,
    ]
    /// Exif beyond that is some maker's own data, and not searched.
    private static let exifLimit = 64 << 10

    static func strip(
        _ reader: inout PhotoReader, to writer: inout PhotoWriter
    ) throws(PhotoError) -> (width: Int, height: Int) {
        guard try reader.bytes(signature.count) == signature else { throw .damaged }
        try writer.append(signature)
        guard try header(&reader) == ("IHDR", 13) else { throw .damaged }
        let start = try content("IHDR", 13, &reader)
        let (width, height) = try Self.size(start)
        try write("IHDR", start, to: &writer)
        var stage = Stage.beforeData
        var hasPalette = false
        var (dataLength, chunks) = (0, 0)
        while true {
            let (type, length) = try header(&reader)
            chunks += 1
            guard chunks <= PhotoLimits.pieces else { throw .damaged }
            if stage == .inData, type != "IDAT" { stage = .afterData }
            switch type {
            case "IDAT":
                if stage == .afterData || (start[9] == 3 && !hasPalette) { throw .damaged }
                stage = .inData
                dataLength += length
                try copy(type, length, &reader, &writer)
            case "IEND":
                guard stage == .afterData, length == 0 else { throw .damaged }
                // A few bytes that claim to be a huge picture can't be the whole of it.
                let leastLength = rawLength(start, width, height) / PhotoLimits.deflateFactor
                guard dataLength >= leastLength else { throw .damaged }
                try write(type, try content(type, length, &reader), to: &writer)
                return (width, height)
            case "PLTE":
                guard stage == .beforeData, !hasPalette, (3...768).contains(length), length % 3 == 0 else {
                    throw .damaged
                }
                hasPalette = true
                try write(type, try content(type, length, &reader), to: &writer)
            case "eXIf" where length <= exifLimit:
                let exif = try content(type, length, &reader)
                if let orientation = Orientation(exif: exif[...]) {
                    try write(type, orientation.exif, to: &writer)
                }
            default:
                // The fifth bit of the first letter tells what a decoder may pass over (section 5.4).
                guard type.utf8.first.map({ $0 & 0x20 != 0 }) == true else { throw .damaged }
                if stage == .beforeData, shown[type]?.contains(length) == true {
                    try write(type, try content(type, length, &reader), to: &writer)
                } else {
                    try skip(type, length, &reader)
                }
            }
        }
    }

    /// Where a chunk stands: the image data are one run of chunks.
    private enum Stage {
        case beforeData, inData, afterData
    }

    /// The picture's size, out of a valid header (section 11.2.1).
    private static func size(_ header: [UInt8]) throws(PhotoError) -> (width: Int, height: Int) {
        func number(_ start: Int) -> Int { header[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) } }
        let depths: [UInt8] =
            switch header[9] {
            case 0: [1, 2, 4, 8, 16]
            case 3: [1, 2, 4, 8]
            case 2, 4, 6: [8, 16]
            default: []
            }
        guard depths.contains(header[8]), header[10] == 0, header[11] == 0, header[12] <= 1 else {
            throw .damaged
        }
        let (width, height) = (number(0), number(4))
        try PhotoLimits.check(width: width, height: height, bytesPerPixel: header[8] == 16 ? 8 : 4)
        return (width, height)
    }

    /// The bytes of the samples, with a byte for each line's filter (section 7.2).
    private static func rawLength(_ header: [UInt8], _ width: Int, _ height: Int) -> Int {
        let samples =
            switch header[9] {
            case 2: 3
            case 4: 2
            case 6: 4
            default: 1
            }
        return height * (1 + (width * samples * Int(header[8]) + 7) / 8)
    }

    /// The next chunk's type and the length of its content.
    private static func header(_ reader: inout PhotoReader) throws(PhotoError) -> (type: String, length: Int)
    {
        let bytes = try reader.bytes(8)
        let length = bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
        let isNamed = bytes[4...].allSatisfy { (0x41...0x5A).contains($0 & ~0x20) }
        guard length <= Int(Int32.max), isNamed else { throw .damaged }
        return (String(decoding: bytes[4...], as: UTF8.self), length)
    }

    /// A short chunk's content, its CRC checked.
    private static func content(
        _ type: String, _ length: Int, _ reader: inout PhotoReader
    ) throws(PhotoError) -> [UInt8] {
        let content = try reader.bytes(length)
        var crc = CRC32(of: type)
        content.withUnsafeBytes { crc.update($0) }
        try check(crc, &reader)
        return content
    }

    private static func copy(
        _ type: String, _ length: Int, _ reader: inout PhotoReader, _ writer: inout PhotoWriter
    ) throws(PhotoError) {
        try writer.append(bigEndian(UInt32(length)) + Array(type.utf8))
        var crc = CRC32(of: type)
        try reader.walk(length) { piece throws(PhotoError) in
            crc.update(piece)
            try writer.append(piece)
        }
        try check(crc, &reader)
        try writer.append(bigEndian(crc.value))
    }

    private static func skip(_ type: String, _ length: Int, _ reader: inout PhotoReader) throws(PhotoError) {
        var crc = CRC32(of: type)
        try reader.walk(length) { crc.update($0) }
        try check(crc, &reader)
    }

    private static func check(_ crc: CRC32, _ reader: inout PhotoReader) throws(PhotoError) {
        guard try reader.bytes(4) == bigEndian(crc.value) else { throw .damaged }
    }

    private static func write(
        _ type: String, _ content: [UInt8], to writer: inout PhotoWriter
    ) throws(PhotoError) {
        var crc = CRC32(of: type)
        content.withUnsafeBytes { crc.update($0) }
        try writer.append(bigEndian(UInt32(content.count)) + Array(type.utf8))
        try writer.append(content)
        try writer.append(bigEndian(crc.value))
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
