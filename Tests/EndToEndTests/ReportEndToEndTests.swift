import LiaisonText
import Testing

/// Reports over the network: the same bytes as on the server's machine, for those who may see them.
@Suite struct ReportEndToEndTests {
    let installation: Installation
    let server: RunningServer

    init() throws {
        installation = try Installation()
        server = try RunningServer(installation.data)
        for (station, count) in [("SS07", 3), ("SS01", 1)] {
            let officer = try Staff(installation, server, "--station", station)
            for index in 0..<count {
                _ = try officer.json("intake", "--station", station, "--text", "路灯坏了 \(index)")
            }
        }
    }

    private func local(_ words: String...) throws -> String {
        let result = try Program.run(
            Program.directory.appendingPathComponent("liaison"),
            ["report", "--data", installation.data] + words)
        try #require(result.status == 0, "\(result.talk)")
        return result.output
    }

    @Test(arguments: ["json", "text", "csv", "html"])
    func theOfficeGetsWhatTheServersOwnCommandPrints(format: String) throws {
        let office = try Staff(installation, server, "--office")
        let words = ["report", "--from", "2020-01-01", "--to", "2040-12-31", "--as-of", "2041-01-31"]
        let remote = try office.run(words + ["--format", format])
        #expect(remote.status == 0, "\(remote.talk)")
        let here = try local(
            "--from", "2020-01-01", "--to", "2040-12-31", "--as-of", "2041-01-31", "--format", format)
        #expect(remote.output == here)
    }

    @Test func aStationsTokenAndItsDeputysSeeThatStation() throws {
        let here = try local("--station", "SS07", "--json")
        for scope in [
            ["--station", "SS07"], ["--deputy", try installation.code("deputy", station: "SS07")],
        ] {
            let staff = try Staff(installation, server, scope[0], scope[1])
            let own = try staff.run(["report", "--json"])
            #expect(own.output == here, "\(own.talk)")
            #expect(try staff.json("report", "--station", "SS07")["totals"]?["received"]?.integer == 3)
            let foreign = try staff.run(["report", "--station", "SS01"])
            #expect(foreign.status == 4)
            #expect(foreign.talk.contains("its own station only"), "\(foreign.talk)")
        }
    }

    @Test func addsAServersReportToOthers() throws {
        let office = try Staff(installation, server, "--office")
        let dates = ["--from", "2020-01-01", "--to", "2040-12-31", "--as-of", "2041-01-31"]
        let file = "\(installation.scratch.path)/county.json"
        #expect(try office.run(["report", "--json", "--output", file] + dates).status == 0)
        let sum = try office.run(["report", file, "--json"] + dates)
        #expect(try sum.json()["totals"]?["received"]?.integer == 8, "\(sum.talk)")
    }

    @Test func saysWhatIsWrongWithAReportAskedFor() throws {
        let office = try Staff(installation, server, "--office")
        let unknown = try office.run(["report", "--station", "ZZ99"])
        #expect(unknown.status == 2)
        #expect(unknown.talk.contains("There is no station “ZZ99”"), "\(unknown.talk)")
        let token = try installation.token("--office")
        let browser = Browser(port: server.port)
        for query in ["from=yesterday", "from=2026-02-01&to=2026-01-31", "as_of=2026-02-30", "station=a/b"] {
            let answer = try browser.get(
                "/api/v1/report?\(query)", headers: ["Authorization: Bearer \(token)"])
            #expect(answer.status == 400, "\(query)")
            #expect(answer.header("Content-Type") == "application/problem+json")
        }
        #expect(try browser.get("/api/v1/report").status == 401)
    }
}
