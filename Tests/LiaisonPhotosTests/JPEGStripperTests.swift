import LiaisonSystem
import Testing

@testable import LiaisonPhotos

@Suite struct JPEGStripperTests {
    /// A segment: marker, length, content.
    private static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        [0xFF, marker, UInt8((content.count + 2) >> 8), UInt8((content.count + 2) & 0xFF)] + content
    }

    private static func segment(_ marker: UInt8, _ text: String) -> [UInt8] {
        segment(marker, Array(text.utf8))
    }

    private static func frame(_ marker: UInt8 = 0xC0, width: Int = 16, height: Int = 8) -> [UInt8] {
        segment(
            marker,
            [
                8, UInt8(height >> 8), UInt8(height & 0xFF), UInt8(width >> 8), UInt8(width & 0xFF), 1, 1,
                0x11, 0,
            ])
    }

    private static let start: [UInt8] = [0xFF, 0xD8]
    private static let scan: [UInt8] =
        segment(0xDA, [1, 1, 0, 0, 63, 0]) + [1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4]
    private static let end: [UInt8] = [0xFF, 0xD9]
    private static let tables = segment(0xDB, [0, 1, 2, 3])
    private static let plain = start + tables + frame() + scan + end

    /// Exif of one byte order with one entry.
    private static func exif(_ orientation: UInt8, isLittleEndian: Bool = false) -> [UInt8] {
        let name = Array("Exif\0\0".utf8)
        let tiff: [UInt8] =
            isLittleEndian
            ? [
                0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0,
                0, 0,
            ]
            : [
                0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0,
                0, 0,
            ]
        return segment(0xE1, name + tiff)
    }

    @Test func leavesAPlainPictureAsItIs() throws {
        let (photo, bytes) = try strip(Self.plain)
        #expect(bytes == Self.plain)
        #expect(photo.format == .jpeg)
        #expect((photo.width, photo.height) == (16, 8))
        #expect(photo.byteCount == bytes.count)
        #expect(photo.hash == SHA256.digest(bytes))
    }

    @Test(arguments: [
        segment(0xE1, "http://ns.adobe.com/xap/1.0/\0<x/>"), segment(0xED, "Photoshop 3.0\0"),
        segment(0xFE, "a comment"), segment(0xE2, "MPF\0more"), segment(0xE3, "x"), segment(0xEF, ""),
        segment(0xE0, "JFXX\0\u{10}thumbnail"), segment(0xE1, "Exif\0\0broken"), exif(1), exif(9),
        segment(0xEE, "other"),
    ])
    func dropsWhatShowsNothing(segment: [UInt8]) throws {
        #expect(try strip(Self.start + segment + Self.plain[2...]).bytes == Self.plain)
        // Between two scans too.
        let scans = Self.start + Self.tables + Self.frame() + Self.scan + segment + Self.scan + Self.end
        let clean = Self.start + Self.tables + Self.frame() + Self.scan + Self.scan + Self.end
        #expect(try strip(scans).bytes == clean)
    }

    @Test(arguments: [UInt8(2), 3, 6, 8], [true, false])
    func keepsTheOrientationAlone(orientation: UInt8, isLittleEndian: Bool) throws {
        let given = Self.start + Self.exif(orientation, isLittleEndian: isLittleEndian) + Self.plain[2...]
        #expect(try strip(given).bytes == Self.start + Self.exif(orientation) + Self.plain[2...])
    }

    @Test func keepsTheFirstOrientationOnly() throws {
        let given = Self.start + Self.exif(6) + Self.exif(3) + Self.plain[2...]
        #expect(try strip(given).bytes == Self.start + Self.exif(6) + Self.plain[2...])
    }

    @Test func keepsColoursAndDropsThumbnails() throws {
        let profile = Self.segment(0xE2, "ICC_PROFILE\0\u{1}\u{1}profile")
        let adobe = Self.segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 1])
        let jfif = Array("JFIF\0".utf8) + [1, 2, 1, 0, 72, 0, 72]
        let given =
            Self.start + Self.segment(0xE0, jfif + [1, 1, 9, 9, 9]) + profile + adobe + Self.plain[2...]
        let clean = Self.start + Self.segment(0xE0, jfif + [0, 0]) + profile + adobe + Self.plain[2...]
        #expect(try strip(given).bytes == clean)
    }

    @Test func refusesMoreSegmentsThanAnyEncoderMakes() {
        // With the three of the picture itself.
        let comments = [UInt8](repeatElement([0xFF, 0xFE, 0, 2], count: PhotoLimits.pieces - 2).joined())
        #expect(failure(Self.start + comments + Self.plain[2...]) == .damaged)
        #expect(failure(Self.start + comments.dropLast(4) + Self.plain[2...]) == nil)
        let scans = [UInt8](repeatElement(Self.scan, count: PhotoLimits.scans).joined())
        #expect(failure(Self.start + Self.frame() + scans + Self.end) == nil)
        #expect(failure(Self.start + Self.frame() + scans + Self.scan + Self.end) == .damaged)
    }

    @Test func keepsAJFIFSegmentThatIsWhole() throws {
        let jfif = Self.segment(0xE0, Array("JFIF\0".utf8) + [1, 2, 1, 0, 72, 0, 72, 0, 0])
        #expect(try strip(Self.start + jfif + Self.plain[2...]).bytes == Self.start + jfif + Self.plain[2...])
        let cut = Self.segment(0xE0, Array("JFIF\0".utf8) + [1, 2, 1, 0, 72, 0, 72, 0])
        #expect(try strip(Self.start + cut + Self.plain[2...]).bytes == Self.plain)
    }

    @Test func keepsOneColourProfileOfTheUsualLength() throws {
        let start = Array("ICC_PROFILE\0\u{1}\u{1}".utf8)
        let usual = Self.segment(0xE2, start + [UInt8](repeating: 7, count: 8 << 10))
        let tooLong = Self.segment(0xE2, start + [UInt8](repeating: 7, count: 8 << 10 + 1))
        let part = Self.segment(0xE2, Array("ICC_PROFILE\0\u{1}\u{2}part".utf8))
        let given = Self.start + tooLong + part + usual + usual + Self.plain[2...]
        #expect(try strip(given).bytes == Self.start + usual + Self.plain[2...])
    }

    @Test func keepsNothingBehindTheEnd() throws {
        #expect(try strip(Self.plain + Array("video".utf8) + Self.plain).bytes == Self.plain)
    }

    @Test func takesFillBytesBeforeAMarker() throws {
        let given = Self.start + [0xFF, 0xFF] + Self.tables + [0xFF] + Self.frame() + Self.scan + Self.end
        #expect(try strip(given).bytes == Self.plain)
    }

    @Test func isDamagedWhereverItIsCut() throws {
        for length in 3..<Self.plain.count {
            #expect(failure(Array(Self.plain[..<length])) == .damaged, "cut at \(length)")
        }
    }

    @Test(arguments: [
        start + tables + scan + end,
        start + tables + frame() + end,
        start + frame() + frame() + scan + end,
        start + tables + frame(0xC3) + scan + end,
        start + tables + frame(0xC9) + scan + end,
        start + segment(0xC0, [12, 0, 8, 0, 16, 1, 1, 0x11, 0]) + scan + end,
        start + segment(0xC0, [8, 0, 8, 0, 16, 2, 1, 0x11, 0]) + scan + end,
        start + [0xFF, 0xDB, 0, 1] + frame() + scan + end,
        start + tables + [7] + frame() + scan + end,
        start + start + tables + frame() + scan + end,
        start + tables + frame(width: 0) + scan + end,
        start + tables + frame(height: 0) + scan + end,
        start + tables + frame() + [UInt8](repeatElement(scan, count: 101).joined()) + end,
    ])
    func refusesWhatIsNoWholePicture(bytes: [UInt8]) { #expect(failure(bytes) == .damaged) }

    @Test(arguments: [
        (16_384, 4_096, true), (9_248, 6_936, true), (16_385, 1, false), (1, 16_385, false),
        (8_192, 8_193, false),
    ])
    func limitsThePixels(width: Int, height: Int, isTaken: Bool) {
        let bytes = Self.start + Self.tables + Self.frame(width: width, height: height) + Self.scan + Self.end
        #expect(failure(bytes) == (isTaken ? nil : .tooManyPixels(width: width, height: height)))
    }
}
