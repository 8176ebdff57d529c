import LiaisonCases
import LiaisonCodes
import LiaisonSystem
import Testing

@Suite struct QuarantineTests {
    let fixture: LedgerFixture
    let number: CaseNumber

    init() throws {
        fixture = try LedgerFixture()
        var message = try submission("买发票", nonce: "n1")
        message.suspicion = .trap
        number = try fixture.ledger.perform(.submission(message), station: LedgerFixture.station).caseNumber
    }

    private func screening(_ ledger: Ledger? = nil) throws -> Case.Screening? {
        try (ledger ?? fixture.ledger).caseFile(number)?.case.screening
    }

    @Test func aSuspectWaitsUntilItIsReleased() throws {
        #expect(try screening() == .waiting)
        #expect(try fixture.ledger.caseFile(number)?.case.isHidden == true)
        try fixture.ledger.act(number, .released)
        #expect(try screening() == .released)
        #expect(try fixture.ledger.caseFile(number)?.case.isHidden == false)
        // Once is enough, and what people have seen is not discarded.
        try fixture.ledger.act(number, .released)
        #expect(try fixture.ledger.caseFile(number)?.entries.count == 2)
        #expect(throws: LedgerError.refused(.notQuarantined)) {
            try fixture.ledger.act(number, .discarded, text: "晚了")
        }
    }

    @Test func aDiscardedOneStaysHiddenAndCanStillBeReleased() throws {
        try fixture.ledger.act(number, .discarded, text: "广告")
        #expect(try screening() == .discarded)
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        #expect(try screening(other) == .discarded)
        #expect(try other.caseFile(number)?.case.isHidden == true)
        #expect(try other.caseFile(number)?.entries.last?.event.personal?.text == "广告")
        try other.act(number, .released)
        #expect(try screening(other) == .released)
        #expect(try other.verify().findings.isEmpty)
    }

    @Test func whatNeverWaitedIsNotScreened() throws {
        let number = try fixture.ledger.submit("路灯坏了", nonce: "n2")
        #expect(try fixture.ledger.caseFile(number)?.case.screening == .passed)
        for body in [Event.Body.released, .discarded] {
            #expect(throws: LedgerError.refused(.notQuarantined)) { try fixture.ledger.act(number, body) }
        }
    }
}
