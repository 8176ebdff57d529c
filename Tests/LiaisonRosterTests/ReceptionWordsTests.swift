import LiaisonCodes
import Testing

@testable import LiaisonRoster

/// 逢6 as anybody understands it.
struct ReceptionWordsTests {
    @Test(arguments: [
        ("逢6", "每月6、16、26日"), ("逢6日上午", "每月6、16、26日上午"), ("逢1", "每月1、11、21、31日"),
        ("逢0", "每月10、20、30日"), ("逢6；每周三", "每月6、16、26日；每周三"), ("每月28日", "每月28日"),
        ("逢集", "逢集"), ("逢16", "逢16"), ("", ""),
    ])
    func daysAreSpelledOut(reception: String, words: String) throws {
        let id = try #require(StationID("SS01"))
        let station = Station(id: id, name: "站", reception: reception, code: .random())
        #expect(station.receptionInWords == words)
    }
}
