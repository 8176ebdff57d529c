import LiaisonCodes
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonCases

/// The state machine of a case by table.
@Suite struct CaseTransitionTests {
    private static let deputy = literal(try? Code(parsing: "100000Y"))
    private static let other = literal(try? Code(parsing: "200000X"))
    private static let words = Digest(value: 77)

    private func fold(_ bodies: [Event.Body]) throws -> Case {
        try CaseMilestonesTests.folded(bodies.enumerated().map { (Int64($0.offset + 1), $0.element) })
    }

    private static let station = InboxMergeTests.number.station

    @Test(
        arguments: [
            ([], Case.State.received),
            ([.acknowledged(.simple)], .acknowledged),
            ([.acknowledged(.simple), .acknowledged(.major)], .acknowledged),
            ([.asked], .asked),
            ([.asked, .answered(digest: words)], .acknowledged),
            ([.asked, .replied], .replied),
            ([.replied], .replied),
            ([.replied, .acknowledged(.major)], .replied),
            ([.replied, .asked], .asked),
            ([.replied, .closed(.resolved)], .closed),
            ([.closed(.withdrawn)], .closed),
            ([.closed(.resolved), .replied], .closed),
            ([.closed(.resolved), .asked], .closed),
            ([.closed(.resolved), .reopened], .acknowledged),
            ([.replied, .reopened], .acknowledged),
            ([.appended(digest: words)], .received),
            ([.extended(until: CivilDate(daysSince1970: 90))], .received),
            ([.transferred(to: other, station: station)], .received),
            ([.claimed(by: deputy)], .received),
            ([.closed(.resolved), .rated(.dissatisfied)], .closed),
        ] as [([Event.Body], Case.State)])
    func goesFromStateToState(bodies: [Event.Body], state: Case.State) throws {
        #expect(try fold(bodies).state == state)
    }

    @Test func anEventIsNewOnce() throws {
        var value = try fold([])
        let event = Event(
            at: LedgerFixture.noon, caseNumber: InboxMergeTests.number, body: .appended(digest: Self.words))
        let isNew = [value.apply(event), value.apply(event)]
        #expect(isNew == [true, false])
    }

    @Test(
        arguments: [
            ([], .reopened, .notClosed), ([], .rated(.fair), .notAnswered),
            ([], .answered(digest: words), .notAsked),
            ([.acknowledged(.simple)], .reopened, .notClosed),
            ([.closed(.resolved)], .replied, .closed), ([.closed(.resolved)], .asked, .closed),
            ([.closed(.resolved)], .acknowledged(.major), .closed),
            ([.closed(.resolved)], .closed(.explained), .closed),
            ([.closed(.resolved)], .extended(until: CivilDate(daysSince1970: 90)), .closed),
            ([.closed(.resolved)], .transferred(to: other, station: station), .closed),
            ([.closed(.resolved)], .claimed(by: deputy), .closed),
            ([.claimed(by: deputy)], .claimed(by: other), .claimed(by: deputy)),
            (
                [.transferred(to: other, station: station)], .transferred(to: other, station: station),
                .alreadyThere
            ),
            ([.erased(reason: nil)], .replied, .erased),
            ([.erased(reason: nil)], .appended(digest: words), .erased),
        ] as [([Event.Body], Event.Body, TransitionRefusal)])
    func refusesWhatMakesNoSense(bodies: [Event.Body], body: Event.Body, refusal: TransitionRefusal) throws {
        #expect(try fold(bodies).refusal(of: body) == refusal)
    }

    @Test(
        arguments: [
            ([], .replied), ([], .asked), ([], .closed(.explained)), ([], .claimed(by: deputy)),
            ([], .appended(digest: words)), ([.replied], .rated(.satisfied)),
            ([.closed(.resolved)], .rated(.satisfied)), ([.closed(.resolved)], .reopened),
            ([.closed(.resolved)], .appended(digest: words)), ([.replied], .reopened),
            ([.claimed(by: deputy), .transferred(to: other, station: station)], .claimed(by: other)),
            ([.closed(.resolved), .reopened], .replied), ([.erased(reason: nil)], .erased(reason: nil)),
        ] as [([Event.Body], Event.Body)])
    func allowsTheRest(bodies: [Event.Body], body: Event.Body) throws {
        #expect(try fold(bodies).refusal(of: body) == nil)
    }

