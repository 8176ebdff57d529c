import CPNG
import Glibc
import LiaisonSystem

/// A symbol with a logo in its middle, of which it is known that scanners can do without what the logo covers.
package struct LogoSymbol: Sendable {
    private let symbol: QRSymbol
    private let logo: Logo
    /// Modules a side of the white square that the logo stands on: odd, as the symbol's side is.
    let covered: Int

    /// Puts a logo into the symbol of a payload at error correction H.
    ///
    /// The square is the largest of at most a fifth of the symbol's side. It must cover no pattern, and in no
    /// block more than half of the codewords that error correction can repair (ISO/IEC 18004 section 7.5.1:
    /// half as many as there are correction codewords): the other half is for dirt and wear.
    ///
    /// - Parameters:
    ///   - payload: What a scanner reads.
    ///   - logo: The picture.
    /// - Throws: ``LogoError`` where the symbol can't spare its middle.
    package init(_ payload: QRPayload, logo: Logo) throws(LogoError) {
        do throws(QRError) {
            symbol = try QRSymbol(payload, errorCorrection: .high)
        } catch {
            // Not even version 40 holds the text at H.
            throw .damagesTooMuch(version: 40)
        }
        self.logo = logo
        covered = (symbol.side / 5 - 1) / 2 * 2 + 1
        try Self.check(symbol, covering: covered)
    }

    /// Throws unless the symbol can do without the square in its middle.
    static func check(_ symbol: QRSymbol, covering side: Int) throws(LogoError) {
        let number = symbol.version.number
        let start = (symbol.side - side) / 2
        let map = CodewordMap(symbol)
        var damaged: [Int: Set<Int>] = [:]
        for y in start..<(start + side) {
            for x in start..<(start + side) {
                if symbol.modules[y * symbol.side + x] & 0x80 != 0 { throw .coversPattern(version: number) }
                guard let place = map[x, y] else { continue }
                damaged[place.block, default: []].insert(place.codeword)
            }
        }
        let repairable = symbol.version.correctionCodewordsPerBlock(symbol.errorCorrection) / 2
        if damaged.values.contains(where: { $0.count * 2 > repairable }) {
            throw .damagesTooMuch(version: number)
        }
    }

    /// The symbol as an 8-bit RGB PNG that prints at exactly the asked size; see ``QRSymbol/png(_:)``.
    package func png(_ size: PrintSize = .standard) throws(QRError) -> [UInt8] {
        let modules = symbol.sideWithQuietZone
        let scale = try size.pixelsPerModule(modules)
        let width = modules * scale
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * width * 3)
        for y in 0..<modules {
            var row: [UInt8] = []
            for x in 0..<modules {
                let isDark = symbol[x - QRSymbol.quietZone, y - QRSymbol.quietZone]
                row += [UInt8](repeating: isDark ? 0 : 255, count: scale * 3)
            }
            for _ in 0..<scale { pixels += row }
        }
        draw(into: &pixels, width: width, scale: scale)
        var file = cpng_buffer()
        defer { cpng_buffer_free(&file) }
        let pixelsPerMetre = (Double(width) * 1000 / size.millimetres).rounded()
        let written = cpng_write_rgb(pixels, UInt32(width), UInt32(width), UInt32(pixelsPerMetre), &file)
        guard written == 0 else { throw .libraryFailed(errno: ENOMEM) }
        return Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
    }

    /// The symbol as an SVG file with the logo's own file inside; see ``QRSymbol/svg(_:)``.
    package func svg(_ size: PrintSize = .standard) throws(QRError) -> [UInt8] {
        var file = try symbol.svg(size)
        let end = Array("</svg>\n".utf8)
        file.removeLast(end.count)
        let start = Double(symbol.sideWithQuietZone - covered) / 2
        let inner = Double(covered) - 2 * Self.margin
        file.append(
            contentsOf: """
                <path fill="#fff" d="M\(start) \(start)h\(covered)v\(covered)h-\(covered)z"/>\
                <image x="\(start + Self.margin)" y="\(start + Self.margin)" width="\(inner)" height="\(inner)" \
                href="data:image/png;base64,
                """.utf8)
        file.append(contentsOf: Self.base64(logo.file))
        file.append(contentsOf: "\"/>".utf8)
        file.append(contentsOf: end)
        return file
    }

    /// Base64 with the alphabet and padding that data URLs have, RFC 4648 section 4.
    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let text = Base64URL.encode(bytes).utf8.map {
            $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 == UInt8(ascii: "_") ? UInt8(ascii: "/") : $0
        }
        return text + [UInt8](repeating: UInt8(ascii: "="), count: (4 - text.count % 4) % 4)
    }

    /// What stays white around the logo, in modules.
    private static let margin = 0.5

    private func draw(into pixels: inout [UInt8], width: Int, scale: Int) {
        let start = (symbol.sideWithQuietZone - covered) / 2 * scale
        let margin = Int(Double(scale) * Self.margin)
        let inner = covered * scale - 2 * margin
        for y in 0..<(covered * scale) {
            for x in 0..<(covered * scale) {
                let (column, row) = (x - margin, y - margin)
                let isInside = (0..<inner).contains(column) && (0..<inner).contains(row)
                let colour = isInside ? logo.colour(x: column, y: row, side: inner) : (255, 255, 255)
                let index = ((start + y) * width + start + x) * 3
                (pixels[index], pixels[index + 1], pixels[index + 2]) = colour
            }
        }
    }
}
