import LiaisonSystem

/// What is known of a stored photo: what an event of the ledger says of it, so that the chain covers it.
package struct Photo: Equatable, Sendable {
    package let format: PhotoFormat
    /// The file's length in bytes.
    package let byteCount: Int
    /// In pixels, as stored: an orientation that turns the picture exchanges them.
    package let width: Int
    package let height: Int
    /// The SHA-256 of the file, 32 bytes.
    package let hash: [UInt8]

    package init(format: PhotoFormat, byteCount: Int, width: Int, height: Int, hash: [UInt8]) {
        precondition(hash.count == SHA256.digestLength, "a photo's hash has 32 bytes")
        self.format = format
        self.byteCount = byteCount
        self.width = width
        self.height = height
        self.hash = hash
    }

    /// The name of its file: the first 16 hexadecimal digits of its hash, and the format's ending.
    ///
    /// Named by content, the same photo sent twice, to whichever server, is one file, and two servers never
    /// write different photos under one name.
    package var fileName: String { "\(Hex.string(hash.prefix(8))).\(format.fileExtension)" }
}

/// The formats that every browser and mail reader shows.
package enum PhotoFormat: String, CaseIterable, Sendable {
    /// The raw value is the media type.
    case jpeg = "image/jpeg"
    case png = "image/png"

    package var fileExtension: String {
        switch self {
        case .jpeg: "jpg"
        case .png: "png"
        }
    }
}

/// Why some bytes are not taken as a photo.
package enum PhotoError: Error, Equatable, Sendable {
    /// There are no bytes.
    case empty
    /// Neither JPEG nor PNG by content, whatever its name says.
    case notAPhoto
    /// HEIC or a relative of it (ISO/IEC 23008-12), which phones make and most computers can't show.
    case heic
    /// It begins as a photo, but isn't a whole one.
    case damaged
    /// More pixels than ``PhotoLimits`` allows.
    case tooManyPixels(width: Int, height: Int)
    /// The bytes could not be read, or what was left of them not be written.
    case system(SystemError)
}

/// How large a picture may be, so that showing it can't exhaust a deputy's machine.
enum PhotoLimits {
    /// Pixels a side: the longest panoramas of phones have 16,382.
    static let side = 16_384
    /// Bytes in all once a browser has decoded it: four a pixel, eight where a sample has 16 bits. A photo of 64 megapixels
    /// fits.
    static let decodedBytes = 256 << 20
    /// Bytes of a colour profile: a camera's or display's has some hundred to some thousand.
    static let profile = 8 << 10
    /// How many times as long as it is a deflated run can become (zlib's maximum compression factor).
    static let deflateFactor = 1032
    /// Scans of a progressive JPEG: cameras and editors make about ten, and each costs a pass over all pixels.
    static let scans = 100
    /// Chunks of a PNG, or segments of a JPEG that aren't scan data: encoders make at most one for each 8 KiB and a few more.
    static let pieces = 5000

    /// - Throws: ``PhotoError/damaged`` without a pixel, ``PhotoError/tooManyPixels(width:height:)``.
    static func check(width: Int, height: Int, bytesPerPixel: Int = 4) throws(PhotoError) {
        if width < 1 || height < 1 { throw .damaged }
        if width > side || height > side || width * height * bytesPerPixel > decodedBytes {
            throw .tooManyPixels(width: width, height: height)
        }
    }
}
