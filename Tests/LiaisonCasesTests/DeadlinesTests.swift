import LiaisonCases
import LiaisonCodes
import LiaisonSystem
import TestSupport
import Testing

/// Due dates with the calendar that ships, across the long holidays and the weekends worked for them.
@Suite struct DeadlinesTests {
    private let deadlines: Deadlines

    init() throws {
        let path = "\(Files.parent(of: Files.parent(of: Files.parent(of: #filePath))))/assets/calendar.txt"
        deadlines = Deadlines(calendar: WorkingCalendar(parsing: try Files.read(path)))
    }

    private func due(_ received: String, _ terms: DeadlineTerms) throws -> String {
        deadlines.due(terms, receivedOn: try #require(CivilDate(iso8601: received.utf8))).iso8601
    }

    @Test(arguments: [
        ("2025-12-24", true), ("2025-12-27", false), ("2025-12-28", false), ("2026-01-01", false),
        ("2026-01-02", false), ("2026-01-03", false), ("2026-01-04", true), ("2026-02-14", true),
        ("2026-02-15", false), ("2026-02-16", false), ("2026-02-23", false), ("2026-02-24", true),
        ("2026-02-28", true), ("2026-05-09", true), ("2026-09-20", true), ("2026-10-07", false),
        ("2026-10-08", true), ("2026-10-10", true), ("2026-10-11", false), ("2025-01-26", true),
        ("2025-10-08", false), ("2025-10-11", true),
    ])
    func knowsHolidaysAndWeekendsWorkedInstead(date: String, isWorking: Bool) throws {
        #expect(
            deadlines.calendar.isWorking(try #require(CivilDate(iso8601: date.utf8))) == isWorking, "\(date)")
    }

    @Test(arguments: [
        // On the spot: the same working day, or the first one after a day off.
        ("2025-12-24", Grade.simple, "2025-12-24"), ("2025-12-27", .simple, "2025-12-29"),
        ("2026-02-13", .simple, "2026-02-13"), ("2026-02-14", .simple, "2026-02-14"),
        ("2026-02-15", .simple, "2026-02-24"), ("2026-02-28", .simple, "2026-02-28"),
        ("2026-10-01", .simple, "2026-10-08"), ("2026-10-11", .simple, "2026-10-12"),
        // A month: a date on a day off moves on; one on a weekend that is worked doesn't.
        ("2025-12-24", .ordinary, "2026-01-26"), ("2026-01-14", .ordinary, "2026-02-14"),
        ("2026-01-15", .ordinary, "2026-02-24"), ("2026-01-23", .ordinary, "2026-02-24"),
        ("2026-01-31", .ordinary, "2026-02-28"), ("2026-09-02", .ordinary, "2026-10-08"),
        ("2026-09-10", .ordinary, "2026-10-10"), ("2025-09-08", .ordinary, "2025-10-09"),
        // Three months.
        ("2025-11-15", .major, "2026-02-24"), ("2025-11-30", .major, "2026-02-28"),
        ("2026-07-01", .major, "2026-10-08"),
    ])
    func movesADueDateOnADayOffToTheNextWorkingDay(received: String, grade: Grade, due: String) throws {
        #expect(try self.due(received, DeadlineTerms(grade: grade)) == due)
    }

    @Test func anUngradedMatterIsDueAsAnOrdinaryOne() throws {
        #expect(try due("2025-12-22", DeadlineTerms()) == "2026-01-22")
    }

    @Test func daysOfWaitingForTheCitizenDoNotCount() throws {
        #expect(try due("2025-12-22", DeadlineTerms(grade: .ordinary, pausedDays: 5)) == "2026-01-27")
        #expect(try due("2025-12-22", DeadlineTerms(grade: .simple, pausedDays: 5)) == "2025-12-29")
    }

    @Test func anExtensionNamesTheDate() throws {
        let date = CivilDate(iso8601: "2026-02-16".utf8)
        #expect(
            try due("2025-12-22", DeadlineTerms(grade: .simple, extendedUntil: date)) == "2026-02-24")
    }

    @Test func aReopenedMatterIsDueFromItsReopening() throws {
        let date = CivilDate(iso8601: "2026-03-02".utf8)
        #expect(try due("2025-12-22", DeadlineTerms(grade: .ordinary, restartedOn: date)) == "2026-04-02")
    }

    @Test(arguments: [
        // As the answer's: on the spot, a month, three months.
        (Grade.simple, nil, 0, "2025-12-22"), (.ordinary, nil, 0, "2026-01-22"),
        (.major, nil, 0, "2026-03-23"), (nil, nil, 0, "2026-01-22"),
        // Waiting for the citizen moves it as it moves the answer's; an extension moves both.
        (.ordinary, nil, 5, "2026-01-27"), (.simple, "2026-04-01", 0, "2026-04-01"),
    ])
    func aMatterIsToBeClosedByADayOfItsOwn(
        grade: Grade?, extended: String?, paused: Int, due: String
    ) throws {
        let terms = DeadlineTerms(
            grade: grade, extendedUntil: extended.flatMap { CivilDate(iso8601: $0.utf8) }, pausedDays: paused)
        let received = try #require(CivilDate(iso8601: "2025-12-22".utf8))
        #expect(deadlines.closeDue(terms, receivedOn: received).iso8601 == due)
    }

    @Test func noMatterIsToBeClosedBeforeItIsToBeAnswered() throws {
        var slow = deadlines
        (slow.simpleDays, slow.ordinaryMonths) = (3, 2)
        var long = deadlines
        long.closeOrdinaryMonths = 6
        let received = try #require(CivilDate(iso8601: "2025-12-22".utf8))
        for grade in [Grade.simple, .ordinary] {
            let terms = DeadlineTerms(grade: grade)
            #expect(slow.closeDue(terms, receivedOn: received) == slow.due(terms, receivedOn: received))
        }
        let terms = DeadlineTerms(grade: .ordinary)
        #expect(long.closeDue(terms, receivedOn: received).iso8601 == "2026-06-22")
        #expect(long.due(terms, receivedOn: received).iso8601 == "2026-01-22")
    }

    @Test func periodsAreSettings() throws {
        var longer = deadlines
        longer.simpleDays = 2
        longer.ordinaryMonths = 2
        let received = try #require(CivilDate(iso8601: "2026-02-13".utf8))
        #expect(longer.due(DeadlineTerms(grade: .simple), receivedOn: received).iso8601 == "2026-02-24")
        #expect(longer.due(DeadlineTerms(grade: .ordinary), receivedOn: received).iso8601 == "2026-04-13")
    }

    @Test(arguments: [
        ("2026-02-30 休", CalendarDamage.badLine(2, text: "2026-02-30 休")),
        ("2026-02-03", .badLine(2, text: "2026-02-03")), ("明天 休", .badLine(2, text: "明天 休")),
        ("2026-02-03..2026-02-01 休", .badLine(2, text: "2026-02-03..2026-02-01 休")),
        (
            "2026-02-03 off\n2026-02-01..2026-02-05 work",
            .repeatedDay(3, literal(CivilDate(year: 2026, month: 2, day: 3)))
        ),
    ])
    func leavesOutTheLineThatIsWrong(text: String, damage: CalendarDamage) throws {
        let calendar = WorkingCalendar(parsing: Array("# x\n\(text)\n2026-05-01 休\n".utf8))
        #expect(calendar.damage == [damage])
        #expect(!calendar.isWorking(try #require(CivilDate(iso8601: "2026-05-01".utf8))))
    }

    @Test func readsACalendarOfAnotherEncodingAsFarAsItCan() {
        let calendar = WorkingCalendar(
            parsing: Array("2026-05-01 off \u{0}".utf8) + [0xFF, 0x0D] + Array("x".utf8))
        #expect(calendar.damage == [.badLine(2, text: "x")])
        #expect(calendar.years == [2026])
    }

    @Test func knowsOfWhichYearsItSpeaks() throws {
        #expect(deadlines.calendar.years == [2025, 2026])
        #expect(WorkingCalendar().isWorking(literal(CivilDate(year: 2026, month: 2, day: 17))))
    }
}
