import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonQR

/// The pictures, read back by independent programs; each of these is skipped where its program is missing.
@Suite struct QRPictureTests {
    static let texts = [
        "https://LLZ.EXAMPLE.GOV.CN/7K3M9QX",
        "http://127.0.0.1:8080/0000000",
        "https://XN--55QX5D.XN--FIQS8S/LLZ/7K3M9QX",
        "https://A.CN/R/SS00-251224-7K3M9/7K3M-9QX2-AB4C",
        "tel:0731-55550000",
        String(repeating: "0123456789ABCDEFGHJKLMNPQRTUWXY", count: 20),
    ]

    @Test(.enabled(if: Shell.has("zbarimg"), "needs zbar-tools"), arguments: texts)
    func pngDecodesToItsText(text: String) throws {
        let file = try QRSymbol(text: text).png()
        #expect(try Self.decode(file, "png") == text)
    }

    @Test(
        .enabled(if: Shell.has("zbarimg") && Shell.has("rsvg-convert"), "needs zbar-tools, librsvg2-bin"),
        arguments: texts)
    func svgDecodesToItsText(text: String) throws {
        let file = try QRSymbol(text: text).svg()
        #expect(try Self.decode(file, "svg") == text)
    }

    /// Millimetres, dots an inch, the picture's pixels.
    static let sizes: [(Double, Double, Int)] = [
        (100, 300, 1184), (20, 72, 74), (20.5, 150, 111), (297, 600, 7030), (52, 300, 629),
    ]

    @Test(arguments: sizes)
    func pngPrintsAtTheAskedSize(millimetres: Double, dpi: Double, pixels: Int) throws {
        let symbol = try QRSymbol(text: "https://LLZ.EXAMPLE.GOV.CN/7K3M9QX")
        let file = try symbol.png(PrintSize(millimetres: millimetres, dpi: dpi))
        let header = try #require(PNGChunks(file)["IHDR"])
        #expect(header.bigEndian(at: 0) == pixels)
        #expect(header.bigEndian(at: 4) == pixels)
        #expect(Array(header[8...]) == [1, 0, 0, 0, 0])
        let resolution = try #require(PNGChunks(file)["pHYs"])
        #expect(resolution.bigEndian(at: 0) == resolution.bigEndian(at: 4))
        #expect(resolution[8] == 1)
        let printed = Double(pixels) * 1000 / Double(resolution.bigEndian(at: 0))
        #expect(abs(printed - millimetres) < millimetres / 1000)
    }

    @Test func standardPNGIsSmall() throws {
        let file = try QRSymbol(text: "https://LLZ.EXAMPLE.GOV.CN/7K3M9QX").png()
        #expect(file.count <= 4096)
    }

    @Test(arguments: [(5.0, 72.0), (0, 300), (-1, 300), (.nan, 300), (.infinity, 300), (100_000, 300)])
    func pngRefusesUnusableSizes(millimetres: Double, dpi: Double) throws {
        let symbol = try QRSymbol(text: "https://LLZ.EXAMPLE.GOV.CN/7K3M9QX")
        #expect(throws: QRError.self) { try symbol.png(PrintSize(millimetres: millimetres, dpi: dpi)) }
    }

    @Test(
        .enabled(if: Shell.has("zbarimg") && Shell.has("pdftoppm"), "needs zbar-tools, poppler-utils"),
        arguments: texts)
    func pdfDecodesToItsText(text: String) throws {
        #expect(try Self.decode(try QRSymbol(text: text).pdf(), "pdf") == text)
    }

    @Test(
        .enabled(if: Shell.has("zbarimg") && Shell.has("gs"), "needs zbar-tools, ghostscript"),
        arguments: texts)
    func epsDecodesToItsText(text: String) throws {
        #expect(try Self.decode(try QRSymbol(text: text).eps(), "eps") == text)
    }

