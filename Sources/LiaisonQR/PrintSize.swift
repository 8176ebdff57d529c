/// How large a symbol is printed: the side with the quiet zone on paper, and the printer's resolution.
package struct PrintSize: Equatable, Sendable {
    /// The side in millimetres, the quiet zone included.
    package let millimetres: Double
    /// Dots an inch; the picture's own is within half a dot a module of it, so that modules are whole pixels.
    package let dpi: Double

    /// What Liaison prints unless asked otherwise: 100 mm at 300 dots an inch.
    package static let standard = PrintSize(millimetres: 100, dpi: 300)

    /// The longest side of a picture in pixels: a metre at 600 dpi is 23,622.
    static let maximumPixels = 24_000

    package init(millimetres: Double, dpi: Double = 300) {
        self.millimetres = millimetres
        self.dpi = dpi
    }

    /// Pixels a module, at least 1, for so many modules a side.
    ///
    /// - Parameter modules: Modules a side, the quiet zone included.
    /// - Returns: The whole number nearest to what the size asks for.
    /// - Throws: ``QRError/unusableSize(pixels:)``.
    func pixelsPerModule(_ modules: Int) throws(QRError) -> Int {
        let pixels = millimetres / 25.4 * dpi
        guard pixels.isFinite, pixels >= Double(modules), pixels <= Double(Self.maximumPixels) else {
            throw .unusableSize(pixels: pixels.isFinite ? Int(max(0, min(pixels, 1e9))) : 0)
        }
        let scale = Int((pixels / Double(modules)).rounded())
        guard scale * modules <= Self.maximumPixels else { throw .unusableSize(pixels: scale * modules) }
        return scale
    }
}
