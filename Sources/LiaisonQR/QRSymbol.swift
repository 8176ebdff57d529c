import CQRencode
import Glibc

/// A QR code symbol (ISO/IEC 18004): the smallest that holds the text, drawn by libqrencode.
package struct QRSymbol: Equatable, Sendable {
    /// Light modules that must surround a symbol on each side: ISO/IEC 18004 section 6.3.8.
    package static let quietZone = 4

    package let version: SymbolVersion

    /// The level of the symbol: at least the one asked for.
    package let errorCorrection: ErrorCorrection

    /// One byte a module, row by row: bit 0 for dark, bit 7 for one that carries no data (finders and such).
    var modules: [UInt8]

    /// Encodes a text.
    ///
    /// The version is the smallest that holds the text at the asked level; the level is then the highest that
    /// this version still has room for, as that costs nothing.
    ///
    /// - Parameters:
    ///   - text: What a scanner reads, at most 2,953 bytes.
    ///   - errorCorrection: The least level.
    ///   - minimumVersion: 2 by default: version 1 has no alignment pattern, which tilted cameras need.
    /// - Throws: ``QRError`` for a text that is empty or too long, or when memory ran out.
    package init(
        text: [UInt8], errorCorrection: ErrorCorrection = .medium, minimumVersion: SymbolVersion = .two
    ) throws(QRError) {
        guard !text.isEmpty else { throw .emptyText }
        guard let fit = Fit(text, at: errorCorrection, from: minimumVersion) else {
            throw .textTooLong(bytes: text.count)
        }
        version = fit.version
        self.errorCorrection = fit.level
        modules = try Self.draw(text, fit)
    }

    /// Encodes a text as UTF-8.
    package init(
        text: String, errorCorrection: ErrorCorrection = .medium, minimumVersion: SymbolVersion = .two
    ) throws(QRError) {
        try self.init(
            text: Array(text.utf8), errorCorrection: errorCorrection, minimumVersion: minimumVersion)
    }

    /// Modules a side, without the quiet zone.
    package var side: Int { version.side }

    /// Whether a module is dark; everything outside the symbol is light.
    package subscript(x: Int, y: Int) -> Bool {
        guard (0..<side).contains(x), (0..<side).contains(y) else { return false }
        return modules[y * side + x] & 1 == 1
    }

    private static func draw(_ text: [UInt8], _ fit: Fit) throws(QRError) -> [UInt8] {
        guard let input = QRinput_new2(Int32(fit.version.number), fit.level.library) else {
            throw .libraryFailed(errno: errno)
        }
        defer { QRinput_free(input) }
        for segment in fit.segments {
            let added = text[segment.range].withUnsafeBufferPointer {
                QRinput_append(input, segment.mode.library, Int32($0.count), $0.baseAddress)
            }
            guard added == 0 else { throw .libraryFailed(errno: errno) }
        }
        guard let code = QRcode_encodeInput(input) else { throw .libraryFailed(errno: errno) }
        defer { QRcode_free(code) }
        let side = fit.version.side
        // libqrencode raises the version by itself when the segments don't fit: then our tables were wrong.
        precondition(code.pointee.width == side, "a symbol of the version that the segments fit")
        return UnsafeBufferPointer(start: code.pointee.data, count: side * side).map { $0 & 0x81 }
    }
}

/// The smallest version for a text, and the highest level that this version has room for.
private struct Fit {
    let version: SymbolVersion
    let level: ErrorCorrection
    let segments: [Segment]

    init?(_ text: [UInt8], at least: ErrorCorrection, from minimum: SymbolVersion) {
        var segments: [Segment] = []
        for version in SymbolVersion.all[(minimum.number - 1)...] {
            // Character counts widen at versions 10 and 27, and with them the best division.
            if segments.isEmpty || version.number == 10 || version.number == 27 {
                segments = Segment.shortest(for: text, version: version)
            }
            let bits = segments.reduce(0) { $0 + $1.bits(version) }
            let levels = ErrorCorrection.allCases.filter { $0 >= least && bits <= version.dataBits($0) }
            guard let level = levels.last else { continue }
            self.version = version
            self.level = level
            self.segments = segments
            return
        }
        return nil
    }
}

extension SymbolVersion {
    /// The smallest version with an alignment pattern.
    package static let two = all[1]
}

extension ErrorCorrection {
    fileprivate var library: QRecLevel {
        switch self {
        case .low: QR_ECLEVEL_L
        case .medium: QR_ECLEVEL_M
        case .quartile: QR_ECLEVEL_Q
        case .high: QR_ECLEVEL_H
        }
    }
}

extension Segment.Mode {
    fileprivate var library: QRencodeMode {
        switch self {
        case .numeric: QR_MODE_NUM
        case .alphanumeric: QR_MODE_AN
        case .byte: QR_MODE_8
        }
    }
}