    /// What was entered by mistake is seen to be when it is closed already; what a citizen sent is nobody's mistake.
    @Test func onlyWhatWasEnteredIsAMistake() throws {
        func entered(_ bodies: [Event.Body]) -> Case {
            let number = InboxMergeTests.number
            let receipt = Event.Receipt(
                to: Self.deputy, channel: .walkIn, topic: nil, nonce: Digest(value: 1),
                query: Digest(value: 2), digest: Digest(value: 3))
            var value = Case(number: number, received: LedgerFixture.noon, receipt: receipt)
            for (index, body) in bodies.enumerated() {
                let at = LedgerFixture.noon.adding(milliseconds: Int64(index + 1) * 1000)
                value.apply(Event(at: at, caseNumber: number, body: body))
            }
            return value
        }
        for bodies in [[], [.replied], [.replied, .closed(.explained)]] as [[Event.Body]] {
            #expect(entered(bodies).refusal(of: .closed(.mistaken)) == nil)
            #expect(try fold(bodies).refusal(of: .closed(.mistaken)) == .notEntered)
        }
        let mistaken = entered([.replied, .closed(.explained), .closed(.mistaken)])
        #expect(mistaken.isMistaken && !mistaken.isCounted && mistaken.state == .closed)
        #expect(mistaken.refusal(of: .closed(.mistaken)) == .closed)
        let reopened = entered([.closed(.mistaken), .reopened])
        #expect(reopened.isCounted && reopened.refusal(of: .closed(.explained)) == nil)
        #expect(entered([.erased(reason: nil)]).refusal(of: .closed(.mistaken)) == .erased)
    }

    @Test func theFirstOfTwoClaimsHolds() throws {
        let value = try fold([.claimed(by: Self.deputy), .claimed(by: Self.other)])
        #expect(value.claimedBy == Self.deputy)
        #expect(value.to == Self.deputy)
    }

    @Test func aTransferEndsAClaim() throws {
        let value = try fold([
            .claimed(by: Self.deputy), .transferred(to: Self.other, station: Self.station),
        ])
        #expect(value.claimedBy == nil)
        #expect(value.to == Self.other)
        #expect(value.hasMoved)
    }

    @Test func theClockStandsWhileTheCitizenIsAsked() throws {
        let value = try CaseMilestonesTests.folded([
            (1, .asked), (3, .asked), (8, .answered(digest: Self.words)), (9, .asked), (11, .replied),
        ])
        #expect(value.terms.pausedDays == 9)
    }

    @Test func anExtensionCountsPausesFromItselfOn() throws {
        let date = CivilDate(daysSince1970: 90)
        let value = try CaseMilestonesTests.folded([
            (1, .asked), (4, .answered(digest: Self.words)), (5, .asked), (7, .extended(until: date)),
            (10, .replied),
        ])
        #expect(value.terms == DeadlineTerms(extendedUntil: date, pausedDays: 3))
    }

    @Test func theClockRunsAnewFromAReopening() throws {
        let value = try CaseMilestonesTests.folded([
            (1, .acknowledged(.major)), (2, .asked), (5, .closed(.resolved)), (40, .reopened),
        ])
        #expect(
            value.terms == DeadlineTerms(grade: .major, restartedOn: CivilDate(daysSince1970: 40)))
        let due = Deadlines().due(value)
        #expect(due.iso8601 == "1970-05-11")
    }

    @Test func whatIsAddedToAQuestionIsItsAnswer() throws {
        let addition = Event.Body.appended(digest: Self.words)
        #expect(try fold([.asked]).fitting(addition) == .answered(digest: Self.words))
        #expect(try fold([.acknowledged(.simple)]).fitting(addition) == addition)
    }

    @Test func aKeyMakesARepetitionHarmless() throws {
        var event = Event(
            at: CaseMilestonesTests.moment(1), caseNumber: InboxMergeTests.number, body: .replied,
            key: Digest(value: 5))
        var value = try fold([])
        value.apply(event)
        #expect(value.alreadyHolds(CaseAction(number: event.caseNumber, body: .replied, key: event.key)))
        event.key = Digest(value: 6)
        #expect(!value.alreadyHolds(CaseAction(number: event.caseNumber, body: .replied, key: event.key)))
        #expect(!value.alreadyHolds(CaseAction(number: event.caseNumber, body: .replied)))
    }

    @Test func everyRefusalHasAWordOfItsOwn() {
        let all = TransitionRefusal.all(claimedBy: Self.deputy)
        #expect(Set(all.map(\.word)).count == all.count)
    }
}
