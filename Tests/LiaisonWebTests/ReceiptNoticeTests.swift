import LiaisonCases
import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonWeb

struct ReceiptNoticeTests {
    private let now = Timestamp(milliseconds: 1_766_556_300_000)

    private func notice(_ body: Event.Body, ago: Int64, actor: Actor? = nil) throws -> ReceiptPage.Notice? {
        let number = try CaseNumber(parsing: "SS01-251224-EE444")
        let event = Event(at: now.adding(milliseconds: -ago), caseNumber: number, body: body, actor: actor)
        return ReceiptPage.Notice(after: event, at: now)
    }

    @Test(
        arguments: [
            (Event.Body.rated(.satisfied), ReceiptPage.Notice.rated), (.rated(.fair), .rated),
            (.rated(.dissatisfied), .ratedDissatisfied), (.reopened, .reopened),
            (.erased(reason: nil), .erased),
        ])
    func tellsWhatTheCitizenHasJustDone(body: Event.Body, expected: ReceiptPage.Notice) throws {
        #expect(try notice(body, ago: 0) == expected)
        #expect(try notice(body, ago: 599_999) == expected)
    }

    @Test func isSilentAfterTenMinutes() throws {
        #expect(try notice(.reopened, ago: 600_000) == nil)
    }

    @Test func isSilentAboutWhatOthersDid() throws {
        #expect(try notice(.replied, ago: 0) == nil)
        #expect(try notice(.reopened, ago: 0, actor: Actor(role: "office", onBehalfOf: nil)) == nil)
    }

    @Test func isSilentWithoutEvents() {
        #expect(ReceiptPage.Notice(after: nil, at: now) == nil)
    }
}
