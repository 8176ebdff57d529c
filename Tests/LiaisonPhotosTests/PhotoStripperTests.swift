import LiaisonSystem
import Testing

@testable import LiaisonPhotos

@Suite struct PhotoStripperTests {
    @Test(arguments: [
        ("phone.jpg", PhotoFormat.jpeg, true), ("progressive.jpg", .jpeg, true), ("grey.jpg", .jpeg, false),
        ("cmyk.jpg", .jpeg, true), ("screen.png", .png, true), ("palette.png", .png, true),
        ("depth.png", .png, true),
    ])
    func takesPlaceAndMakerOutOfRealPhotos(name: String, format: PhotoFormat, isTurned: Bool) throws {
        let given = try SamplePhoto.bytes(name)
        let (photo, bytes) = try strip(given)
        #expect(photo.format == format)
        #expect((photo.width, photo.height) == (60, 40))
        #expect(given.holds("SECRET"))
        #expect(!bytes.holds("SECRET"))
        #expect(!bytes.holds("2025:12:24"))
        // GPS coordinates are numbers: the whole of the Exif that is left is the one entry.
        #expect(bytes.holds("Exif") == (isTurned && format == .jpeg))
        #expect(bytes.holds("eXIf") == (format == .png))
        #expect(bytes.count < given.count)
        // What is left is left alone.
        #expect(try strip(bytes).bytes == bytes)
    }

    @Test(arguments: ["phone.jpg", "screen.png"])
    func readsInPiecesOfAnyLength(name: String) throws {
        let given = try SamplePhoto.bytes(name)
        let whole = try strip(given)
        for piece in [1, 2, 7, 4096] {
            let (photo, bytes) = try strip(given, piece: piece)
            #expect(photo == whole.photo)
            #expect(bytes == whole.bytes)
        }
    }

    @Test(arguments: [
        ("", PhotoError.empty), ("GIF89a", .notAPhoto),
        ("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", .notAPhoto),
        ("\0\0\0\u{18}ftypheic\0\0\0\0mif1", .heic), ("\0\0\0\u{1C}ftypmif1\0\0\0\0", .heic),
        ("\0\0\0\u{18}ftypmp42\0\0\0\0", .notAPhoto), ("P", .notAPhoto), ("MZ", .notAPhoto),
    ])
    func tellsByContentWhatItIs(text: String, error: PhotoError) {
        #expect(failure(Array(text.utf8)) == error)
    }

    @Test func passesOnWhatTheSinkSays() throws {
        let full = SystemError("write", code: .noSpace)
        let source = BytesSource(bytes: try SamplePhoto.bytes("phone.jpg"))
        #expect(throws: PhotoError.system(full)) {
            try PhotoStripper.strip(source) { _ throws(SystemError) in throw full }
        }
    }

    @Test func namesAFileByItsContent() throws {
        let (photo, bytes) = try strip(try SamplePhoto.bytes("dot.png"))
        #expect(photo.fileName == "\(Hex.string(SHA256.digest(bytes)).prefix(16)).png")
    }
}
