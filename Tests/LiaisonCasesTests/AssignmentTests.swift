import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// Matters that a department has, what becomes of them, and what the citizen says in the end.
@Suite struct AssignmentTests {
    private static let until = CivilDate(daysSince1970: 20_500)

    @Test func onlyWhatADepartmentHasIsUrged() throws {
        #expect(try CaseMilestonesTests.folded([]).refusal(of: .urged) == .notAssigned)
        let given = try CaseMilestonesTests.folded([(1, .assigned(until: Self.until))])
        #expect(given.refusal(of: .urged) == nil)
        #expect(given.refusal(of: .assigned(until: nil)) == nil)
        #expect(given.state == .received)
    }

    @Test(arguments: [
        (Event.Body.closed(.suggestion), TransitionRefusal.closed), (.erased(reason: nil), .erased),
    ])
    func nothingIsUrgedOrAssignedAtItsEnd(end: Event.Body, refusal: TransitionRefusal) throws {
        let value = try CaseMilestonesTests.folded([(1, .assigned(until: nil)), (2, end)])
        #expect(value.refusal(of: .urged) == refusal)
        #expect(value.refusal(of: .assigned(until: nil)) == refusal)
    }

    @Test func aReopenedMatterIsStillTheDepartments() throws {
        let value = try CaseMilestonesTests.folded([
            (1, .assigned(until: nil)), (2, .closed(.suggestion)), (3, .reopened),
        ])
        #expect(value.refusal(of: .urged) == nil)
        #expect(value.outcome == nil)
    }

    @Test func aFormThatDoesNotAskTakesNoAnswerBack() throws {
        let value = try CaseMilestonesTests.folded([
            (1, .replied), (2, .rated(.satisfied, solved: .partly)), (3, .rated(.fair)),
        ])
        #expect(value.rating == .known(.fair))
        #expect(value.solved == .known(.partly))
        let newer = try CaseMilestonesTests.folded([
            (1, .replied), (2, .rated(.known(.fair), solved: .newer("almost"))),
        ])
        #expect(newer.solved == .newer("almost"))
    }

    @Test func anAnswerOnTheSpotCountsFromItsDay() throws {
        var value = try CaseMilestonesTests.folded([])
        var event = Event(
            at: CaseMilestonesTests.moment(9), caseNumber: InboxMergeTests.number, body: .replied)
        event.on = CivilDate(daysSince1970: 2)
        value.apply(event)
        #expect(value.milestones.firstAnswer?.at == BeijingTime.start(of: CivilDate(daysSince1970: 2)))
        #expect(value.state == .replied)
    }

    @Test func lineAndExtractKeepWhatAnEventSays() throws {
        var event = ExtractTests.event(.replied)
        event.on = Self.until
        for (event, words) in [
            (ExtractTests.event(.assigned(until: Self.until)), Event.Personal(text: "请办", unit: "县民政局")),
            (ExtractTests.event(.assigned(until: nil)), Event.Personal(unit: "x\"y")),
            (ExtractTests.event(.urged), nil), (event, nil),
            (ExtractTests.event(.closed(.suggestion)), Event.Personal(reference: "第12号")),
            (ExtractTests.event(.rated(.fair, solved: .no)), nil),
        ] {
            var bytes: [UInt8] = []
            _ = LedgerLine.append(
                .event(event), words: words.map { SealedWords($0) }, sequence: 7,
                previous: .none, to: &bytes)
            let line = try LedgerLine(decoding: bytes.dropLast(), withPersonal: true)
            var expected = event
            expected.personal = words
            #expect(line.content == .event(expected))
            #expect(!line.isNewer)
        }
    }

    @Test func aMatterCountsWhoCameWithIt() throws {
        let receipt = Event.Receipt(
            to: ExtractTests.code, channel: .walkIn, topic: nil, nonce: Digest(value: 5),
            query: Digest(value: 6), digest: Digest(value: 7), people: 12)
        var event = ExtractTests.event(.received(receipt))
        event.nonce = nil
        var bytes: [UInt8] = []
        _ = LedgerLine.append(
            .event(event), words: nil, sequence: 1, previous: .none, to: &bytes)
        #expect(try LedgerLine(decoding: bytes.dropLast(), withPersonal: false).content == .event(event))
        let value = Case(number: ExtractTests.number, received: event.at, receipt: receipt)
        #expect(value.people == 12)
    }

    /// A key makes the act the same one, through whatever server it comes.
    @Test func anAssignmentThatComesTwiceIsOne() throws {
        let fixture = try LedgerFixture()
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        let number = try fixture.ledger.submit("路灯坏了", nonce: "a")
        for ledger in [fixture.ledger, other, fixture.ledger] {
            let act = CaseAction(
                number: number, body: .assigned(until: nil), actor: Actor(role: "office"),
                key: Digest(value: 5), personal: Event.Personal(unit: "县民政局"))
            _ = try ledger.perform(.action(act), station: number.station)
        }
        for ledger in [fixture.ledger, other] {
            let file = try #require(try ledger.caseFile(number))
            #expect(file.entries.map(\.event.body.kind) == [.known(.received), .known(.assigned)])
            #expect(file.assignment?.event.personal?.unit == "县民政局")
        }
    }

    @Test func anErasureTakesTheDepartmentsNameOut() throws {
        let fixture = try LedgerFixture()
        let number = try fixture.ledger.submit("路灯坏了", nonce: "a")
        let act = CaseAction(
            number: number, body: .assigned(until: nil), actor: Actor(role: "office"),
            personal: Event.Personal(unit: "县民政局"))
        _ = try fixture.ledger.perform(.action(act), station: number.station)
        try fixture.ledger.act(number, .erased(reason: nil))
        let file = try #require(try fixture.ledger.caseFile(number))
        #expect(file.assignment != nil && file.assignment?.event.personal == nil)
        #expect(throws: LedgerError.refused(.erased)) { try fixture.ledger.act(number, .urged) }
    }
}
