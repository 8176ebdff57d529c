import Testing

@testable import LiaisonRoster

@Suite struct LevelTests {
    @Test(arguments: [
        ("国", Level.national), ("全国", .national), ("国级", .national), ("全国人大代表", .national),
        ("省", .provincial), ("省级", .provincial), ("市", .municipal), ("市级", .municipal), ("县", .county),
        ("县级", .county), ("区", .county), ("县代表", .county), ("乡", .township), ("镇", .township),
        ("乡镇", .township),
        ("county", .county), ("Township", .township), ("ＣＩＴＹ", .municipal), (" 县 ", .county),
    ])
    func readsWhatRostersWrite(text: String, level: Level) {
        #expect(Level(typed: text) == level)
    }

    @Test(arguments: ["", "村", "县县", "国省", "1"])
    func readsNothingElse(text: String) {
        #expect(Level(typed: text) == nil)
    }

    @Test func ordersFromTheNationDown() {
        #expect(Level.allCases.sorted().map(\.symbol).joined() == "国省市县乡")
    }
}
