import LiaisonCases
import LiaisonCodes
import LiaisonSystem
import Synchronization
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

    // MARK: Another form's words under its number

    @Test func theNumberIsFreeOnceNothingIsLeftOfAMistake() throws {
        try mistake("别人的话")
        #expect(throws: LedgerError.formNumberTaken) { try enter("自己的话", number) }
        try fixture.ledger.act(number, .erased(reason: nil))
        #expect(try enter("自己的话", number) == Commitment(caseNumber: number, isNew: true))
        // Twice is once, on every server.
        #expect(try enter("自己的话", number) == Commitment(caseNumber: number, isNew: false))
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        for ledger in [fixture.ledger, other] {
            #expect(try enter("自己的话", number, ledger) == Commitment(caseNumber: number, isNew: false))
            #expect(throws: LedgerError.formNumberTaken) { try enter("又一个人的话", number, ledger) }
            try expectOwnWords(on: ledger)
        }
        #expect(try fixture.ledger.verify().findings.isEmpty)
    }

    /// Who has the form in hand reads the form's own words, and staff act on them.
    private func expectOwnWords(on ledger: Ledger) throws {
        let printed = ledger.keys.queryCode(forNonce: ledger.keys.nonce(ofForm: number))
        for file in [try ledger.caseFile(number), try ledger.caseFile(number, queryCode: printed)] {
            #expect(file?.message?.event.personal?.text == "自己的话")
            #expect(file?.case.isErased == false)
        }
        let cases = try ledger.cases(of: LedgerFixture.station).filter { $0.number == number }
        #expect(cases.count == 2 && cases.count(where: \.isVacated) == 1)
    }

    @Test func anActIsForTheFormsOwnWords() throws {
        try mistake("别人的话")
        try fixture.ledger.act(number, .erased(reason: nil))
        _ = try enter("自己的话", number)
        try fixture.ledger.act(number, .replied, text: "答复")
        let again = try LedgerFixture.open(fixture.directory)
        defer { again.stop() }
        for ledger in [fixture.ledger, again] {
            #expect(try ledger.caseFile(number)?.case.state == .replied)
            #expect(try ledger.cases(of: LedgerFixture.station).first(where: \.isVacated)?.state == .closed)
        }
        // It can be mistaken once more, and erased by itself.
        try fixture.ledger.act(number, .closed(.known(.mistaken)), text: "又抄错了")
        try fixture.ledger.act(number, .erased(reason: nil))
        #expect(try enter("第三次", number).isNew)
        #expect(try fixture.ledger.caseFile(number)?.message?.event.personal?.text == "第三次")
    }

    /// A lost answer is asked for again long after: what was a mistake comes to nothing, whatever has its number now.
    @Test func theMistakeSentAgainIsNoNewMessage() throws {
        try mistake("别人的话")
        #expect(try enter("别人的话", number) == Commitment(caseNumber: number, isNew: false))
        try fixture.ledger.act(number, .erased(reason: nil))
        #expect(throws: LedgerError.refused(.erased)) { try enter("别人的话", number) }
        _ = try enter("自己的话", number)
        #expect(throws: LedgerError.refused(.erased)) { try enter("别人的话", number) }
        try expectOwnWords(on: fixture.ledger)
    }

    /// What the citizen had erased was no mistake: nobody enters anything else under its number.
    @Test func anErasureAloneFreesNoNumber() throws {
        _ = try enter("自己的话", number)
        try fixture.ledger.act(number, .erased(reason: nil))
        #expect(throws: LedgerError.formNumberTaken) { try enter("别的话", number) }
    }

    @Test func twoServersThatTakeTheFormsOwnWordsAtOnceHaveOneCase() throws {
        try mistake("别人的话")
        try fixture.ledger.act(number, .erased(reason: nil))
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        let ledgers = [fixture.ledger, other]
        let taken = Mutex<[Result<Commitment, any Error>]>([])
        let form = try form("自己的话", number, fixture.ledger)
        try Thread.concurrently(2) { index in
            let result = Result {
                try ledgers[index].perform(.submission(form), station: LedgerFixture.station)
            }
            taken.withLock { $0.append(result) }
        }
        for result in taken.withLock({ $0 }) { #expect(try result.get().caseNumber == number) }
        for ledger in ledgers { try expectOwnWords(on: ledger) }
    }

    /// Enters another form's words, and closes the case as a mistake.
    private func mistake(_ text: String) throws {
        _ = try enter(text, number)
        try fixture.ledger.act(number, .closed(.known(.mistaken)), text: "编号抄错了")
    }

    private func form(_ text: String, _ number: CaseNumber, _ ledger: Ledger) throws -> Submission {
        var form = try submission(text, nonce: "")
        form.nonce = ledger.keys.nonce(ofForm: number)
        form.formNumber = number
        form.channel = .paper
        form.addsNothing = true
        return form
    }

    private func enter(_ text: String, _ number: CaseNumber, _ ledger: Ledger? = nil) throws -> Commitment {
        let ledger = ledger ?? fixture.ledger
        return try ledger.perform(
            .submission(try form(text, number, ledger)), station: LedgerFixture.station)
    }
}