    @Test func vectorsAreInPointsAndInBlackAlone() throws {
        let symbol = try QRSymbol(text: "https://LLZ.EXAMPLE.GOV.CN/7K3M9QX")
        let pdf = String(decoding: try symbol.pdf(PrintSize(millimetres: 50.8)), as: UTF8.self)
        #expect(pdf.hasPrefix("%PDF-1.4\n") && pdf.hasSuffix("%%EOF\n"))
        #expect(pdf.contains("/MediaBox[0 0 144.0000 144.0000]"))
        #expect(pdf.contains("\n4 4 m\n11 4 l\n11 11 l\n4 11 l\nh\n") && !pdf.contains(" rg"))
        // The table of places leads to each object.
        for (index, line) in pdf.split(separator: "\n").filter({ $0.hasSuffix(" 00000 n ") }).enumerated() {
            let place = try #require(Int(line.prefix(10)))
            #expect(pdf.utf8.dropFirst(place).starts(with: "\(index + 1) 0 obj\n".utf8))
        }
        let eps = String(decoding: try symbol.eps(PrintSize(millimetres: 50.8)), as: UTF8.self)
        #expect(eps.contains("\n%%BoundingBox: 0 0 144 144\n") && !eps.contains("rgb"))
        #expect(throws: QRError.self) { try symbol.pdf(PrintSize(millimetres: 0)) }
        #expect(throws: QRError.self) { try symbol.eps(PrintSize(millimetres: .infinity)) }
    }

    @Test func svgIsInMillimetresWithOneBlackPath() throws {
        let symbol = try QRSymbol(text: "https://LLZ.EXAMPLE.GOV.CN/7K3M9QX")
        let file = String(decoding: try symbol.svg(PrintSize(millimetres: 52.5)), as: UTF8.self)
        #expect(file.contains(#"width="52.5mm" height="52.5mm" viewBox="0 0 37 37""#))
        #expect(file.split(separator: "<path").count == 3)
        #expect(file.hasSuffix("z\"/></svg>\n"))
    }

    @Test func outlineOfEachFinderIsTwoSquaresAndOneInside() throws {
        let symbol = try QRSymbol(text: "https://LLZ.EXAMPLE.GOV.CN/7K3M9QX")
        let path = String(decoding: symbol.svgPath, as: UTF8.self)
        #expect(path.hasPrefix("M4 4h7v7h-7z"))
        #expect(path.contains("M6 6h3v3h-3z"))
    }

    private static func decode(_ file: [UInt8], _ suffix: String) throws -> String {
        try withTemporaryDirectory { directory in
            try Files.create("\(directory)/code.\(suffix)", with: file)
            if suffix == "svg" {
                _ = try Shell.run(
                    "rsvg-convert --dpi-x 300 --dpi-y 300 -o \(directory)/code.png \(directory)/code.svg")
            }
            if suffix == "pdf" {
                _ = try Shell.run("pdftoppm -r 300 -png -singlefile \(directory)/code.pdf \(directory)/code")
            }
            if suffix == "eps" {
                _ = try Shell.run(
                    "gs -q -dNOPAUSE -dBATCH -dEPSCrop -sDEVICE=png16m -r300 -sOutputFile=\(directory)/code.png \(directory)/code.eps"
                )
            }
            let read = try Shell.run("zbarimg --quiet --raw -Sbinary \(directory)/code.png 2>/dev/null")
            return read.output
        }
    }
}

/// The chunks of a PNG file (PNG section 5.3), by type.
struct PNGChunks {
    private var chunks: [String: [UInt8]] = [:]

    init(_ file: [UInt8]) {
        var index = 8
        while index + 12 <= file.count {
            let length = file.bigEndian(at: index)
            let type = String(decoding: file[(index + 4)..<(index + 8)], as: UTF8.self)
            chunks[type] = Array(file[(index + 8)..<(index + 8 + length)])
            index += 12 + length
        }
    }

    subscript(type: String) -> [UInt8]? { chunks[type] }
}

extension [UInt8] {
    func bigEndian(at index: Int) -> Int {
        self[index..<(index + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
}
