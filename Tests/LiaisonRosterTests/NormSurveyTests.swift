import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonRoster

/// Who doesn't meet the norms for stations, and the stations of each district.
@Suite struct NormSurveyTests {
    private static let header = "编号,姓名,站点编号,层级,小组,领导干部,单位\r\n"

    /// So many deputies at a station, each with a name of their own.
    private func rows(
        _ count: Int, _ station: String, _ level: String = "乡", group: String = "", cadre: String = ""
    )
        -> String
    {
        (0..<count).map {
            "\(station)\(level)\(cadre)\($0),\(station)\(level)\(cadre)某\($0),\(station),\(level),\(group),\(cadre),\r\n"
        }
        .joined()
    }

    private func roster(_ deputies: String) throws -> Roster {
        var roster = Roster()
        try roster.take(twoStations, Self.header + deputies)
        return roster
    }

    private func findings(_ roster: Roster, _ activity: Activity? = nil) -> [String] {
        NormSurvey(of: roster, activity: activity).findings.map { finding in
            let deputy = finding.deputy.flatMap { roster.state(of: $0)?.holder.name } ?? "-"
            return
                "\(finding.norm.rawValue) \(finding.station) \(deputy) \(finding.figure)/\(finding.norm.limit)"
        }
    }

    @Test func measuresTheSizeOfStations() throws {
        #expect(findings(try roster(rows(10, "SS00") + rows(50, "SS01", group: "一"))) == [])
        #expect(
            findings(try roster(rows(9, "SS00") + rows(51, "SS01", group: "一"))) == [
                "too-few SS00 - 9/10", "too-many SS01 - 51/50",
            ])
        #expect(findings(try roster(rows(10, "SS00"))) == ["too-few SS01 - 0/10"])
    }

    @Test func asksForGroupsAboveTwenty() throws {
        #expect(findings(try roster(rows(20, "SS00") + rows(10, "SS01"))) == [])
        let some = rows(20, "SS00", group: "一") + rows(1, "SS00", "县")
        #expect(findings(try roster(some + rows(10, "SS01"))) == ["no-groups SS00 - 21/20"])
    }

    @Test func countsCadresAndDeputiesOfProvinceAndCity() throws {
        let some = rows(3, "SS00", "县", cadre: "是") + rows(7, "SS00")
        #expect(findings(try roster(some + rows(10, "SS01"))) == ["too-many-cadres SS00 - 3/2"])
        let most = rows(2, "SS00", "县", cadre: "是") + rows(3, "SS00", "省") + rows(2, "SS00", "市")
        #expect(findings(try roster(most + rows(3, "SS00") + rows(10, "SS01"))) == [])
        let senior = rows(3, "SS00", "省") + rows(3, "SS00", "市") + rows(4, "SS00", "国")
        #expect(findings(try roster(senior + rows(10, "SS01"))) == ["too-many-senior SS00 - 6/5"])
    }

    @Test func findsWhoseStationIsClosed() throws {
        var roster = try roster(rows(10, "SS00") + rows(10, "SS01"))
        // A damaged or old file can say so; an import can't.
        roster.stationRecords[1].station.status = .retired
        #expect(findings(roster).count == 10)
        #expect(findings(roster).first == "no-station SS01 SS01乡某0 0/1")
    }

    @Test func findsWhoMayBeAtTwoStations() throws {
        let full = rows(10, "SS00") + rows(10, "SS01")
        #expect(
            findings(try roster(full + "A,张伟,SS00,县,,,\r\nB,张 伟,SS01,县,,,学校\r\n")) == [
                "two-stations SS00 张伟 2/1", "two-stations SS01 张 伟 2/1",
            ])
        // Whom the roster tells apart are two people.
        #expect(findings(try roster(full + "A,张伟,SS00,县,,,医院\r\nB,张伟,SS01,县,,,学校\r\n")) == [])
        #expect(findings(try roster(full + "A,张伟,SS00,县,,,\r\nB,张伟,SS01,乡,,,\r\n")) == [])
    }

    private func date(_ text: String) throws -> CivilDate { try #require(CivilDate(iso8601: text.utf8)) }

    @Test func findsIdleMonthsAndInvisibleDeputies() throws {
        // In the roster since 2 January 2026.
        let roster = try roster(rows(10, "SS00") + rows(10, "SS01"))
        var activity = Activity(from: try date("2026-01-01"), to: try date("2026-04-15"))
        let first = try #require(roster.deputies.first).code
        activity.note(on: try date("2026-02-10"), at: id("SS00"), by: [first])
        activity.note(on: try date("2026-03-31"), at: id("SS00"))
        activity.note(on: try date("2025-12-31"), at: id("SS01"))
        // April isn't over, and in January they came; but SS01 has something of before.
        #expect(findings(roster, activity) == [String](repeating: "idle-month SS01 - 0/1", count: 3))
        let months = NormSurvey(of: roster, activity: activity).findings.map(\.month?.iso8601)
        #expect(months == ["2026-01-01", "2026-02-01", "2026-03-01"])
    }

    /// A month or a year counts once it is over, and for whom it was one.
    @Test func judgesNobodyByLessThanAMonthOrAYear() throws {
        // In the roster since 2 January 2026.
        let roster = try roster(rows(10, "SS00") + rows(10, "SS01"))
        func norms(_ from: String, _ to: String) throws -> [String: Int] {
            let activity = Activity(from: try date(from), to: try date(to))
            return Dictionary(
                grouping: NormSurvey(of: roster, activity: activity).findings, by: \.norm.rawValue
            ).mapValues(\.count)
        }
        #expect(try norms("2025-12-01", "2026-01-31") == [:])
        #expect(try norms("2026-02-02", "2026-02-28") == [:])
        #expect(try norms("2026-02-01", "2026-02-27") == [:])
        #expect(try norms("2026-02-01", "2026-02-28") == ["idle-month": 2])
        #expect(try norms("2026-02-01", "2027-01-30") == ["idle-month": 22])
        #expect(try norms("2026-02-01", "2027-01-31") == ["idle-month": 24, "invisible-year": 20])
        // The year that they came in.
        #expect(try norms("2026-01-01", "2026-12-31") == ["idle-month": 22])
    }

    /// The office knows what it asks for: a roster that was brought in today says nothing of who was there.
    @Test func judgesEverybodyByDaysThatAreAskedFor() throws {
        // In the roster since 2 January 2026.
        let roster = try roster(rows(10, "SS00") + rows(10, "SS01"))
        func norms(_ from: String, _ to: String, asked: String) throws -> [String: Int] {
            let activity = Activity(from: try date(from), to: try date(to), asked: try date(asked))
            return Dictionary(
                grouping: NormSurvey(of: roster, activity: activity).findings, by: \.norm.rawValue
            ).mapValues(\.count)
        }
        #expect(
            try norms("2025-01-01", "2025-12-31", asked: "2025-12-31")
                == ["idle-month": 24, "invisible-year": 20])
        // The month that runs is nobody's; the year that was asked for is one.
        #expect(
            try norms("2025-01-01", "2025-11-29", asked: "2025-12-31")
                == ["idle-month": 20, "invisible-year": 20])
        #expect(try norms("2025-11-01", "2025-11-30", asked: "2025-11-30") == ["idle-month": 2])
        #expect(try norms("2025-11-01", "2025-11-30", asked: "2027-12-31") == ["idle-month": 2])
    }

    /// Registers that are brought in say that a station was there before the roster was, and who was elected by then.
    @Test func countsFromTheFirstEntryThatAStationHas() throws {
        var roster = Roster()
        try roster.take(
            twoStations,
            "姓名,站点编号,层级,届次\r\n甲,SS00,乡,第十九届（2021年11月）\r\n乙,SS00,乡,\r\n丙,SS01,乡,第十九届（2021年11月）\r\n"
                + "丁,SS00,乡,2025年6月\r\n")
        var activity = Activity(from: try date("2025-01-01"), to: try date("2025-12-31"))
        activity.note(on: try date("2024-11-20"), at: id("SS00"))
        let found = findings(roster, activity)
        #expect(found.count { $0 == "idle-month SS00 - 0/1" } == 12)
        #expect(found.filter { $0.hasPrefix("invisible-year") } == ["invisible-year SS00 甲 0/1"])
        #expect(!found.contains { $0.hasPrefix("idle-month SS01") })
    }

    @Test func countsWhoCameBackFromTheirReturnOn() throws {
        var roster = try roster(rows(10, "SS00") + rows(10, "SS01"))
        let all = Self.header + rows(10, "SS00") + rows(10, "SS01")
        try roster.take(Self.header + rows(10, "SS00") + rows(9, "SS01"), prune: true, at: later)
        let june = BeijingTime.start(of: try date("2026-06-01"))
        try roster.take(all, at: june)
        let year = Activity(from: try date("2026-02-01"), to: try date("2027-01-31"))
        #expect(findings(roster, year).count { $0.hasPrefix("invisible-year") } == 19)
    }

    @Test func takesWhatWasDoneUnderAnEarlierCodeForDone() throws {
        var roster = try roster(rows(10, "SS00") + rows(10, "SS01"))
        let old = try #require(roster.deputies.first).code
        var activity = Activity(from: try date("2026-02-01"), to: try date("2027-01-31"))
        activity.note(on: try date("2026-02-10"), at: id("SS00"), by: [old])
        var codes = CodeSequence()
        _ = try roster.reissue(old, reason: "", at: later) { codes.next() }
        #expect(findings(roster, activity).count { $0.hasPrefix("invisible-year") } == 19)
    }

    @Test func findsNothingInNobody() { #expect(findings(Roster()) == []) }

    @Test(arguments: [
        ("SS00,甲站,,,韶山市\nSS01,乙站,SS00,,\n", ["韶山市 2"]),
        ("SS00,芙蓉区第1人大代表联络站,,,\nSS01,别的,SS00,,\nSS02,长沙县第1站,,,\n", ["芙蓉区 2", "长沙县 1"]),
        ("SS00,韶山人大代表联络站,,韶山市清溪镇,\nSS01,银田站,SS00,,\n", ["韶山市 2"]),
        ("SS00,总站,,,\nSS01,银田站,SS00,,\nSS02,飞地站,SS00,,湘潭县\n", ["总站 2", "湘潭县 1"]),
        ("SS00,市政站,,,\n", ["市政站 1"]),
    ])
    func findsTheDistrictOfAStation(stations: String, districts: [String]) throws {
        var roster = Roster()
        try roster.take("id,name,parent,address,district\n" + stations)
        #expect(DistrictSurvey(of: roster).districts.map { "\($0.name) \($0.stations)" } == districts)
    }

    @Test func aDistrictsSizesAreMeasuredAsAStationsAre() throws {
        for (count, isSmall, isLarge) in [
            (9, true, false), (10, false, false), (50, false, false), (51, false, true),
        ] {
            let district = try #require(DistrictSurvey(of: try roster(rows(count, "SS00"))).districts.first)
            #expect(district.tooSmall == (isSmall ? 2 : 1) && district.tooLarge == (isLarge ? 1 : 0))
            #expect(district.fewest == 0 && district.most == count && district.deputies == count)
        }
    }

    @Test func countsTheFirstAndTheLastDayOfAPeriod() throws {
        let roster = try roster(rows(10, "SS00") + rows(10, "SS01"))
        for (day, isIdle) in [
            ("2026-02-28", true), ("2026-03-01", false), ("2026-03-31", false), ("2026-04-01", true),
        ] {
            var activity = Activity(from: try date("2026-03-01"), to: try date("2026-03-31"))
            activity.note(on: try date(day), at: id("SS00"))
            let idle = NormSurvey(of: roster, activity: activity).findings.filter { $0.norm == .idleMonth }
            #expect(idle.map(\.station.description) == (isIdle ? ["SS00", "SS01"] : ["SS01"]), "\(day)")
        }
    }

    @Test func givesTheFiguresOfACity() throws {
        let samples = Files.parent(of: Files.parent(of: #filePath)) + "/Samples/city"
        var roster = Roster()
        try roster.take(["stations.csv", "deputies.csv"].map { try Files.read("\(samples)/\($0)") })
        let districts = DistrictSurvey(of: roster).districts
        #expect(
            districts.map { "\($0.name) \($0.stations)" }.sorted()
                == [
                    "长沙县 18", "芙蓉区 13", "天心区 28", "岳麓区 39", "开福区 18", "雨花区 40", "望城区 27", "浏阳市 116",
                    "宁乡市 252",
                ].sorted())
        #expect(districts.reduce(0) { $0 + $1.deputies } == 8700)
        let counts = roster.stations.map { roster.deputies(of: $0.id).count }
        #expect(districts.reduce(0) { $0 + $1.tooSmall } == counts.count { $0 < 10 })
        #expect(districts.map(\.most).max() == counts.max() && districts.map(\.fewest).min() == counts.min())
    }
}
