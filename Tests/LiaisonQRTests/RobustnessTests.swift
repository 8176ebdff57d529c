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
            let read = try Shell.run("zbarimg --quiet --raw \(directory)/*.png 2>/dev/null").output
            #expect(Set(read.split(separator: "\n").map(String.init)) == payloads)
        }
    }

    private static func payload() throws -> QRPayload {
        QRPayload(try BaseURL(parsing: "https://llz.example.gov.cn"), .random())
    }

    private static let hasZXing: Bool = {
        do {
            return try Shell.run("python3 -c 'import zxingcpp, PIL, numpy' 2>/dev/null").status == 0
        } catch {
            return false
        }
    }()
}
