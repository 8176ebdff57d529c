import LiaisonSystem
import Testing

@Suite struct SpaceReserveTests {
    @Test(arguments: [
        ("", SpaceReserve.automatic), ("0", .bytes(0)), ("4096", .bytes(4096)), ("512K", .bytes(524_288)),
        ("64M", .bytes(67_108_864)), ("2G", .bytes(2_147_483_648)), ("5%", .percent(5)),
        ("50%", .percent(50)),
    ])
    func reads(_ text: String, _ reserve: SpaceReserve) { #expect(SpaceReserve(text) == reserve) }

    @Test(arguments: [
        "M", "-1", "64MB", "5 %", "51%", "1.5G", "64m", "9999999999999999999", "9999999999999G",
    ])
    func refuses(_ text: String) { #expect(SpaceReserve(text) == nil) }

    @Test(arguments: [
        (SpaceReserve.automatic, 8_000_000, 400_000), (.automatic, 1 << 40, 64 << 20), (.bytes(7), 5, 7),
        (.percent(5), 2000, 100),
    ])
    func amountsTo(_ reserve: SpaceReserve, _ total: Int, _ bytes: Int) {
        #expect(reserve.bytes(ofTotal: total) == bytes)
    }

    @Test func asksTheFileSystem() throws {
        let space = try FileSystemSpace(at: "/")
        #expect(space.total > 0)
        #expect((0...space.total).contains(space.available))
        #expect(throws: SystemError.self) { try FileSystemSpace(at: "/nonexistent/place") }
    }
}
