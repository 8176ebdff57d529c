import LiaisonSystem
import LiaisonText
import Testing

/// Changsha (no. 15 of 2024), the analysis of a city's stations: how many each district has and how many deputies they have,
/// what is too small, too large or without groups, which stations run idle and which deputies are invisible, and deputies who
/// don't know their own station.
///
/// Its figures: 13 stations in 芙蓉, 28 in 天心, 39 in 岳麓, 18 in 开福, 40 in 雨花, 27 in 望城, 18 in 长沙县, 116 in 浏阳, 252 in
/// 宁乡; 8,700 deputies. The sample city has these stations.
@Suite struct ChangshaAnalysisTests {
    private let walk: Walk

    init() throws { walk = try Walk("长沙市人大", importing: ["city/stations.csv", "city/deputies.csv"]) }

    @Test func theAnalysisIsMadeOfTheRosterAndTheRegisters() throws {
        let office = try Staff(walk.installation, walk.server, "--office")
        let roster = try walk.installation.roster()
        let sizes = Dictionary(
            grouping: roster.filter { $0["kind"]?.text == "deputy" }, by: { $0["station"]?.text ?? "" }
        ).mapValues(\.count)
        let stations = roster.filter { $0["kind"]?.text == "station" }.compactMap { $0["id"]?.text }
        #expect(stations.count == 551 && sizes.values.reduce(0, +) == 8700)

        // Each district's paragraph.
        let districts = try office.json("report", "--by", "district").elements ?? []
        let expected = [
            ("芙蓉区", "FR", 13), ("天心区", "TX", 28), ("岳麓区", "YL", 39), ("开福区", "KF", 18), ("雨花区", "YH", 40),
            ("望城区", "WC", 27), ("长沙县", "CS", 18), ("浏阳市", "LY", 116), ("宁乡市", "NX", 252),
        ]
        #expect(districts.count == expected.count)
        for (name, prefix, count) in expected {
            let district = try #require(districts.first { $0["district"]?.text == name }, "\(name)")
            let own = sizes.filter { $0.key.hasPrefix(prefix) }.values
            #expect(district.count("stations") == count, "\(name)")
            #expect(district.count("deputies") == own.reduce(0, +), "\(name)")
            #expect(district.count("fewest") == own.min() && district.count("most") == own.max(), "\(name)")
            #expect(district.count("below_norm") == own.count { $0 < 10 }, "\(name)")
        }
        #expect(try office.output("report", "--by", "district", "--format", "csv").contains("浏阳市,116,"))

        // Something is done at one station: a visit, entered by the office.
        let someone = try #require(
            roster.first { $0["kind"]?.text == "deputy" && $0["station"]?.text == "FR002" })
        let name = try #require(someone["name"]?.text)
        let active = try #require(someone["code"]?.text)
        let last = Walk.today.adding(days: 1 - Walk.today.day).adding(days: -1)
        let first = last.adding(days: 1 - last.day)
        try office.output(
            "log", "add", "--station", "FR002", "--duty", "visit", "--on", last.iso8601, "--deputy", active,
            "--people", "12")
        // The office asks for the year, though the roster was imported today.
        let year = [
            "report", "--from", first.adding(months: -11).iso8601, "--to", last.iso8601, "--norms", "--json",
        ]
        let unasked = try #require(try office.run(["report", "--norms", "--json"]).json().elements)
        #expect(!unasked.contains { $0["norm"]?.text == "invisible-year" })
        let yearly = try #require(try office.run(year).json().elements)
        #expect(yearly.count { $0["norm"]?.text == "invisible-year" } == 8699)
        #expect(!yearly.contains { $0["norm"]?.text == "invisible-year" && $0["deputy"]?.text == active })
        #expect(yearly.count { $0["norm"]?.text == "idle-month" } == 551 * 12 - 1)
        let period = ["--from", first.iso8601, "--to", last.iso8601, "--norms", "--json"]
        let norms = try office.run(["report"] + period)
        try #require(norms.status == 0, "\(norms.talk)")
        let findings = try #require(try norms.json().elements)
        func found(_ norm: String) -> [JSON] { findings.filter { $0["norm"]?.text == norm } }
        #expect(found("too-few").count == sizes.values.count { $0 < 10 })
        #expect(found("too-many").count == sizes.values.count { $0 > 50 })
        #expect(Set(found("too-few").compactMap { $0["limit"]?.integer }) == [10])
        // Every other station ran idle in that month; a month makes nobody invisible.
        #expect(found("idle-month").count == 550)
        #expect(!found("idle-month").contains { $0["station"]?.text == "FR002" })
        #expect(found("invisible-year").isEmpty)

        // A district's own list: its head station and those below it.
        let district = try Staff(walk.installation, walk.server, "--station", "FR001")
        let own = try district.run(["report", "--below"] + period)
        try #require(own.status == 0, "\(own.talk)")
        let ofDistrict = try #require(try own.json().elements)
        #expect(ofDistrict == findings.filter { $0["station"]?.text?.hasPrefix("FR") == true })
        #expect(ofDistrict.contains { $0["station"]?.text == "FR013" })
        let alone = try district.run(["report"] + period)
        #expect(Set(try alone.json().elements?.map { $0["station"]?.text } ?? []) == ["FR001"])

        // The same at the desk, to read, to print and to save.
        let desk = try DeskPhone(walk, "--office")
        let days = "from=\(first.iso8601)&to=\(last.iso8601)"
        let saved = try desk.open("/desk/report?\(days)&format=norms-csv")
        #expect(saved.split(whereSeparator: \.isNewline).count == findings.count + 1)
        #expect(try desk.open("/desk/report?\(days)&format=norms").contains("芙蓉区第1人大代表联络站"))
        #expect(try desk.open("/desk/report?\(days)&format=html").contains("芙蓉区第2人大代表联络站"))
        #expect(try desk.open("/desk/people?station=FR002").contains(name))
        let head = try DeskPhone(walk, "--station", "FR001")
        #expect(try head.open("/desk/report?\(days)&format=html").contains("芙蓉区第13人大代表联络站"))
        let below = try head.open("/desk/report?\(days)&format=norms-csv")
        #expect(below.split(whereSeparator: \.isNewline).count == ofDistrict.count + 1)

        // Who doesn't know their station asks, or scans their own code.
        let deputy = try Staff(walk.installation, walk.server, "--deputy", active)
        #expect(try deputy.output("whoami").contains("芙蓉区第2人大代表联络站"))
        let page = try walk.browser.get("/\(active)").body
        #expect(page.contains(name) && page.contains("芙蓉区第2人大代表联络站"))
        // The page to hand on names the city, the period, and what the registers hold.
        let html = try office.output(
            "report", "--from", first.iso8601, "--to", last.iso8601, "--format", "html")
        #expect(html.contains("长沙市人大") && html.contains("芙蓉区第2人大代表联络站"))
    }
}
