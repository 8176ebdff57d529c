import Glibc
import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonCases

@Suite struct PlantedLinkTests {
    let fixture: LedgerFixture
    let healthy: StationID

    init() throws {
        fixture = try LedgerFixture()
        healthy = try #require(StationID("SS01"))
        try fixture.ledger.submit("路灯坏了", nonce: "n1")
        var other = try submission("井盖响", nonce: "n2")
        other.station = healthy
        _ = try fixture.ledger.perform(.submission(other), station: healthy)
    }

    /// Puts a symbolic link to what stands at `path` in its place.
    private func plant(at path: String) throws {
        try #require(rename("\(fixture.directory)/\(path)", "\(fixture.directory)/aside") == 0)
        try #require(symlink("\(fixture.directory)/aside", "\(fixture.directory)/\(path)") == 0)
    }

    @Test(arguments: ["stations/SS00/inbox/2025-12-0001.jsonl", "stations/SS00/inbox", "stations/SS00"])
    func followsNoLinkAndLeavesTheOtherStationsAlone(path: String) throws {
        let number = try #require(try fixture.ledger.cases(of: LedgerFixture.station).first?.number)
        try plant(at: path)
        let later = try LedgerFixture.open(fixture.directory)
        defer { later.stop() }
        #expect(try later.cases(of: LedgerFixture.station).isEmpty)
        // Nobody may say that there is no such case.
        #expect(throws: SystemError.self) { try later.caseFile(number) }
        if path.hasSuffix(".jsonl") {
            // A writer has segments of its own, whatever became of another's.
            try later.submit("又一件", nonce: "n3")
            #expect(try later.cases(of: LedgerFixture.station).count == 1)
        } else {
            #expect(throws: LedgerError.self) { try later.submit("又一件", nonce: "n3") }
        }
        #expect(try later.cases(of: healthy).count == 1)
        let findings = try later.verify().findings
        #expect(findings.map(\.place.path) == ["\(fixture.inbox)/2025-12-0001.jsonl"])
        guard case .system(let error) = try #require(findings.first).problem else {
            Issue.record("\(findings)")
            return
        }
        #expect(error.code == .symbolicLink)
    }

    @Test func writesThroughNoLinkIntoAnEmptyDirectory() throws {
        let third = try #require(StationID("SS02"))
        try Files.makeDirectory("\(fixture.directory)/elsewhere")
        try Files.makeDirectory("\(fixture.directory)/stations/SS02")
        try #require(
            symlink("\(fixture.directory)/elsewhere", "\(fixture.directory)/stations/SS02/inbox") == 0)
        var message = try submission("又一件", nonce: "n3")
        message.station = third
        #expect(throws: LedgerError.self) { try fixture.ledger.perform(.submission(message), station: third) }
        #expect(try Files.names(in: "\(fixture.directory)/elsewhere") == [])
    }

    @Test func removesNoPhotosBehindALink() throws {
        let number = try #require(try fixture.ledger.cases(of: LedgerFixture.station).first?.number)
        try Files.makeDirectory("\(fixture.directory)/elsewhere/\(number)")
        try Files.create("\(fixture.directory)/elsewhere/\(number)/1.jpg", with: [1])
        try #require(
            symlink("\(fixture.directory)/elsewhere", "\(fixture.directory)/stations/SS00/photos") == 0)
        #expect(throws: LedgerError.self) { try fixture.ledger.act(number, .erased(reason: nil)) }
        #expect(try Files.names(in: "\(fixture.directory)/elsewhere/\(number)") == ["1.jpg"])
    }
}
