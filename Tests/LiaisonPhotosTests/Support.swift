import LiaisonPhotos
import LiaisonSystem
import Testing

/// A file in memory, read in pieces of a chosen length.
struct BytesSource: PhotoSource {
    let bytes: [UInt8]
    var piece = Int.max

    var count: Int { bytes.count }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(SystemError) -> Int {
        let length = min(buffer.count, piece, bytes.count - offset)
        buffer.copyBytes(from: bytes[offset..<(offset + length)])
        return length
    }
}

/// Collects what is written.
final class BytesSink {
    var bytes: [UInt8] = []
}

/// What is left of a photo, and what is known of it.
func strip(_ bytes: [UInt8], piece: Int = .max) throws(PhotoError) -> (photo: Photo, bytes: [UInt8]) {
    let sink = BytesSink()
    let photo = try PhotoStripper.strip(BytesSource(bytes: bytes, piece: piece)) { sink.bytes += $0 }
    return (photo, sink.bytes)
}

/// The error that stripping ends with, or nothing.
func failure(_ bytes: [UInt8]) -> PhotoError? {
    do throws(PhotoError) {
        _ = try strip(bytes)
        return nil
    } catch {
        return error
    }
}

/// The photos in `Tests/Samples/photos`.
enum SamplePhoto {
    static let directory = Files.parent(of: Files.parent(of: #filePath)) + "/Samples/photos"

    static func bytes(_ name: String) throws -> [UInt8] { try Files.read("\(directory)/\(name)") }
}

extension [UInt8] {
    /// Whether the text stands somewhere in the bytes.
    func holds(_ text: String) -> Bool { firstRange(of: Array(text.utf8)) != nil }
}
