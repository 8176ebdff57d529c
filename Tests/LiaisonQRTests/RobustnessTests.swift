import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonCodes
@testable import LiaisonQR

/// Codes as they hang on walls; each test is skipped where its program is missing.
@Suite struct RobustnessTests {
    @Test(
        .enabled(if: Shell.has("python3") && Self.hasZXing, "needs zxing-cpp, Pillow and numpy for Python"))
    func readsThroughBlurTiltDistanceBadLightAndSpeckle() throws {
        try withTemporaryDirectory { directory in
            for number in 0..<20 {
                let payload = try Self.payload(number)
                try Files.create("\(directory)/\(payload.text.suffix(7)).png", with: QRSymbol(payload).png())
            }
            let unread = try Shell.run("python3 Tests/Scripts/distort.py \(directory)/*.png")
            #expect(unread.status == 0)
            #expect(unread.output == "")
        }
    }

    @Test(.enabled(if: Shell.has("zbarimg"), "needs zbar-tools"))
    func everyOneOfHundredsOfCodesIsRead() throws {
        try withTemporaryDirectory { directory in
            var payloads: Set<String> = []
            for number in 0..<400 {
                let payload = try Self.payload(number)
                payloads.insert(payload.text)
                let size = PrintSize(millimetres: 30, dpi: 300)
                try Files.create("\(directory)/\(number).png", with: QRSymbol(payload).png(size))
            }
            let read = try Shell.run("zbarimg --quiet --raw \(directory)/*.png 2>/dev/null").output
            #expect(Set(read.split(separator: "\n").map(String.init)) == payloads)
        }
    }

    /// One of a row of codes that look as random as issued ones, the same in every run: what a reader makes of
    /// a picture mustn't depend on the day.
    private static func payload(_ number: Int) throws -> QRPayload {
        // A multiplier without a factor in common with 31^6 visits every code once (Knuth, vol. 3, 6.4).
        var place = (number + 1) * 2_654_435_761 % 887_503_681
        var values: [UInt8] = []
        for _ in 1..<Code.length {
            values.append(UInt8(place % 31))
            place /= 31
        }
        let symbols = values.map { Alphabet.symbols[Int($0)] } + [Alphabet.check(after: values)]
        let code = try Code(parsing: String(decoding: symbols, as: UTF8.self))
        return QRPayload(try BaseURL(parsing: "https://llz.example.gov.cn"), code)
    }

    private static let hasZXing: Bool = {
        do {
            return try Shell.run("python3 -c 'import zxingcpp, PIL, numpy' 2>/dev/null").status == 0
        } catch {
            return false
        }
    }()
}
