import Testing

@testable import LiaisonQR

@Suite struct QRSymbolTests {
    /// A text, the level asked for, the version and level that result.
    static let fits: [(String, ErrorCorrection, Int, ErrorCorrection)] = [
        ("HTTPS://A.CN/7K3M9QX", .medium, 2, .high),
        ("https://LLZ.EXAMPLE.GOV.CN/7K3M9QX", .low, 2, .low),
        ("https://LLZ.EXAMPLE.GOV.CN/7K3M9QX", .medium, 3, .quartile),
        ("https://LLZ.EXAMPLE.GOV.CN/7K3M9QX", .quartile, 3, .quartile),
        ("https://LLZ.EXAMPLE.GOV.CN/7K3M9QX", .high, 4, .high),
        ("https://llz.example.gov.cn/7k3m9qx", .medium, 3, .medium),
    ]

    @Test(arguments: fits)
    func takesTheSmallestVersionAndItsHighestLevel(
        text: String, asked: ErrorCorrection, version: Int, level: ErrorCorrection
    ) throws {
        let symbol = try QRSymbol(text: text, errorCorrection: asked)
        #expect(symbol.version.number == version)
        #expect(symbol.errorCorrection == level)
        #expect(symbol.side == 17 + 4 * version)
    }

    @Test func dividesAnAddressAfterItsScheme() throws {
        let text = Array("https://LLZ.EXAMPLE.GOV.CN/7K3M9QX".utf8)
        #expect(
            Segment.shortest(for: text, version: .two) == [
                Segment(mode: .byte, range: 0..<5), Segment(mode: .alphanumeric, range: 5..<34),
            ])
    }

    @Test func dividesNoFurtherThanPays() throws {
        // A switch of mode costs at least 12 bits: three digits among letters don't repay it, twenty do.
        #expect(Segment.shortest(for: Array("AB123CD".utf8), version: .two).count == 1)
        #expect(
            Segment.shortest(for: Array("AB12345678901234567890".utf8), version: .two).map(\.mode)
                == [.alphanumeric, .numeric])
    }

    @Test(arguments: ErrorCorrection.allCases)
    func agreesWithTheLibraryAboutWhatAVersionHolds(level: ErrorCorrection) throws {
        for version in SymbolVersion.all {
            let header = 4 + Segment.Mode.byte.countBits(version)
            let capacity = (version.dataBits(level) - header) / 8
            // QRSymbol traps when libqrencode takes another version than the tables say.
            let full = try QRSymbol(
                text: [UInt8](repeating: 0x61, count: capacity), errorCorrection: level,
                minimumVersion: version)
            #expect(full.version == version)
            #expect(full.errorCorrection == level)
            if version.number < 40 {
                let over = try QRSymbol(
                    text: [UInt8](repeating: 0x61, count: capacity + 1), errorCorrection: level,
                    minimumVersion: version)
                #expect(over.version.number == version.number + 1)
            }
        }
    }

    @Test func refusesTextThatNoSymbolHolds() {
        #expect(throws: QRError.emptyText) { try QRSymbol(text: "") }
        #expect(throws: QRError.textTooLong(bytes: 2954)) {
            try QRSymbol(text: [UInt8](repeating: 0x61, count: 2954), errorCorrection: .low)
        }
    }

    @Test func isLightOutsideItsSide() throws {
        let symbol = try QRSymbol(text: "HTTPS://A.CN/7K3M9QX")
        #expect(symbol[0, 0])
        #expect(!symbol[-1, 0])
        #expect(!symbol[symbol.side, 0])
        #expect(!symbol[0, symbol.side])
    }

    @Test func readsTheLettersOfTheLevels() {
        #expect(ErrorCorrection(letter: "q") == .quartile)
        #expect(ErrorCorrection(letter: "X") == nil)
    }
}
