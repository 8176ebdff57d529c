import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonCases

/// What is late, and from which day on. Messages come on day 0, 1 January 1970, and want their answer by 2 February.
@Suite struct OverdueTests {
    private static let due = CivilDate(daysSince1970: 32)
    private let deadlines = Deadlines(closeOrdinaryMonths: 2)

    /// On how many days after a date it isn't late yet; nothing where it never is.
    private func grace(
        _ bodies: [Event.Body], after date: CivilDate, _ isLate: (Deadlines, Case, CivilDate) -> Bool
    ) throws -> Int? {
        let value = try CaseMilestonesTests.folded(bodies.map { (1, $0) })
        return (-1...400).first { isLate(deadlines, value, date.adding(days: $0)) }.map { $0 - 1 }
    }

    @Test(
        arguments: [
            ([], 0), ([.acknowledged(.ordinary)], 0), ([.extended(until: due.adding(days: 10))], 10),
            ([.asked], nil), ([.replied], nil), ([.closed(.resolved)], nil), ([.erased(reason: nil)], nil),
            ([.acknowledged(.ordinary), .erased(reason: nil)], nil),
        ] as [([Event.Body], Int?)])
    func anAnswerIsLateFromTheDayAfterItsDate(bodies: [Event.Body], days: Int?) throws {
        #expect(try grace(bodies, after: Self.due) { $0.isOverdue($1, on: $2) } == days)
    }

    /// By 2 March: 1 March is a Sunday.
    @Test(
        arguments: [
            ([], 28), ([.acknowledged(.ordinary)], 28), ([.replied], 28), ([.asked], nil),
            ([.closed(.resolved)], nil), ([.erased(reason: nil)], nil),
            ([.replied, .erased(reason: nil)], nil),
        ] as [([Event.Body], Int?)])
    func aClosingIsLateFromTheDayAfterItsDate(bodies: [Event.Body], days: Int?) throws {
        #expect(try grace(bodies, after: Self.due) { $0.isCloseOverdue($1, on: $2) } == days)
    }

    @Test(
        arguments: [
            ([], nil), ([.assigned(until: nil)], nil), ([.assigned(until: due)], 0),
            ([.acknowledged(.ordinary), .assigned(until: due)], 0), ([.assigned(until: due), .asked], nil),
            ([.assigned(until: due), .replied], nil), ([.assigned(until: due), .closed(.resolved)], nil),
            ([.assigned(until: due), .erased(reason: nil)], nil),
            // Reopened on 2 January, before the department's day or on it; what it missed before doesn't count.
            ([.assigned(until: due), .closed(.resolved), .reopened], 0),
            ([.assigned(until: CivilDate(daysSince1970: 1)), .closed(.resolved), .reopened], -31),
            ([.assigned(until: CivilDate(daysSince1970: 0)), .closed(.resolved), .reopened], nil),
        ] as [([Event.Body], Int?)])
    func aDepartmentIsLateFromTheDayAfterItsDay(bodies: [Event.Body], days: Int?) throws {
        let first = CivilDate(daysSince1970: 2)
        let found = try grace(bodies, after: first) { $0.isUnitOverdue($1, on: $2) }
        #expect(found == days.map { $0 + (Self.due.daysSince1970 - first.daysSince1970) })
    }
}
