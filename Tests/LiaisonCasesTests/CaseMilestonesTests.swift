import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonCases

@Suite struct CaseMilestonesTests {
    /// The fold of a message on day 0 and of one event on each of the days given.
    static func folded(_ events: [(day: Int64, body: Event.Body)]) throws -> Case {
        let receipt = Event.Receipt(
            to: try Code(parsing: "0000000"), channel: .scan, topic: nil, nonce: Digest(value: 1),
            query: Digest(value: 2), digest: Digest(value: 3))
        var result = Case(number: InboxMergeTests.number, received: moment(0), receipt: receipt)
        for (day, body) in events {
            result.apply(Event(at: moment(day), caseNumber: InboxMergeTests.number, body: body))
        }
        return result
    }

    static func moment(_ day: Int64) -> Timestamp { Timestamp(milliseconds: day * 86_400_000) }

    @Test func aNewMessageHasNone() throws {
        #expect(try Self.folded([]).milestones == CaseMilestones())
    }

    /// Whatever staff does is work of its month; what the citizen does is not.
    @Test func everyActOfStaffIsWorkOfItsMonth() throws {
        let office = Actor(role: "office")
        var value = try Self.folded([(40, .rated(.known(.fair), solved: nil))])
        #expect(value.milestones.monthsOfWork(since: value.received) == [])
        // The message came on 1 January 1970.
        for (day, body) in [(3, Event.Body.asked), (70, .urged), (75, .replied), (2000, .replied)] {
            value.apply(
                Event(
                    at: Self.moment(Int64(day)), caseNumber: InboxMergeTests.number, body: body, actor: office
                ))
        }
        #expect(
            value.milestones.monthsOfWork(since: value.received).map(\.iso8601) == [
                "1970-01-01", "1970-03-01",
            ])
    }

    @Test func theFirstAcknowledgementCounts() throws {
        let value = try Self.folded([(2, .acknowledged(.simple)), (5, .acknowledged(.major))])
        #expect(value.milestones.acknowledgedAt == Self.moment(2))
        #expect(value.grade == .known(.major))
    }

    @Test func theFirstAnswerOutlastsReopening() throws {
        let value = try Self.folded([(3, .replied), (4, .closed(.resolved)), (5, .reopened), (9, .replied)])
        #expect(value.milestones.firstAnswer?.at == Self.moment(3))
        #expect(value.milestones.isReplied)
        #expect(value.milestones.closedAt == nil)
        #expect(value.milestones.timesReopened == 1)
    }

    @Test func aClosingWithoutReplyIsAnAnswer() throws {
        let value = try Self.folded([(3, .closed(.explained))])
        #expect(value.milestones.firstAnswer?.at == Self.moment(3))
        #expect(!value.milestones.isReplied)
        #expect(value.milestones.closedAt == Self.moment(3))
    }

    @Test(arguments: [Outcome.withdrawn, .mistaken]) func aWithdrawalIsNoAnswer(outcome: Outcome) throws {
        let value = try Self.folded([(3, .closed(outcome))])
        #expect(value.milestones.firstAnswer == nil)
        #expect(value.milestones.closedAt == Self.moment(3))
    }

    @Test func whatFollowsAnAnswerLeavesItsTermsAlone() throws {
        let later = try #require(CivilDate(year: 1970, month: 6, day: 1))
        let value = try Self.folded([
            (1, .acknowledged(.ordinary)), (2, .asked), (5, .answered(digest: Digest(value: 4))),
            (40, .replied), (41, .extended(until: later)), (42, .acknowledged(.major)), (43, .asked),
            (50, .replied),
        ])
        #expect(value.milestones.firstAnswer?.terms == DeadlineTerms(grade: .ordinary, pausedDays: 3))
        #expect(value.terms == DeadlineTerms(grade: .major, extendedUntil: later, pausedDays: 7))
    }

    @Test func anAnswerToAnAskedCitizenEndsThePauseFirst() throws {
        let value = try Self.folded([(2, .asked), (6, .replied)])
        #expect(value.milestones.firstAnswer?.terms.pausedDays == 4)
    }
}
