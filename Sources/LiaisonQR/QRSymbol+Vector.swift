/// Pictures for print shops: one path, filled with black and no other ink, that grows without loss.
extension QRSymbol {
    /// The points of an inch in PDF and PostScript, per millimetre.
    private static let pointsPerMillimetre = 72 / 25.4

    /// The symbol as a PDF file of one page, its own size (ISO 32000-1).
    ///
    /// - Parameter size: The side on paper, quiet zone included; its resolution doesn't matter.
    /// - Returns: The file's bytes.
    /// - Throws: ``QRError/unusableSize(pixels:)`` for a side that isn't positive.
    package func pdf(_ size: PrintSize = .standard) throws(QRError) -> [UInt8] {
        let points = try points(size)
        let scale = points / Double(sideWithQuietZone)
        // DeviceGray: black is black ink alone, whatever the press makes of colours.
        let content =
            "1 g 0 0 \(Self.plain(points)) \(Self.plain(points)) re f 0 g\n"
            + "\(Self.plain(scale)) 0 0 -\(Self.plain(scale)) 0 \(Self.plain(points)) cm\n"
            + steps(move: "m", line: "l", close: "h") + "f\n"
        let objects = [
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 \(Self.plain(points)) \(Self.plain(points))]/Contents 4 0 R/Resources<<>>>>",
            "<</Length \(content.utf8.count)>>\nstream\n\(content)endstream",
        ]
        var file = "%PDF-1.4\n"
        var places: [Int] = []
        for (index, object) in objects.enumerated() {
            places.append(file.utf8.count)
            file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = file.utf8.count
        file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for place in places {
            let digits = "\(place)"
            file += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
        }
        file += "trailer\n<</Size \(objects.count + 1)/Root 1 0 R>>\nstartxref\n\(table)\n%%EOF\n"
        return Array(file.utf8)
    }

    /// The symbol as Encapsulated PostScript (Adobe technical note 5002), for programs that lay out print.
    ///
    /// - Parameter size: The side on paper, quiet zone included; its resolution doesn't matter.
    /// - Returns: The file's bytes.
    /// - Throws: ``QRError/unusableSize(pixels:)`` for a side that isn't positive.
    package func eps(_ size: PrintSize = .standard) throws(QRError) -> [UInt8] {
        let points = try points(size)
        let scale = points / Double(sideWithQuietZone)
        let whole = Int(points.rounded(.up))
        return Array(
            """
            %!PS-Adobe-3.0 EPSF-3.0
            %%BoundingBox: 0 0 \(whole) \(whole)
            %%HiResBoundingBox: 0 0 \(Self.plain(points)) \(Self.plain(points))
            %%LanguageLevel: 2
            %%EndComments
            gsave 1 setgray 0 0 \(Self.plain(points)) \(Self.plain(points)) rectfill 0 setgray
            0 \(Self.plain(points)) translate \(Self.plain(scale)) -\(Self.plain(scale)) scale newpath
            \(steps(move: "moveto", line: "lineto", close: "closepath"))fill grestore
            %%EOF

            """.utf8)
    }

    private func points(_ size: PrintSize) throws(QRError) -> Double {
        guard size.millimetres.isFinite, size.millimetres > 0 else { throw .unusableSize(pixels: 0) }
        return size.millimetres * Self.pointsPerMillimetre
    }

    /// The outline with absolute places, a step a line: SVG's `h` and `v` are relative, which PDF doesn't have.
    private func steps(move: String, line: String, close: String) -> String {
        var output = ""
        var (x, y) = (0, 0)
        var rest = svgPath[...]
        func number() -> Int {
            rest = rest.drop { $0 == UInt8(ascii: " ") }
            let isNegative = rest.first == UInt8(ascii: "-")
            if isNegative { rest.removeFirst() }
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest.dropFirst(digits.count)
            return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } * (isNegative ? -1 : 1)
        }
        while let command = rest.popFirst() {
            switch command {
            case UInt8(ascii: "M"):
                x = number()
                y = number()
                output += "\(x) \(y) \(move)\n"
            case UInt8(ascii: "h"):
                x += number()
                output += "\(x) \(y) \(line)\n"
            case UInt8(ascii: "v"):
                y += number()
                output += "\(x) \(y) \(line)\n"
            default: output += "\(close)\n"
            }
        }
        return output
    }

    /// A length in plain decimals, to a ten-thousandth of a point.
    private static func plain(_ length: Double) -> String {
        let parts = Int((length * 10_000).rounded())
        let digits = String(String(10_000 + parts % 10_000).dropFirst())
        return "\(parts / 10_000).\(digits)"
    }
}
