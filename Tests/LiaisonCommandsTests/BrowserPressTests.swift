import Glibc
import LiaisonCodes
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonCommands

/// One browser for many sheets, and what is left of them when it fails.
@Suite(.enabled(if: Shell.has("python3"), "needs python3")) struct BrowserPressTests {
    private let directory: TemporaryDirectory
    private var program: String { "\(directory.path)/browser" }
    private var output: String { "\(directory.path)/sheets" }

    init() throws { directory = try TemporaryDirectory() }

    private func browser(
        _ trouble: FakeBrowser.Trouble, patience: Duration = .seconds(60), atOnce: Int = 1
    ) throws -> Chromium {
        try FakeBrowser.write(program, trouble)
        return Chromium(program: program, patience: patience, atOnce: atOnce)
    }

    /// The processes that were started, whether they still run.
    private func starts() throws -> [(process: pid_t, runs: Bool)] {
        let lines = String(decoding: try Files.read("\(program).starts"), as: UTF8.self)
        return lines.split(separator: "\n").compactMap { pid_t($0) }.map { ($0, kill($0, 0) == 0) }
    }

    /// A folder of sheets brought up to date, as `poster --all --pdf` does it; each sheet's page is its name.
    private func update(_ names: [String], with browser: Chromium) throws -> PrintFolder.Outcome {
        try browser.printing { press throws(CommandFailure) -> PrintFolder.Outcome in
            let files = try names.map { name throws(CommandFailure) in
                guard let code = try? Code(parsing: "7K3M9Q4") else { throw CommandFailure("cli.output") }
                return PrintFolder.File(
                    path: "\(name).pdf", code: code, name: name, station: name,
                    fingerprint: { () throws(CommandFailure) in name },
                    make: { () throws(CommandFailure) in
                        try press.pdf(of: Array(name.utf8), named: "\(name).pdf")
                    })
            }
            return try PrintFolder(path: output, indexName: "index.csv").update(files, rewritesAll: true) {
                _ in
            }
        }
    }

    private func sheets() throws -> [String] {
        try Files.names(in: output).filter { $0 != "index.csv" }.sorted()
    }

    @Test(arguments: [1, 3]) func printsAllSheetsByOneStartAtMostForEachAtOnce(atOnce: Int) throws {
        let names = (1...20).map { "sheet-\($0)" }
        let outcome = try update(names, with: try browser(.dies, atOnce: atOnce))
        #expect(outcome.failures.isEmpty && outcome.written.count == 20)
        #expect(try Files.read("\(output)/sheet-7.pdf") == Array("%PDF-1.4 sheet-7".utf8))
        let starts = try starts()
        #expect((1...atOnce).contains(starts.count) && starts.allSatisfy { !$0.runs })
    }

    @Test(arguments: [FakeBrowser.Trouble.dies, .crashes, .refuses, .rubbish])
    func namesTheSheetThatFailsAndGoesOnWithTheNext(trouble: FakeBrowser.Trouble) throws {
        let names = ["a", "b", "trouble", "d", "e"]
        let outcome = try update(names, with: try browser(trouble))
        #expect(outcome.failures.map { $0.values["file"] } == ["trouble.pdf"])
        #expect(outcome.written.sorted() == ["a.pdf", "b.pdf", "d.pdf", "e.pdf"])
        #expect(try sheets() == ["a.pdf", "b.pdf", "d.pdf", "e.pdf"])
        #expect(try starts().allSatisfy { !$0.runs })
    }

    @Test func leavesAnEarlierSheetWholeAndOutOfTheIndex() throws {
        _ = try update(["a", "trouble"], with: try browser(.dies))
        try Files.create("\(output)/trouble.pdf", with: Array("%PDF-1.4 of before".utf8))
        try Files.remove(program)
        let outcome = try update(["a", "trouble"], with: try browser(.dies))
        #expect(outcome.failures.count == 1)
        #expect(try Files.read("\(output)/trouble.pdf") == Array("%PDF-1.4 of before".utf8))
        let index = String(decoding: try Files.read("\(output)/index.csv"), as: UTF8.self)
        #expect(index.contains("a.pdf") && !index.contains("trouble.pdf"))
    }

    @Test func waitsForASheetOnlySoLong() throws {
        let outcome = try update(["trouble"], with: try browser(.hangs, patience: .seconds(3)))
        #expect(outcome.failures.map(\.key) == ["poster.chromium.late"])
        #expect(outcome.failures.first?.values["seconds"] == "3")
        let starts = try starts()
        #expect(starts.count == 1 && !starts[0].runs)
    }

    @Test func triesNoMoreAfterThreeFailuresInARow() throws {
        let names = (1...9).map { "trouble-\($0)" }
        let outcome = try update(names, with: try browser(.dies))
        #expect(outcome.failures.count { $0.key == "poster.chromium.ended" } == 3)
        #expect(outcome.failures.count { $0.key == "poster.chromium.given-up" } == 6)
        #expect(Set(outcome.failures.compactMap { $0.values["file"] }).count == 9)
        #expect(try starts().count == 3)
        #expect(try sheets().isEmpty)
    }

    @Test func namesABrowserThatCannotBeStarted() throws {
        let chromium = Chromium(program: "\(directory.path)/none")
        let outcome = try update(["a"], with: chromium)
        #expect(outcome.failures.map(\.key) == ["poster.chromium.system"])
        #expect(outcome.failures.first?.cause?.code == .noSuchFile)
    }

    @Test func leavesNothingInTheTemporaryDirectory() throws {
        let chromium = try browser(.dies)
        let own = try chromium.printing { press throws(CommandFailure) -> String in
            _ = try press.pdf(of: Array("a".utf8), named: "a")
            return press.folder
        }
        #expect(try Files.status(own) == nil)
    }
}
