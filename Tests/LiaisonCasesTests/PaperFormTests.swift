import LiaisonCases
import LiaisonCodes
import LiaisonSystem
import Testing

/// Messages that come on forms printed with their case number and query code.
@Suite struct PaperFormTests {
    private let fixture: LedgerFixture
    private let number: CaseNumber

    init() throws {
        fixture = try LedgerFixture()
        // Printed the day before it comes in.
        let date = try #require(CivilDate(year: 2025, month: 12, day: 23))
        number = CaseNumber(station: LedgerFixture.station, date: date, value: 4711)
    }

    @Test func keepsThePrintedNumberAndQueryCode() throws {
        let commitment = try enter("路灯坏了", number)
        #expect(commitment == Commitment(caseNumber: number, isNew: true))
        let printed = fixture.ledger.keys.queryCode(forNonce: fixture.ledger.keys.nonce(ofForm: number))
        #expect(try fixture.ledger.caseFile(number, queryCode: printed) != nil)
    }

    @Test func entersTheSameFormOnce() throws {
        _ = try enter("路灯坏了", number)
        #expect(try enter("路灯坏了", number) == Commitment(caseNumber: number, isNew: false))
        #expect(try fixture.ledger.cases(of: LedgerFixture.station).count == 1)
    }

    @Test func refusesANumberThatAnotherMessageHas() throws {
        let taken = try fixture.ledger.submit("一", nonce: "n1")
        #expect(throws: LedgerError.formNumberTaken) { try enter("二", taken) }
    }

    @Test func theNumberSentAsANonceLeadsElsewhere() throws {
        let keys = fixture.ledger.keys
        #expect(keys.nonce(ofForm: number) != number.bytes)
        #expect(
            keys.queryCode(forNonce: number.bytes) != keys.queryCode(forNonce: keys.nonce(ofForm: number)))
    }

    private func enter(_ text: String, _ number: CaseNumber) throws -> Commitment {
        var form = try submission(text, nonce: "")
        form.nonce = fixture.ledger.keys.nonce(ofForm: number)
        form.formNumber = number
        form.channel = .paper
        return try fixture.ledger.perform(.submission(form), station: LedgerFixture.station)
    }
}
