import LiaisonSystem
import Testing

@testable import LiaisonPhotos

@Suite struct PNGStripperTests {
    private static func chunk(_ type: String, _ content: [UInt8], isIntact: Bool = true) -> [UInt8] {
        var crc = CRC32(of: type)
        content.withUnsafeBytes { crc.update($0) }
        let value = isIntact ? crc.value : ~crc.value
        func bytes(_ number: UInt32) -> [UInt8] {
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
        }
        return bytes(UInt32(content.count)) + Array(type.utf8) + content + bytes(value)
    }

    private static func header(
        width: UInt32 = 16, height: UInt32 = 8, depth: UInt8 = 8, colour: UInt8 = 2,
        rest: [UInt8] = [0, 0, 0]
    ) -> [UInt8] {
        let sides = [width, height].flatMap { side in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: side >> $0) }
        }
        return signature + chunk("IHDR", sides + [depth, colour] + rest)
    }

    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    private static let data = chunk("IDAT", [1, 2, 3]) + chunk("IDAT", [4])
    private static let end = chunk("IEND", [])
    private static let plain = header() + data + end

    @Test func computesTheSpecificationsCRC() {
        // The IEND chunk's check, which every PNG file ends with.
        #expect(CRC32(of: "IEND").value == 0xAE42_6082)
    }

    @Test func leavesAPlainPictureAsItIs() throws {
        let (photo, bytes) = try strip(Self.plain)
        #expect(bytes == Self.plain)
        #expect(photo.format == .png)
        #expect((photo.width, photo.height) == (16, 8))
        #expect(photo.hash == SHA256.digest(bytes))
    }

    @Test(arguments: ["tEXt", "zTXt", "iTXt", "tIME", "eXIf", "prVt", "acTL", "sPLT", "hIST", "gAMA", "iCCP"])
    func dropsWhatShowsNothing(type: String) throws {
        // Of a kept type, one of a wrong length.
        let chunk = Self.chunk(type, type == "iCCP" ? [] : [1, 2, 3, 4, 5])
        #expect(try strip(Self.header() + chunk + Self.data + Self.end).bytes == Self.plain)
        #expect(try strip(Self.header() + Self.data + chunk + Self.end).bytes == Self.plain)
    }

    @Test(arguments: [
        ("gAMA", 4), ("cHRM", 32), ("sRGB", 1), ("sBIT", 3), ("tRNS", 6), ("pHYs", 9), ("bKGD", 6),
        ("iCCP", 40),
    ])
    func keepsWhatColoursNeed(type: String, length: Int) throws {
        let given =
            Self.header() + Self.chunk(type, [UInt8](repeating: 1, count: length)) + Self.data + Self.end
        #expect(try strip(given).bytes == given)
    }

    @Test func keepsTheOrientationAlone() throws {
        // Two entries, the orientation second, and more behind them.
        let exif: [UInt8] = [
            0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 2, 0, 0x0F, 1, 2, 0, 6, 0, 0, 0, 38, 0, 0, 0, 0x12, 1, 3, 0, 1,
            0, 0,
            0, 6, 0, 0, 0, 0, 0, 0, 0,
        ]
        let given = Self.header() + Self.chunk("eXIf", exif + Array("MAKER\0".utf8)) + Self.data + Self.end
        let minimal: [UInt8] = [
            0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
        ]
        #expect(
            try strip(given).bytes == Self.header() + Self.chunk("eXIf", minimal) + Self.data + Self.end)
    }

    @Test func keepsNothingBehindTheEnd() throws {
        #expect(try strip(Self.plain + Self.plain).bytes == Self.plain)
    }

    @Test func isDamagedWhereverItIsCut() {
        for length in 8..<Self.plain.count {
            #expect(failure(Array(Self.plain[..<length])) == .damaged, "cut at \(length)")
        }
    }

    @Test func isDamagedWhereverAByteIsChanged() {
        for index in 8..<Self.plain.count {
            var bytes = Self.plain
            bytes[index] ^= 0x10
            #expect(failure(bytes) != nil, "changed at \(index)")
        }
    }

    @Test(arguments: [
        header() + end,
        header() + chunk("IDAT", [1]) + chunk("tEXt", []) + chunk("IDAT", [2]) + end,
        header() + data + chunk("IEND", [0]),
        header() + chunk("QQQQ", []) + data + end,
        header() + chunk("tEXt", [1], isIntact: false) + data + end,
        header() + header()[8...] + data + end,
        header(colour: 3) + data + end,
        header(colour: 3) + chunk("PLTE", [1, 2]) + data + end,
        header(depth: 4) + data + end,
        header(colour: 5) + data + end,
        header(rest: [1, 0, 0]) + data + end,
        header(rest: [0, 0, 2]) + data + end,
        header(width: 0) + data + end,
        signature + chunk("IDAT", [1]) + end,
    ])
    func refusesWhatIsNoWholePicture(bytes: [UInt8]) { #expect(failure(bytes) == .damaged) }

    @Test func takesAnInterlacedPicture() {
        #expect(failure(Self.header(rest: [0, 0, 1]) + Self.data + Self.end) == nil)
    }

    @Test func limitsThePixels() {
        let bytes = Self.header(width: 50_000, height: 50_000) + Self.data + Self.end
        #expect(failure(bytes) == .tooManyPixels(width: 50_000, height: 50_000))
        #expect(failure(Self.header(width: .max, height: .max) + Self.data + Self.end) != nil)
    }

    @Test func countsTheBytesThatABrowserDecodes() {
        let data = Self.chunk("IDAT", [UInt8](repeating: 1, count: 600_000))
        let large = Self.header(width: 8192, height: 8192) + data + Self.end
        #expect(failure(large) == nil)
        let deep = Self.header(width: 8192, height: 8192, depth: 16) + data + Self.end
        #expect(failure(deep) == .tooManyPixels(width: 8192, height: 8192))
    }

    @Test func refusesAFewBytesThatClaimToBeAHugePicture() {
        let bytes = Self.header(width: 5000, height: 5000) + Self.data + Self.end
        #expect(failure(bytes) == .damaged)
        let least = 5000 * (1 + 5000 * 3) / 1032
        let whole = Self.chunk("IDAT", [UInt8](repeating: 1, count: least))
        #expect(failure(Self.header(width: 5000, height: 5000) + whole + Self.end) == nil)
    }

    @Test func refusesMoreChunksThanAnyEncoderMakes() {
        // With the three behind them.
        let chunks = [UInt8](repeatElement(Self.chunk("tEXt", []), count: PhotoLimits.pieces - 2).joined())
        #expect(failure(Self.header() + chunks + Self.data + Self.end) == .damaged)
        #expect(failure(Self.header() + chunks.dropLast(12) + Self.data + Self.end) == nil)
    }

    @Test func dropsALongColourProfile() throws {
        let profile = Self.chunk("iCCP", [UInt8](repeating: 1, count: 8 << 10 + 1))
        #expect(try strip(Self.header() + profile + Self.data + Self.end).bytes == Self.plain)
    }
}
