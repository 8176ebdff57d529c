import LiaisonQR
import LiaisonSystem

/// How `liaison qr` draws a symbol.
struct QRDrawing: Sendable {
    /// The kinds of picture.
    enum Format: String, CaseIterable, Sendable {
        case png, svg, pdf, eps

        /// The format that a file's name asks for.
        init?(endingOf path: String?) {
            guard let path, let dot = path.lastIndex(of: ".") else { return nil }
            self.init(rawValue: path[path.index(after: dot)...].lowercased())
        }
    }

    let format: Format
    let size: PrintSize
    let errorCorrection: ErrorCorrection
    /// What stands in the middle; the error correction is then H.
    var logo: Logo?

    /// Reads the picture that `--logo` names.
    static func logo(_ path: String, _ context: CommandContext) throws(CommandFailure) -> Logo {
        let file = try context.read(file: path, limit: 16 << 20)
        do throws(LogoError) {
            return try Logo(png: file)
        } catch {
            throw CommandFailure("qr.logo.unreadable", ["path": path, "limit": "\(Logo.maximumSide)"])
        }
    }

    /// The picture of a payload.
    func draw(_ payload: QRPayload) throws(CommandFailure) -> [UInt8] {
        let symbol = try logo.map { logo throws(CommandFailure) in try Self.symbol(payload, logo) }
        do throws(QRError) {
            switch (format, symbol) {
            case (.png, let symbol?): return try symbol.png(size)
            case (.svg, let symbol?): return try symbol.svg(size)
            // Where the logo is a picture of dots, the code would be no drawing any more: the command refuses it.
            case (.pdf, _): return try QRSymbol(payload, errorCorrection: errorCorrection).pdf(size)
            case (.eps, _): return try QRSymbol(payload, errorCorrection: errorCorrection).eps(size)
            case (.png, nil): return try QRSymbol(payload, errorCorrection: errorCorrection).png(size)
            case (.svg, nil): return try QRSymbol(payload, errorCorrection: errorCorrection).svg(size)
            }
        } catch {
            throw CommandFailure(error)
        }
    }

    private static func symbol(_ payload: QRPayload, _ logo: Logo) throws(CommandFailure) -> LogoSymbol {
        do throws(LogoError) {
            return try LogoSymbol(payload, logo: logo)
        } catch {
            throw CommandFailure(
                "qr.logo.refused", ["address": payload.text], remedy: "qr.logo.refused.remedy")
        }
    }

    /// A hash of all that makes the picture.
    func fingerprint(of payload: QRPayload) -> String {
        let drawing =
            "1 \(payload.text) \(format.rawValue) \(size.millimetres) \(size.dpi) \(errorCorrection)"
        let content = drawing + (logo.map { " \($0.fingerprint)" } ?? "")
        return String(Hex.string(SHA256.digest(content.utf8)).prefix(32))
    }
}
