import Foundation
import LiaisonText
import Testing

@Suite struct RosterEndToEndTests {
    @Test func everyEncodingGivesTheSameRoster() throws {
        var rosters: Set<String> = []
        for name in ["utf8.csv", "utf8-bom.csv", "gb18030.csv", "utf16-tab.txt", "lf.csv", "fullwidth.csv"] {
            let installation = try Installation(importing: ["small/stations.csv", "encodings/\(name)"])
            let people = try installation.roster().filter { $0["kind"]?.text == "deputy" }.map { holder in
                ["id", "name", "station", "level", "group", "title", "status"]
                    .map { holder[$0]?.text ?? "null" }.joined(separator: "|")
            }
            #expect(people.count == 126)
            rosters.insert(people.joined(separator: "\n"))
        }
        #expect(rosters.count == 1)
    }

    @Test func badFilesNameEveryRowAndChangeNothing() throws {
        let installation = try Installation()
        let before = try installation.roster()
        let result = try installation.importRoster(["bad/deputies.csv"])
        #expect(result.status == 1)
        for word in ["XX99", "村", "B4", "1.38E+10", "2", "3", "4", "6", "7", "8"] {
            #expect((result.talk + result.output).contains(word), "\(word) isn't named")
        }
        #expect(try installation.importRoster(["bad/unterminated.csv"]).status == 1)
        let workbook = try installation.importRoster(["bad/workbook.xlsx"])
        #expect(workbook.status == 1)
        #expect(workbook.talk.contains("CSV"))
        #expect(try installation.roster() == before)
    }

    @Test func aSecondImportChangesNothingAndADryRunTellsTheSame() throws {
        let installation = try Installation(importing: [])
        let files = ["small/stations.csv", "small/deputies.csv"]
        let dry = try installation.importRoster(files, options: ["--dry-run"])
        #expect(try installation.roster().isEmpty)
        let first = try installation.importRoster(files)
        #expect(dry.status == 0)
        #expect(dry.output == first.output)
        let codes = try installation.roster().map { $0["code"] }
        let second = try installation.importRoster(files)
        #expect(second.status == 0)
        #expect(second.output.contains("0"))
        #expect(try installation.roster().map { $0["code"] } == codes)
    }

    @Test func theCityComesIn() throws {
        let installation = try Installation(importing: ["city/stations.csv", "city/deputies.csv"])
        let roster = try installation.roster()
        #expect(roster.count { $0["kind"]?.text == "station" } == 551)
        #expect(roster.count { $0["kind"]?.text == "deputy" } == 8700)
        #expect(Set(roster.compactMap { $0["code"]?.text }).count == 9251)
    }

    /// Whom a command brings in is found by a server that runs already, without a signal.
    @Test func aRunningServerSeesAnImport() throws {
        let installation = try Installation(importing: ["small/stations.csv"])
        let server = try RunningServer(installation.data)
        let browser = Browser(port: server.port)
        try installation.importRoster(["small/deputies.csv"])
        let code = try installation.code("deputy")
        while try browser.get("/\(code)").status == 404 { usleep(10_000) }
        #expect(try browser.get("/\(code)").status == 200)
    }

    @Test(.enabled(if: Program.tool("zbarimg") != nil, "needs zbarimg"))
    func aPrintedCodeDecodesToItsAddress() throws {
        let installation = try Installation()
        let code = try installation.code("deputy")
        let picture = "\(installation.scratch.path)/code.png"
        let result = try Program.run("qr", code, "--data", installation.data, "--output", picture)
        #expect(result.status == 0, "\(result.talk)")
        let zbar = try #require(Program.tool("zbarimg"))
        let decoded = try Program.run(zbar, ["--quiet", "--raw", picture])
        #expect(decoded.output == "https://LLZ.EXAMPLE.GOV.CN/\(code)\n")
    }
}
