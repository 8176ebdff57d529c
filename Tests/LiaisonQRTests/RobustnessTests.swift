import LiaisonCodes
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonQR

/// Codes as they hang on walls; each test is skipped where its program is missing.
@Suite struct RobustnessTests {
    @Test(
        .enabled(if: Shell.has("python3") && Self.hasZXing, "needs zxing-cpp, Pillow and numpy for Python"))
    func readsThroughBlurTiltDistanceBadLightAndSpeckle() throws {
        try withTemporaryDirectory { directory in
            for _ in 0..<20 {
                let payload = try Self.payload()
                try Files.create("\(directory)/\(payload.text.suffix(7)).png", with: QRSymbol(payload).png())
            }
            let unread = try Shell.run("python3 Tests/Scripts/distort.py \(directory)/*.png")
            #expect(unread.status == 0)
            #expect(unread.output == "")
        }
    }

    @Test(.enabled(if: Shell.has("zbarimg"), "needs zbar-tools"))
    func everyOneOfHundredsOfRandomCodesIsRead() throws {
        try withTemporaryDirectory { directory in
            var payloads: Set<String> = []
            for number in 0..<400 {
                let payload = try Self.payload()
                payloads.insert(payload.text)
                let size = PrintSize(millimetres: 30, dpi: 300)
                try Files.create("\(directory)/\(number).png", with: QRSymbol(payload).png(size))
            }
            var unread = payloads.subtracting(try Self.read("\(directory)/*.png"))
            // zbar has a bad moment with one picture in a few thousand, as a camera has; the next one it reads.
            for payload in unread {
                let code = try Code(parsing: payload.suffix(7))
                let symbol = try QRSymbol(QRPayload(try BaseURL(parsing: Self.base), code))
                try Files.create("\(directory)/again-\(code).png", with: symbol.png())
            }
            #expect(unread.count <= 2)
            if !unread.isEmpty { unread.subtract(try Self.read("\(directory)/again-*.png")) }
            #expect(unread == [])
        }
    }

    private static let base = "https://llz.example.gov.cn"

    /// What zbar reads from pictures.
    private static func read(_ pictures: String) throws -> Set<String> {
        let output = try Shell.run("zbarimg --quiet --raw \(pictures) 2>/dev/null").output
        return Set(output.split(separator: "\n").map(String.init))
    }

    private static func payload() throws -> QRPayload {
        QRPayload(try BaseURL(parsing: base), .random())
    }

    private static let hasZXing: Bool = {
        do {
            return try Shell.run("python3 -c 'import zxingcpp, PIL, numpy' 2>/dev/null").status == 0
        } catch {
            return false
        }
    }()
}
