import LiaisonCodes
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonQR

@Suite struct LogoTests {
    private let payload: QRPayload

    init() throws {
        payload = QRPayload(try BaseURL(parsing: "https://llz.example.gov.cn"), try Code(parsing: "0000000"))
    }

    /// 12 by 8 pixels: the left half black at half opacity, the right half red.
    private func logo() throws -> Logo {
        let text =
            "iVBORw0KGgoAAAANSUhEUgAAAAwAAAAICAYAAADN5B7xAAAAHklEQVR42mNkYGBoYMACTjAw1GMTZ2IgEYxqIAYAAKMyAdcciEHeAAAAAElFTkSuQmCC"
        return try Logo(png: #require(Base64URL.decode(text)))
    }

    @Test func logoIsFittedOnWhite() throws {
        let logo = try logo()
        #expect(logo.colour(x: 0, y: 6, side: 12) == (127, 127, 127))
        #expect(logo.colour(x: 11, y: 6, side: 12) == (200, 0, 0))
        #expect(logo.colour(x: 0, y: 0, side: 12) == (255, 255, 255))
        #expect(logo.colour(x: 0, y: 0, side: 1) == (194, 127, 127))
    }

    @Test func coversAtMostAFifthOfTheSide() throws {
        let symbol = try LogoSymbol(payload, logo: logo())
        #expect(symbol.covered == 5)
    }

    @Test(.enabled(if: Shell.has("zbarimg") && Shell.has("rsvg-convert"), "needs zbar-tools, librsvg2-bin"))
    func picturesWithALogoAreRead() throws {
        let symbol = try LogoSymbol(payload, logo: logo())
        try withTemporaryDirectory { directory in
            try Files.create("\(directory)/a.png", with: symbol.png())
            try Files.create("\(directory)/b.svg", with: symbol.svg())
            _ = try Shell.run("rsvg-convert --dpi-x 300 --dpi-y 300 -o \(directory)/b.png \(directory)/b.svg")
            let read = try Shell.run("zbarimg --quiet --raw \(directory)/*.png 2>/dev/null").output
            #expect(read == "\(payload.text)\n\(payload.text)\n")
        }
    }

    /// What error correction repairs by the map is what a reader repairs: half of a block's correction codewords
    /// may be wrong, one more is too many. Both fail unless each module's codeword and block are right.
    @Test(
        .enabled(if: Shell.has("zbarimg"), "needs zbar-tools"),
        arguments: [ErrorCorrection.low, .medium, .quartile, .high])
    func mapsModulesToBlocksAsReadersDo(level: ErrorCorrection) throws {
        for version in [2, 5, 8, 14].compactMap({ SymbolVersion($0) }) {
            let text = String(repeating: "liaison ", count: version.dataBits(level) / 64 - 1)
            let symbol = try QRSymbol(text: text, errorCorrection: level, minimumVersion: version)
            let repairable = version.correctionCodewordsPerBlock(symbol.errorCorrection) / 2
            for block in [0, version.blocks(symbol.errorCorrection) - 1] {
                #expect(try Self.read(Self.damaged(symbol, block, codewords: repairable)) == text)
                #expect(try Self.read(Self.damaged(symbol, block, codewords: repairable + 1)) != text)
            }
        }
    }

    @Test func refusesWhereTheMiddleIsAPattern() throws {
        // Version 7 has an alignment pattern in its very middle.
        let version = try #require(SymbolVersion(7))
        let symbol = try QRSymbol(text: "A", errorCorrection: .high, minimumVersion: version)
        #expect(throws: LogoError.coversPattern(version: 7)) { try LogoSymbol.check(symbol, covering: 9) }
    }

    @Test func refusesWhatLeavesNoMargin() throws {
        let symbol = try QRSymbol(payload, errorCorrection: .high)
        #expect(throws: Never.self) { try LogoSymbol.check(symbol, covering: 5) }
        #expect(throws: LogoError.damagesTooMuch(version: symbol.version.number)) {
            try LogoSymbol.check(symbol, covering: 13)
        }
    }

    @Test(arguments: [[], Array("GIF89a".utf8), [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]])
    func refusesWhatIsNoPNG(file: [UInt8]) {
        #expect(throws: LogoError.unreadable) { try Logo(png: file) }
    }

    private static func damaged(_ symbol: QRSymbol, _ block: Int, codewords: Int) -> QRSymbol {
        let map = CodewordMap(symbol)
        var result = symbol
        var hit: Set<Int> = []
        for y in 0..<symbol.side {
            for x in 0..<symbol.side {
                guard let place = map[x, y], place.block == block, hit.count < codewords else { continue }
                if hit.insert(place.codeword).inserted { result.modules[y * symbol.side + x] ^= 1 }
            }
        }
        return result
    }

    private static func read(_ symbol: QRSymbol) throws -> String {
        try withTemporaryDirectory { directory in
            try Files.create("\(directory)/a.png", with: symbol.png())
            let read = try Shell.run("zbarimg --quiet --raw \(directory)/a.png 2>/dev/null")
            return String(read.output.dropLast())
        }
    }
}
