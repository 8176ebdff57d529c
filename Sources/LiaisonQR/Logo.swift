import CPNG
import LiaisonSystem

/// Why a logo can't stand in a symbol.
package enum LogoError: Error, Equatable, Sendable {
    /// The file is no PNG image, is damaged, or is larger than ``Logo/maximumSide``.
    case unreadable
    /// Symbols of that version have a pattern in the middle that scanners need.
    case coversPattern(version: Int)
    /// It would leave too little error correction for dirt and wear.
    case damagesTooMuch(version: Int)
}

/// A picture for the middle of a symbol.
package struct Logo: Sendable {
    /// The longest side in pixels: more than any printer shows in a fifth of a symbol.
    package static let maximumSide = 4096

    /// The PNG file as it was given.
    let file: [UInt8]
    let width: Int
    let height: Int
    /// Four bytes a pixel, row by row: red, green, blue, opacity.
    private let pixels: [UInt8]

    /// A hash of the file.
    package let fingerprint: String

    /// Reads a PNG image of any kind.
    package init(png file: [UInt8]) throws(LogoError) {
        var (width, height) = (UInt32(0), UInt32(0))
        var output = cpng_buffer()
        defer { cpng_buffer_free(&output) }
        let read = cpng_read_rgba(file, file.count, UInt32(Self.maximumSide), &width, &height, &output)
        guard read == 0 else { throw .unreadable }
        self.file = file
        fingerprint = Hex.string(SHA256.digest(file))
        (self.width, self.height) = (Int(width), Int(height))
        pixels = Array(UnsafeBufferPointer(start: output.bytes, count: output.count))
    }

    /// The colour of the part of the picture under a printed pixel, on white: the mean over its area.
    ///
    /// - Parameters:
    ///   - x: The pixel's column of `side`.
    ///   - y: Its row.
    ///   - side: Pixels a side of the square that the logo is fitted into.
    /// - Returns: Red, green and blue; white beside a logo that isn't square.
    func colour(x: Int, y: Int, side: Int) -> (UInt8, UInt8, UInt8) {
        let longest = max(width, height)
        let (left, top) = ((longest - width) / 2, (longest - height) / 2)
        let columns =
            (x * longest / side - left)..<max(x * longest / side, (x + 1) * longest / side - 1) + 1 - left
        let rows =
            (y * longest / side - top)..<max(y * longest / side, (y + 1) * longest / side - 1) + 1 - top
        var sums = (0, 0, 0)
        for row in rows {
            for column in columns {
                guard (0..<width).contains(column), (0..<height).contains(row) else {
                    sums = (sums.0 + 255 * 255, sums.1 + 255 * 255, sums.2 + 255 * 255)
                    continue
                }
                let index = (row * width + column) * 4
                let opacity = Int(pixels[index + 3])
                let white = 255 * (255 - opacity)
                sums.0 += Int(pixels[index]) * opacity + white
                sums.1 += Int(pixels[index + 1]) * opacity + white
                sums.2 += Int(pixels[index + 2]) * opacity + white
            }
        }
        let area = 255 * rows.count * columns.count
        return (UInt8(sums.0 / area), UInt8(sums.1 / area), UInt8(sums.2 / area))
    }
}
