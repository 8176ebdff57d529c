import LiaisonJournal
import LiaisonPhotos
import LiaisonSystem
import LiaisonText

/// The `photos` of a line: of each its media type, its length in bytes, its sides in pixels and its SHA-256.
extension LedgerLine {
    static func append(_ photos: [Photo], to output: inout [UInt8]) {
        if photos.isEmpty { return }
        output.append(#","photos":"#)
        output.append(JSON.array(photos.map(json)).bytes)
    }

    private static func json(_ photo: Photo) -> JSON {
        .members([
            "type": .string(photo.format.rawValue), "bytes": .integer(photo.byteCount),
            "width": .integer(photo.width), "height": .integer(photo.height),
            "sha256": .string(Hex.string(photo.hash)),
        ])
    }

    /// Reads the member's value.
    ///
    /// - Parameters:
    ///   - range: Where it stands.
    ///   - bytes: The line.
    ///   - skipsUnreadable: Whether photos are left out that this release doesn't know, such as those of another type.
    /// - Returns: The photos.
    /// - Throws: When it is no list of photos.
    static func photos(
        _ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>, skippingUnreadable skipsUnreadable: Bool
    ) throws(LineError) -> [Photo] {
        guard let elements = (try? JSON(parsing: Array(bytes[range])))?.elements else {
            throw .malformed(member: "photos")
        }
        var photos: [Photo] = []
        for element in elements {
            guard let format = element["type"]?.text.flatMap({ PhotoFormat(rawValue: $0) }),
                let byteCount = element["bytes"]?.integer, let width = element["width"]?.integer,
                let height = element["height"]?.integer,
                let hash = element["sha256"]?.text.flatMap({ Hex.decode($0.utf8) }),
                hash.count == SHA256.digestLength
            else {
                if skipsUnreadable { continue }
                throw .malformed(member: "photos")
            }
            photos.append(
                Photo(format: format, byteCount: byteCount, width: width, height: height, hash: hash))
        }
        return photos
    }
}
