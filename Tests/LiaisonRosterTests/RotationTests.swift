import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonRoster

/// Whose turn it is to head a station (轮值站长).
@Suite struct RotationTests {
    @Test(
        arguments: [
            ("张伟、李娜、王芳", "2026-01-31", "张伟"), ("张伟、李娜、王芳", "2026-02-01", "李娜"),
            ("张伟, 李娜；王芳", "2026-12-01", "王芳"), ("张伟 李娜", "2027-01-01", "张伟"),
            ("张伟", "2026-07-15", "张伟"), ("甲、乙、丙、丁、戊", "2026-12-31", "乙"), ("甲、乙、丙、丁、戊", "2027-01-01", "甲"),
            ("", "2026-01-01", nil), ("、 ；", "2026-01-01", nil),
        ] as [(String, String, String?)])
    func eachTakesAMonth(names: String, day: String, head: String?) throws {
        let station = Station(
            id: try #require(StationID("SS00")), name: "总站", rotation: names,
            code: try Code(parsing: "1111118"))
        #expect(station.rotatingHead(on: try #require(CivilDate(iso8601: day.utf8))) == head)
    }

    @Test func isAColumnOfTheRoster() throws {
        var roster = Roster()
        try roster.take("站点编号,站点名称,站长,轮值站长\r\nSS00,总站,赵强,张伟、李娜\r\n")
        let station = try #require(roster.stations.first)
        #expect(station.rotation == "张伟、李娜" && station.head == "赵强")
        #expect(String(decoding: RosterExport.stations(of: roster), as: UTF8.self).contains("赵强,,张伟、李娜,"))
    }
}
