import LiaisonHTTP
import LiaisonSystem
import Testing

@testable import LiaisonWeb

@Suite struct LanesTests {
    /// Keeps all threads of a lane at work until the gate opens, each for another client.
    private func occupy(_ lane: Lane<Lanes.Client>, until gate: Gate, threads: Int) {
        for thread in 0..<threads {
            let entered = Gate()
            lane.run(
                for: .network(.v4(UInt32(thread))),
                .init {
                    entered.open()
                    gate.wait()
                })
            entered.wait()
        }
    }

    @Test func staffDoNotWaitForCitizensNorForReports() throws {
        let fixture = try WebFixture()
        let gate = Gate()
        defer { gate.open() }
        occupy(fixture.lanes[.citizens], until: gate, threads: 2)
        occupy(fixture.lanes[.analysis], until: gate, threads: 1)
        let token = try fixture.officeToken()
        let answer = try fixture.exchange(
            "GET /api/v1/whoami HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token.text)\r\nConnection: close\r\n\r\n"
        )
        #expect(answer.hasPrefix("HTTP/1.1 200"))
    }

    @Test func formsAndMessagesWaitForNoLane() throws {
        let fixture = try WebFixture()
        let gate = Gate()
        defer { gate.open() }
        occupy(fixture.lanes[.citizens], until: gate, threads: 2)
        occupy(fixture.lanes[.uploads], until: gate, threads: 2)
        let form = try fixture.exchange(
            "GET /\(fixture.deputy) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(form.hasPrefix("HTTP/1.1 200"))
        let nonce = fixture.site.nonces.issue(for: fixture.deputy.description, at: fixture.site.clock.now)
            .text
        #expect(
            try fixture.post("/\(fixture.deputy)", ["nonce": nonce, "text": "abc"]).hasPrefix("HTTP/1.1 303"))
    }

    @Test(arguments: ["/qr/CODE.png", "/api/v1/whoami"])
    func whatThereIsNoRoomForIsToldWhenToComeBack(path: String) throws {
        let fixture = try WebFixture()
        fixture.lanes.stop(within: .seconds(10))
        let path = path.replacing("CODE", with: fixture.deputy.description)
        let token = try fixture.officeToken()
        let answer = try fixture.exchange(
            "GET \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token.text)\r\n"
                + "Connection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 503"))
        #expect(answer.field("Retry-After") == "5")
    }
}
