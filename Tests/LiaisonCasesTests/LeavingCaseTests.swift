import LiaisonCodes
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonCases

/// What is left of a case to those who had it.
@Suite struct LeavingCaseTests {
    private let fixture: LedgerFixture
    private let deputy = literal(try? Code(parsing: "100000Y"))
    private let shared = literal(try? Code(parsing: "0000000"))

    init() throws { fixture = try LedgerFixture() }

    @Test func itIsLeftAsItWasWhenItLeftForTheLastTime() throws {
        let number = try fixture.ledger.submit("一", nonce: "n1", name: "张三")
        try fixture.ledger.act(number, .transferred(to: deputy, station: number.station))
        try fixture.ledger.act(number, .transferred(to: shared, station: number.station))
        try fixture.ledger.act(number, .acknowledged(.simple))
        try fixture.ledger.act(number, .transferred(to: deputy, station: number.station))
        try fixture.ledger.act(number, .replied, text: "好")
        let file = try #require(try fixture.ledger.caseFile(number))
        let left = try #require(file.left { $0.to == shared })
        #expect(left.entries.map(\.event.body.kind.word).last == "transferred")
        #expect(left.entries.count == 5)
        #expect(left.case.state == .acknowledged)
        #expect(left.case.to == deputy)
        #expect(left.message?.event.personal?.text == "一")
        #expect(left.message?.event.personal?.name == nil)
        #expect(file.left { $0.to == deputy } == nil)
        #expect(file.left { _ in false } == nil)
        #expect(file.case.formerHolders.map(\.code) == [shared, deputy])
    }

    @Test func whatWaitedInQuarantineWasNobodys() throws {
        var submission = try submission("一", nonce: "n1")
        submission.suspicion = .trap
        let number = try fixture.ledger.perform(.submission(submission), station: LedgerFixture.station)
            .caseNumber
        try fixture.ledger.act(number, .transferred(to: deputy, station: number.station))
        let file = try #require(try fixture.ledger.caseFile(number))
        #expect(file.case.formerHolders.isEmpty)
        #expect(file.left { !$0.isHidden && $0.to == shared } == nil)
    }

    @Test func anActForOneHolderIsRefusedOnceAnotherHasIt() throws {
        let number = try fixture.ledger.submit("一", nonce: "n1")
        try fixture.ledger.act(number, .transferred(to: deputy, station: number.station))
        var act = CaseAction(number: number, body: .replied)
        act.holder = shared
        #expect(throws: LedgerError.refused(.claimed(by: deputy))) {
            try fixture.ledger.perform(.action(act), station: number.station)
        }
        act.holder = deputy
        #expect(try fixture.ledger.perform(.action(act), station: number.station).isNew)
    }
}
