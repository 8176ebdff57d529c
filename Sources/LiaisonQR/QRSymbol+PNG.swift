import CPNG
import Glibc

extension QRSymbol {
    /// The symbol as a 1-bit greyscale PNG that prints at exactly the asked size.
    ///
    /// Modules are whole pixels, so the picture may be some pixels off the asked resolution; its pHYs chunk
    /// (PNG section 11.3.4.3) says the resolution at which it is exactly as many millimetres.
    ///
    /// - Parameter size: The side on paper, quiet zone included.
    /// - Returns: The file's bytes.
    /// - Throws: ``QRError/unusableSize(pixels:)``, or ``QRError/libraryFailed(errno:)`` out of memory.
    package func png(_ size: PrintSize = .standard) throws(QRError) -> [UInt8] {
        let modules = side + 2 * Self.quietZone
        let scale = try size.pixelsPerModule(modules)
        let width = modules * scale
        let pixelsPerMetre = (Double(width) * 1000 / size.millimetres).rounded()
        let rows = pixelRows(scale: scale)
        var file = cpng_buffer()
        defer { cpng_buffer_free(&file) }
        let written = cpng_write_bilevel(
            rows, UInt32(width), UInt32(modules), UInt32(scale), UInt32(pixelsPerMetre), &file)
        guard written == 0 else { throw .libraryFailed(errno: ENOMEM) }
        return Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
    }

    /// One packed row of pixels for each row of modules, the quiet zone's too; 1 is white.
    private func pixelRows(scale: Int) -> [UInt8] {
        let count = side + 2 * Self.quietZone
        let rowBytes = (count * scale + 7) / 8
        var rows = [UInt8](repeating: 0xFF, count: rowBytes * count)
        for y in 0..<side {
            let start = (y + Self.quietZone) * rowBytes * 8
            forEachRun(inRow: y) { run in
                let first = start + (run.lowerBound + Self.quietZone) * scale
                rows.clearBits(first..<(first + run.count * scale))
            }
        }
        return rows
    }

    /// Calls `body` with each stretch of dark modules of a row, from left to right.
    func forEachRun(inRow y: Int, _ body: (Range<Int>) -> Void) {
        var x = 0
        while x < side {
            let start = x
            while x < side && modules[y * side + x] & 1 == 1 { x += 1 }
            if x > start { body(start..<x) }
            x += 1
        }
    }
}

extension [UInt8] {
    /// Clears bits counted from the most significant bit of the first byte.
    fileprivate mutating func clearBits(_ bits: Range<Int>) {
        let first = bits.lowerBound / 8
        let last = (bits.upperBound - 1) / 8
        let kept = ~(UInt8(0xFF) >> UInt8(bits.lowerBound % 8))
        let keptAfter = UInt8(truncatingIfNeeded: 0x7F >> ((bits.upperBound - 1) % 8))
        if first == last {
            self[first] &= kept | keptAfter
        } else {
            self[first] &= kept
            for index in (first + 1)..<last { self[index] = 0 }
            self[last] &= keptAfter
        }
    }
}
