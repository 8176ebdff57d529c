extension QRSymbol {
    /// Modules a side with the quiet zone: the side of the SVG's view box.
    package var sideWithQuietZone: Int { side + 2 * Self.quietZone }

    /// SVG path data that fills the dark modules, one unit a module, the quiet zone left free around them.
    package var svgPath: [UInt8] { Outline(self).path(offset: Self.quietZone) }

    /// The symbol as an SVG file: a white square and one black path, in millimetres.
    ///
    /// - Parameter size: The side on paper, quiet zone included; its resolution doesn't matter.
    /// - Returns: The file's bytes.
    /// - Throws: ``QRError/unusableSize(pixels:)`` for a side that isn't positive.
    package func svg(_ size: PrintSize = .standard) throws(QRError) -> [UInt8] {
        guard size.millimetres.isFinite, size.millimetres > 0 else { throw .unusableSize(pixels: 0) }
        var file: [UInt8] = []
        file.append(contentsOf: #"<?xml version="1.0" encoding="UTF-8"?>"#.utf8)
        file.append(UInt8(ascii: "\n"))
        appendSVG(to: &file, millimetres: size.millimetres)
        file.append(UInt8(ascii: "\n"))
        return file
    }

    /// Appends the `svg` element alone, to stand within a page; see ``svg(_:)``.
    package func appendSVG(to output: inout [UInt8], millimetres: Double) {
        let side = sideWithQuietZone
        let length = Self.decimal(millimetres)
        output.append(
            contentsOf: """
                <svg xmlns="http://www.w3.org/2000/svg" width="\(length)mm" height="\(length)mm" \
                viewBox="0 0 \(side) \(side)">\
                <path fill="#fff" d="M0 0h\(side)v\(side)h-\(side)z"/><path d="
                """.utf8)
        output.append(contentsOf: svgPath)
        output.append(contentsOf: "\"/></svg>".utf8)
    }

    /// A length in plain decimals, whole ones without a point: `100`, `52.5`.
    private static func decimal(_ length: Double) -> String {
        length == length.rounded() && abs(length) < 1e9 ? "\(Int(length))" : "\(length)"
    }
}
