import LiaisonCodes
import LiaisonQR
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonPosters

/// Posters as paper: printed by Chromium, read back by poppler, zbar and zxing-cpp, with each of three sets of fonts:
/// offices print with other ones than a developer has, and nothing may leave its box with any.
///
/// Skipped where chromium, poppler-utils or zbar-tools is missing; the checks that need fonts, or Python's zxing-cpp
/// or selenium, are tests of their own.
@Suite(
    .serialized,
    .enabled(
        if: ["chromium", "pdfinfo", "pdffonts", "pdftotext", "pdftoppm", "zbarimg", "fc-list"]
            .allSatisfy(Shell.has),
        "needs chromium, fontconfig, poppler-utils and zbar-tools"))
struct PosterPrintTests {
    @Test(.enabled(if: FontSet.noto.isInstalled, "needs fonts-noto-cjk"), arguments: PrintedSample.all)
    func printsOnItsPaperAndReadsBack(sample: PrintedSample) throws { try check(sample, with: .noto) }

    @Test(
        .enabled(if: FontSet.microHei.isInstalled, "needs fonts-wqy-microhei"),
        arguments: PrintedSample.awkward)
    func readsBackWithMicroHei(sample: PrintedSample) throws { try check(sample, with: .microHei) }

    @Test(
        .enabled(if: FontSet.zenHei.isInstalled, "needs fonts-wqy-zenhei"), arguments: PrintedSample.awkward)
    func readsBackWithZenHei(sample: PrintedSample) throws { try check(sample, with: .zenHei) }

    private func check(_ sample: PrintedSample, with fonts: FontSet) throws {
        try withTemporaryDirectory { directory in
            try sample.print(into: directory, with: fonts)
            let information = try Shell.run("pdfinfo \(directory)/poster.pdf").output
            let lines = information.split(separator: "\n").map { $0.split(separator: " ") }
            #expect(lines.first { $0[0] == "Pages:" }?[1] == "\(sample.pages)")
            let size = try #require(lines.first { $0[0] == "Page" && $0[1] == "size:" })
            #expect(abs((Double(size[2]) ?? 0) - sample.paper.width / 25.4 * 72) <= 1)
            #expect(abs((Double(size[4]) ?? 0) - sample.paper.height / 25.4 * 72) <= 1)

            let embedded = try Shell.run("pdffonts \(directory)/poster.pdf").output.split(separator: "\n")
                .dropFirst(2)
            #expect(!embedded.isEmpty)
            // Counted from the end, as names and types may hold spaces: emb sub uni object ID.
            #expect(embedded.allSatisfy { $0.split(separator: " ").dropLast(4).last == "yes" })

            let text = try Shell.run("pdftotext -raw \(directory)/poster.pdf -").output.filter {
                !$0.isWhitespace
            }
            // A character that no font has is a box on paper, and none in the text.
            let readable = sample.texts.filter(fonts.covers)
            #expect(readable.count >= sample.texts.count * 3 / 4)
            #expect(fonts != .noto || readable == sample.texts)
            for expected in readable {
                #expect(text.contains(expected.filter { !$0.isWhitespace }), "\(expected)")
            }

            let payloads = try Self.scan("\(directory)/poster.pdf", isCrowded: sample.codes.count > 20)
            #expect(payloads.symmetricDifference(sample.codes.map(\.payload)) == [])
        }
    }

    @Test(
        .enabled(
            if: FontSet.noto.isInstalled && Python.has("zxingcpp", "PIL"),
            "needs fonts-noto-cjk, and zxing-cpp and Pillow for Python"),
        arguments: PrintedSample.all)
    func codesMeasureTheirMillimetres(sample: PrintedSample) throws {
        try withTemporaryDirectory { directory in
            try sample.print(into: directory, with: .noto)
            _ = try Shell.run("pdftoppm -r 300 -gray \(directory)/poster.pdf \(directory)/page")
            let read = try Shell.run("python3 Tests/Scripts/decode.py \(directory)/page-*.pgm").output
            var pixels: [Substring: Double] = [:]
            for line in read.split(separator: "\n") {
                let fields = line.split(separator: "\t")
                pixels[fields[0]] = Double(fields[1])
            }
            for code in sample.codes {
                let symbol = try QRSymbol(text: code.payload)
                let side = try #require(pixels[Substring(code.payload)], "\(code.payload)")
                let ratio = Double(symbol.sideWithQuietZone) / Double(symbol.side)
                #expect(abs(side / 300 * 25.4 * ratio - code.millimetres) <= 1, "\(code.payload)")
            }
        }
    }

    @Test(
        .enabled(
            if: Python.has("selenium") && Shell.has("chromedriver"),
            "needs selenium for Python, chromium-driver"),
        arguments: FontSet.allCases.filter(\.isInstalled))
    func textsStayInTheirBoxes(fonts: FontSet) throws {
        try withTemporaryDirectory { directory in
            let samples = fonts == .noto ? PrintedSample.all : PrintedSample.awkward
            for (index, sample) in samples.enumerated() {
                try Files.create("\(directory)/\(index).html", with: try sample.html())
            }
            let found = try Shell.run(
                "\(try fonts.environment(in: directory)) python3 Tests/Scripts/overflow.py \(directory)/*.html"
            )
            #expect(found.status == 0)
            #expect(found.output == "")
        }
    }

    /// What zbar reads on all pages at 300 dots an inch: on whole pages, and of crowded ones on bands of them too, as phones
    /// see, since zbar leaves out one or the other where more than twenty codes fill a picture.
    private static func scan(_ pdf: String, isCrowded: Bool) throws -> Set<String> {
        let raster = "pdftoppm -r 300 -gray \(pdf) \(pdf)"
        let bands = stride(from: 0, through: isCrowded ? 3600 : -1, by: 400).map {
            "pdftoppm -r 300 -gray -y \($0) -H 1700 \(pdf) \(pdf)-\($0)"
        }
        _ = try Shell.run(([raster] + bands).joined(separator: "; "))
        let read = try Shell.run("zbarimg --quiet --raw \(pdf)*.pgm 2>/dev/null").output
        return Set(read.split(separator: "\n").map(String.init))
    }
}
