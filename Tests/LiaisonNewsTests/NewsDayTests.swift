import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonNews
@testable import LiaisonRoster

/// What the day makes news, and what is told together.
@Suite struct NewsDayTests {
    private let fixture: NewsFixture

    init() throws {
        fixture = try NewsFixture()
        try fixture.program()
    }

    private func told() throws -> [String] { try fixture.told() }

    @Test func twoDaysInVainAndTheOfficerIsTold() throws {
        try fixture.reach("甲")
        let number = try fixture.message(to: fixture.code("甲"))
        try fixture.act(number, .acknowledged(.simple))
        try fixture.once()
        for _ in 0..<3 {
            fixture.pass(days: 1)
            try fixture.once()
        }
        // On the day itself the new message says that it is due; it is late on the days after.
        #expect(
            try told() == [
                "new 甲 \(number)", "overdue 甲 \(number)", "overdue 总站 \(number)", "overdue 总站 \(number)",
            ])
        // Whoever does something about it is told again themselves.
        try fixture.act(number, .assigned(until: nil), by: "deputy \(try fixture.code("甲"))")
        fixture.pass(days: 1)
        try fixture.once()
        #expect(try told().last == "overdue 甲 \(number)")
        // Answered: nobody hears of it any more.
        try fixture.act(number, .replied)
        fixture.pass(days: 1)
        try fixture.once()
        #expect(try told().count == 5)
    }

    @Test func aClockThatIsBehindTellsNoDayTwice() throws {
        try fixture.reach("甲")
        let number = try fixture.message(to: fixture.code("甲"))
        try fixture.act(number, .acknowledged(.simple))
        // Told a little after midnight by one server, an hour before by the clock of the next.
        fixture.now = BeijingTime.start(of: BeijingTime(fixture.now).date.adding(days: 2))
        try fixture.once()
        let count = try fixture.handed().count
        #expect(count > 0)
        fixture.pass(hours: -1)
        try fixture.once()
        #expect(try fixture.handed().count == count)
        // A clock that was years ahead stops nothing for good.
        fixture.pass(days: 3000)
        try fixture.once()
        fixture.pass(days: -2999)
        let late = try fixture.handed().count
        try fixture.once()
        #expect(try fixture.handed().count > late)
    }

    @Test func whatIsDueIsToldThreeDaysBeforeAndOnce() throws {
        try fixture.reach("甲")
        let number = try fixture.message(to: fixture.code("甲"))
        try fixture.once()
        fixture.pass(days: 26)
        try fixture.once()
        #expect(try told() == ["new 甲 \(number)"])
        for _ in 0..<3 {
            fixture.pass(days: 1)
            try fixture.once()
            try fixture.once()
        }
        #expect(try told() == ["new 甲 \(number)", "due 甲 \(number)"])
    }

    @Test func aReceptionDayIsToldThreeDaysBeforeUnlessItIsCancelled() throws {
        // 总站 receives people on the 3rd.
        try fixture.once()
        let lines = try fixture.handed().map { try JSON(parsing: Array($0.utf8)) }
        #expect(lines.map { $0["kind"]?.text } == ["reception"])
        #expect(lines.first?["due"]?.text == "2026-12-03")
        #expect(lines.first?["to"]?.text == (try fixture.code(of: fixture.station).description))
        fixture.pass(days: 1)
        try fixture.once()
        #expect(try fixture.handed().count == 1)
    }

    @Test func whoIsOnDutyHearsAtOnceThatAHolidayMovesTheDay() throws {
        try fixture.reach("甲")
        try fixture.once()
        let count = try fixture.handed().count
        // Weeks ahead: 总站 receives people on the 3rd, and 甲 is to be there in January.
        let day = try #require(CivilDate(iso8601: "2027-01-03".utf8))
        let facts = ReceptionFacts(on: day, deputies: [try fixture.code("甲")], ruleDate: day)
        let draft = RecordDraft(
            "set", .known(ReceptionChange.number(of: day, at: fixture.station)), by: Actor(role: "office"),
            key: Digest(RandomBytes.make(count: 16)), facts: RecordFact.set(facts).json)
        _ = try fixture.ledger.record([draft], at: fixture.station)
        try fixture.once()
        #expect(try fixture.handed().count == count)
        fixture.calendar = WorkingCalendar(parsing: Array("2027-01-01..2027-01-05 休 元旦\n".utf8))
        fixture.pass(days: 1)
        for _ in 0..<2 {
            try fixture.once()
            let lines = try fixture.handed().map { try JSON(parsing: Array($0.utf8)) }
                .filter { $0["moved_from"] != .null }
            #expect(lines.map { $0["kind"]?.text } == ["reception", "reception"])
            #expect(lines.allSatisfy { $0["moved_from"]?.text == "2027-01-03" })
            #expect(lines.allSatisfy { $0["due"]?.text == "2027-01-06" })
            #expect(lines.allSatisfy { $0["text"]?.text?.contains("改在") == true })
            let told = Set(lines.compactMap { $0["to"]?.text })
            #expect(
                told == [
                    try fixture.code("甲").description, try fixture.code(of: fixture.station).description,
                ])
            fixture.pass(days: 1)
        }
    }

    @Test func whatWaitsForApprovalIsToldOnceAndNotOnceItIsApproved() throws {
        let deputy = try fixture.code("甲")
        let day = BeijingTime(fixture.now).date
        func record(_ fact: RecordFact, _ subject: RecordDraft.Subject, _ role: String) throws -> RecordNumber
        {
            let draft = RecordDraft(
                fact.kind, subject, by: Actor(role: role), key: Digest(RandomBytes.make(count: 16)),
                facts: fact.json)
            return try #require(try fixture.ledger.record([draft], at: fixture.station).first).number
        }
        let facts = EntryFacts(duty: "visit", on: day, deputies: [deputy])
        let first = try record(.recorded(facts), .new(.entry, on: day), "deputy \(deputy)")
        _ = try record(.recorded(facts), .new(.entry, on: day), "deputy \(deputy)")
        try fixture.once()
        try fixture.once()
        #expect(try told() == ["pending 总站 -"])
        let line = try #require(try fixture.handed().first { $0.contains("\"pending\"") })
        #expect(try JSON(parsing: Array(line.utf8))["count"]?.integer == 2)
        // One more is news; and it isn't any more once all are decided before it is told.
        try fixture.program("exit 1")
        let third = try record(.recorded(facts), .new(.entry, on: day), "deputy \(deputy)")
        try fixture.once()
        for number in [first, third] {
            _ = try record(.decided(isApproved: true), .known(number), "station SS00")
        }
        for entry in try #require(
            try fixture.ledger.recordFold(of: fixture.station) as? RecordBook
        ).entries where entry.state == .pending {
            _ = try record(.decided(isApproved: false), .known(entry.number), "station SS00")
        }
        try fixture.program()
        fixture.pass(hours: 1)
        try fixture.once()
        #expect(try told() == ["pending 总站 -"])
    }

    @Test func aCancelledReceptionDayIsNotTold() throws {
        try fixture.program("exit 1")
        try fixture.once()
        let day = try #require(CivilDate(iso8601: "2026-12-03".utf8))
        let draft = RecordDraft(
            "cancelled", .known(ReceptionChange.number(of: day, at: fixture.station)),
            by: Actor(role: "office"), key: Digest(RandomBytes.make(count: 16)), facts: .object([]))
        _ = try fixture.ledger.record([draft], at: fixture.station)
        try fixture.program()
        fixture.pass(hours: 1)
        #expect(try fixture.once().waiting == 0)
        #expect(try fixture.handed().isEmpty)
    }

    // MARK: Activities

    /// An activity of 总站 on 5 December with one place.
    private func activity(places: Int? = nil) throws -> RecordNumber {
        let day = try #require(CivilDate(iso8601: "2026-12-05".utf8))
        let number = try record(
            .posted(NoticeFacts(activity: day, places: places)),
            .new(.notice, on: BeijingTime(fixture.now).date))
        return number
    }

    @discardableResult
    private func record(_ fact: RecordFact, _ subject: RecordDraft.Subject) throws -> RecordNumber {
        let draft = RecordDraft(
            fact.kind, subject, by: Actor(role: "office"), key: Digest(RandomBytes.make(count: 16)),
            facts: fact.json)
        return try #require(try fixture.ledger.record([draft], at: fixture.station).first).number
    }

    private func signUp(_ names: String..., for number: RecordNumber) throws {
        for name in names { try record(.signedUp(try fixture.code(name)), .known(number)) }
    }

    @Test func anActivityIsToldThreeDaysBeforeToTheStationAndToWhoComes() throws {
        for name in ["甲", "乙", "丙"] { try fixture.reach(name) }
        let number = try activity(places: 1)
        try signUp("甲", for: number)
        fixture.pass(days: 1)
        try fixture.once()
        #expect(try told() == [])
        fixture.pass(days: 1)
        try fixture.once()
        #expect(try Set(told()) == ["activity 总站 -", "activity 甲 -"] && told().count == 2)
        for line in try fixture.handed() where line.contains("activity") {
            let piece = try JSON(parsing: Array(line.utf8))
            #expect(piece["due"]?.text == "2026-12-05" && piece["case"] == .null)
            #expect(piece["station"]?.text == "SS00")
            #expect(piece["link"]?.text == "https://llz.example.gov.cn/desk/notices/\(number)")
            #expect(piece["text"]?.text == "12月5日总站有活动，请做好准备，按时参加。")
        }
        // Once, whatever ends in between; and to whoever gets a place, too.
        try fixture.once()
        try record(.signedOff(try fixture.code("甲")), .known(number))
        try signUp("乙", for: number)
        for _ in 0..<2 {
            fixture.pass(days: 1)
            try fixture.once()
        }
        #expect(try Set(told()) == ["activity 总站 -", "activity 甲 -", "activity 乙 -"])
        #expect(try told().count == 3)
        fixture.pass(days: 4)
        try fixture.once()
        #expect(try told().count == 3)
    }

    @Test(arguments: [RecordFact.withdrawn, nil])
    func ofAnActivityThatIsWithdrawnOrThatSomebodyLeavesNothingIsTold(fact: RecordFact?) throws {
        try fixture.reach("甲")
        let number = try activity()
        try signUp("甲", for: number)
        fixture.pass(days: 2)
        // It was found, and couldn't be handed on.
        try fixture.program("exit 1")
        try fixture.once()
        try record(fact ?? .signedOff(try fixture.code("甲")), .known(number))
        try fixture.program()
        fixture.pass(hours: 1)
        #expect(try fixture.once().waiting == 0)
        #expect(try told() == (fact == nil ? ["activity 总站 -"] : []))
        fixture.pass(days: 1)
        try fixture.once()
        #expect(try told().count <= 1)
    }

    @Test func whatAnActivitysPieceIsAboutOutlivesTheProcess() throws {
        var piece = NewsPiece(
            kind: .activity, subject: "x", to: try fixture.code("甲"), station: fixture.station)
        piece.notice = try activity()
        piece.due = BeijingTime(fixture.now).date
        #expect(NewsPiece(stored: .object(piece.stored)) == piece)
        let wrong = piece.stored.map { $0.name == "notice" ? JSON.Member("notice", .string("SS00-X")) : $0 }
        #expect(NewsPiece(stored: .object(wrong)) == nil)
    }

    @Test func aWeekOfSilenceIsToldTogether() throws {
        try fixture.reach("甲")
        for index in 0..<40 { try fixture.message(to: fixture.code("甲"), text: "第\(index)条") }
        for index in 0..<40 { try fixture.message(to: fixture.code("乙"), text: "第\(index)条") }
        fixture.pass(days: 7)
        let summary = try fixture.once()
        #expect(summary.waiting == 0)
        let lines = try fixture.handed().map { try JSON(parsing: Array($0.utf8)) }
        let daily = lines.filter { $0["kind"]?.text == "daily" }
        #expect(daily.count == 2)
        #expect(daily.allSatisfy { $0["count"]?.integer == 40 })
        #expect(lines.count <= 4)
        // Each of the cases says that it was told.
        let cases = try fixture.ledger.cases(of: fixture.station)
        #expect(cases.count == 80)
        #expect(cases.allSatisfy { $0.notices.first != nil })
        try fixture.once()
        #expect(try fixture.handed().count == lines.count)
    }

    @Test func whatWasDealtWithMeanwhileIsNoNews() throws {
        try fixture.reach("甲")
        let answered = try fixture.message(to: fixture.code("甲"))
        let added = try fixture.message(to: fixture.code("甲"))
        try fixture.once()
        try fixture.add(added, "电线也断了")
        try fixture.act(added, .replied)
        try fixture.act(answered, .replied)
        fixture.pass(days: 3)
        try fixture.once()
        #expect(try told() == ["new 甲 \(answered)", "new 甲 \(added)"])
        // Only what came after the answer is.
        try fixture.add(added, "还没有亮")
        try fixture.once()
        #expect(try told().last == "added 甲 \(added)")
    }

    @Test func aSingleOldMessageIsToldInTheDaysDigest() throws {
        try fixture.reach("甲")
        let number = try fixture.message(to: fixture.code("甲"))
        fixture.pass(days: 2)
        try fixture.once()
        #expect(try told().isEmpty)
        #expect(try fixture.handed().contains { $0.contains("\"daily\"") })
        #expect(try fixture.value(number).notices.first != nil)
        let file = try #require(try fixture.ledger.caseFile(number, where: { _ in true }))
        #expect(file.entries.last?.event.body.facts.news == .known(.new))
    }

    @Test func aFloodInAnHourIsToldTogetherToo() throws {
        try fixture.reach("甲")
        for index in 0..<60 { try fixture.message(to: fixture.code("甲"), text: "第\(index)条") }
        try fixture.once()
        let kinds = try told()
        #expect(kinds.count == NewsSelection.limit)
        #expect(try fixture.ledger.cases(of: fixture.station).allSatisfy { $0.notices.first != nil })
    }
}
