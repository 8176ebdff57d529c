import LiaisonCodes
import LiaisonJournal
import LiaisonPhotos
import LiaisonSystem
import LiaisonText
import TestSupport
import Testing

@testable import LiaisonCases
@testable import LiaisonRecords

@Suite struct RecordBookTests {
    private let station: StationID
    private let first: Code
    private let second: Code
    private let day: CivilDate
    private let entry: RecordNumber
    private let notice: RecordNumber

    init() throws {
        station = try #require(StationID("SS01"))
        first = try Code(parsing: "1111118")
        second = try Code(parsing: "222222G")
        day = try #require(CivilDate(iso8601: "2026-11-20".utf8))
        entry = RecordNumber(.entry, station: station, date: day, value: 1)
        notice = RecordNumber(.notice, station: station, date: day, value: 2)
    }

    private func record(_ number: RecordNumber, _ fact: RecordFact, by role: String, minute: Int) -> Record {
        // Noon of 2026-11-20 in Beijing.
        Record(
            at: Timestamp(milliseconds: 1_795_147_200_000 + Int64(minute) * 60_000), kind: fact.kind,
            number: number, actor: Actor(role: role), facts: fact.json)
    }

    /// A book of some records, a minute apart, taken in an order of its own.
    private func book(
        _ facts: [(RecordNumber, RecordFact, String)], taken order: [Int]? = nil
    ) throws -> RecordBook {
        var book = RecordBook(station: station)
        for index in order ?? Array(facts.indices) {
            let (number, fact, role) = facts[index]
            let record = record(number, fact, by: role, minute: index)
            let place = EventOrder(
                at: record.at, segment: SegmentName(month: 202611, number: 1), line: index + 1)
            let isKnown = book.take(record, place)
            #expect(isKnown)
        }
        return book
    }

    private func photo(_ byte: UInt8) -> Photo {
        Photo(
            format: .png, byteCount: 1, width: 1, height: 1,
            hash: [UInt8](repeating: byte, count: SHA256.digestLength))
    }

    @Test func whatBecameOfAnEntryIsKnownFromTheDayOnWhichItWasSaid() throws {
        let said = EntryFacts(duty: "research-report", on: day, deputies: [first])
        var told = EntryChange()
        told.isSettled = true
        var untold = EntryChange()
        untold.isSettled = false
        #expect(EntryChange(told.json) == told && EntryChange(untold.json) == untold)
        let officer = "station SS01"
        let open = try book([(entry, .recorded(said), officer)])
        #expect(open.entry(entry)?.settledOn == nil && open.rows.map(\.isSettled) == [false])
        let facts: [(RecordNumber, RecordFact, String)] = [
            (entry, .recorded(said), officer), (entry, .amended(told), officer),
            (entry, .amended(EntryChange(people: 3)), officer), (entry, .amended(told), officer),
        ]
        let settled = try book(facts, taken: [2, 0, 3, 1])
        #expect(settled.entry(entry)?.settledOn == day && settled.rows.map(\.isSettled) == [true])
        #expect(try book(facts + [(entry, .amended(untold), officer)]).entry(entry)?.settledOn == nil)
        let atOnce = EntryFacts(duty: "research-report", on: day, deputies: [first], isSettled: true)
        #expect(EntryFacts(atOnce.json) == atOnce)
        #expect(try book([(entry, .recorded(atOnce), officer)]).entry(entry)?.settledOn == day)
    }

    @Test func anEntryBelongsToSeveralCasesAndEarlierReleasesKnowTheFirst() throws {
        let cases = (1...3).map { CaseNumber(station: station, date: day, value: $0) }
        let said = EntryFacts(duty: "visit", on: day, deputies: [first], cases: [cases[0], cases[1]])
        #expect(said.json["case"]?.text == "\(cases[0])" && EntryFacts(said.json) == said)
        let one = EntryFacts(duty: "visit", on: day, deputies: [first], cases: [cases[2]])
        #expect(one.json["cases"] == nil && EntryFacts(one.json) == one)
        for change in [
            EntryChange(), EntryChange(cases: []), EntryChange(cases: [cases[0]]), EntryChange(cases: cases),
        ] {
            #expect(EntryChange(change.json) == change)
        }
        let facts: [(RecordNumber, RecordFact, String)] = [
            (entry, .recorded(said), "office"), (entry, .amended(EntryChange(people: 3)), "office"),
            // As an earlier release amends it.
            (entry, .amended(EntryChange(.members(["case": .string("\(cases[2])")]))), "office"),
            (entry, .amended(EntryChange(cases: [])), "office"),
        ]
        for (count, expected) in [
            (1, [cases[0], cases[1]]), (2, [cases[0], cases[1]]), (3, [cases[2]]), (4, []),
        ] {
            let lines = Array(facts.prefix(count))
            for order in [Array(0..<count), Array((0..<count).reversed())] {
                let book = try book(lines, taken: order)
                #expect(book.entry(entry)?.facts.cases == expected)
                for number in cases {
                    #expect(
                        book.entries(of: number).map(\.number) == (expected.contains(number) ? [entry] : []))
                }
            }
        }
    }

    @Test func votesArePutRightAndTakenAway() throws {
        let votes = try #require(Ballot(satisfied: 45, fair: 3, dissatisfied: 1))
        let said = EntryFacts(duty: "report-work", on: day, deputies: [first], votes: votes)
        #expect(EntryFacts(said.json) == said)
        var change = EntryChange()
        change.votes = Ballot(satisfied: 44, fair: 4, dissatisfied: 1)
        #expect(EntryChange(change.json) == change)
        var none = EntryChange()
        none.votes = Ballot.none
        let officer = "station SS01"
        let facts: [(RecordNumber, RecordFact, String)] = [
            (entry, .recorded(said), officer), (entry, .amended(change), officer),
            (entry, .amended(none), officer),
        ]
        #expect(try book(Array(facts[..<1])).entry(entry)?.facts.votes == votes)
        #expect(try book(Array(facts[..<2])).entry(entry)?.facts.votes == change.votes)
        #expect(try book(facts).entry(entry)?.facts.votes == nil)
    }

    /// A book that has an entry with some photos, and what it says to further ones.
    private func refusal(of photos: [UInt8], beside known: [[UInt8]]) throws -> RecordRefusal? {
        var book = RecordBook(station: station)
        for (index, photos) in known.enumerated() {
            var record = record(
                entry, index == 0 ? recorded : .amended(EntryChange()), by: "office", minute: index)
            record.photos = photos.map(photo)
            let place = EventOrder(
                at: record.at, segment: SegmentName(month: 202611, number: 1), line: index + 1)
            let isKnown = book.take(record, place)
            #expect(isKnown)
        }
        #expect(book.entry(entry)?.photos.map(\.hash[0]) ?? [] == Set(known.joined()).sorted())
        var record = record(
            entry, known.isEmpty ? recorded : .amended(EntryChange()), by: "office", minute: 9)
        record.photos = photos.map(photo)
        return book.refusal(of: record)
    }

    @Test func anEntryTakesThreePhotosEachCountedOnce() throws {
        let full = RecordRefusal("photos-full", ["limit": "3"])
        #expect(try refusal(of: [1, 2, 3], beside: []) == nil)
        #expect(try refusal(of: [1, 2, 3, 4], beside: []) == full)
        #expect(try refusal(of: [2, 3], beside: [[1]]) == nil)
        #expect(try refusal(of: [1, 2, 3], beside: [[1], [2]]) == nil)
        #expect(try refusal(of: [4], beside: [[1], [2, 3]]) == full)
        // Two servers have added some at the same time: what needs no further room is taken all the same.
        #expect(try refusal(of: [], beside: [[1, 2], [3, 4]]) == nil)
        #expect(try refusal(of: [4], beside: [[1, 2], [3, 4]]) == nil)
        #expect(try refusal(of: [5], beside: [[1, 2], [3, 4]]) == full)
    }

    private var recorded: RecordFact { .recorded(EntryFacts(duty: "visit", on: day, deputies: [first])) }
    private var deputyRole: String { "deputy \(first)" }

    @Test func aDeputysOwnEntryWaitsUntilAnOfficerApprovesIt() throws {
        let own = try book([(entry, recorded, deputyRole)])
        #expect(own.entry(entry)?.state == .pending)
        let officers = try book([(entry, recorded, "station SS01")])
        #expect(officers.entry(entry)?.state == .counted)
        let approved = try book([
            (entry, recorded, deputyRole), (entry, .decided(isApproved: true), "station SS01"),
        ])
        #expect(approved.entry(entry)?.state == .counted)
        let changed = try book([
            (entry, recorded, deputyRole), (entry, .decided(isApproved: true), "station SS01"),
            (entry, .amended(EntryChange(people: 9)), deputyRole),
        ])
        #expect(changed.entry(entry)?.state == .pending)
        #expect(changed.entry(entry)?.facts.people == 9)
    }

    /// Whoever approves has seen so many amendments; what another server had taken by then, nobody has looked at.
    @Test func anApprovalHoldsForWhatWasSeen() throws {
        let amended = (entry, RecordFact.amended(EntryChange(people: 300)), deputyRole)
        func state(_ seen: Int?, after amendments: Int) throws -> RegisterEntry.State? {
            let facts =
                [(entry, recorded, deputyRole)] + Array(repeating: amended, count: amendments)
                + [(entry, .decided(isApproved: true, amendments: seen), "office")]
            return try book(facts).entry(entry)?.state
        }
        #expect(try state(0, after: 0) == .counted)
        #expect(try state(1, after: 1) == .counted)
        #expect(try state(0, after: 1) == .pending)
        #expect(try state(1, after: 2) == .pending)
        // A clock that is behind puts it before an amendment that was seen; a program may not say what it has seen.
        #expect(try state(2, after: 1) == .counted)
        #expect(try state(nil, after: 2) == .counted)
        let waiting = try book([(entry, recorded, deputyRole), amended])
        for (seen, word) in [(0, "amended-since"), (1, nil), (nil, nil)] as [(Int?, String?)] {
            let decision = record(
                entry, .decided(isApproved: true, amendments: seen), by: "office", minute: 9)
            #expect(waiting.refusal(of: decision)?.word == word)
        }
    }

    @Test func everyOrderOfReadingComesToTheSame() throws {
        let facts: [(RecordNumber, RecordFact, String)] = [
            (entry, recorded, deputyRole), (entry, .amended(EntryChange(people: 3)), "office"),
            (entry, .decided(isApproved: true), "office"),
            (notice, .posted(NoticeFacts(activity: day, places: 1)), "office"),
            (notice, .signedUp(first), deputyRole), (notice, .signedUp(second), "deputy \(second)"),
        ]
        let expected = try book(facts)
        #expect(expected.notice(notice)?.signedUp == [first])
        #expect(expected.notice(notice)?.waiting == [second])
        var order = Array(facts.indices)
        for _ in 0..<facts.count {
            order.append(order.removeFirst())
            for reading in [order, order.reversed()] {
                let other = try book(facts, taken: reading)
                #expect(other.entries == expected.entries)
                #expect(other.notices == expected.notices)
            }
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>) func theKeptOrderIsTheOneThatIsMadeAnew(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let numbers = (10..<30).map { RecordNumber(.entry, station: station, date: day, value: $0) }
        var kept = RecordBook(station: station)
        kept.arrange()
        var taken: [(record: Record, order: EventOrder)] = []
        for line in 1...200 {
            if line % 9 == 0, let index = taken.indices.randomElement(using: &random) {
                let (record, order) = taken.remove(at: index)
                kept.takeBack(record.number, order)
            } else {
                let on = day.adding(days: Int.random(in: -5...0, using: &random))
                let facts: [RecordFact] = [
                    .recorded(EntryFacts(duty: "visit", on: on, deputies: [first])),
                    .recorded(EntryFacts(duty: "visit", on: on, deputies: [first])),
                    .amended(EntryChange(on: on)), .amended(EntryChange(duty: "study", deputies: [second])),
                    .decided(isApproved: line % 2 == 0), .withdrawn,
                ]
                let number = try #require(numbers.randomElement(using: &random))
                let fact = try #require(facts.randomElement(using: &random))
                let record = record(
                    number, fact, by: line % 3 == 0 ? deputyRole : "office",
                    minute: Int.random(in: 0...400, using: &random))
                let order = EventOrder(
                    at: record.at, segment: SegmentName(month: 202611, number: 1), line: line)
                let isKnown = kept.take(record, order)
                #expect(isKnown)
                taken.append((record, order))
            }
            // Now and then nobody reads for so long that everything is sorted anew.
            if line % 7 != 0 || (100...180).contains(line) { continue }
            kept.arrange()
            var anew = RecordBook(station: station)
            for (record, order) in taken { _ = anew.take(record, order) }
            #expect(kept.entries == anew.entries)
            #expect(kept.pendingCount == anew.entries.count { $0.state == .pending })
            #expect(kept.pendingCount == anew.pendingCount)
            #expect(kept.rows.map(\.place) == kept.rows.map(\.place).sorted())
            #expect(kept.rows.map(\.deputies) == anew.rows.map(\.deputies))
            #expect(kept.entryMark == anew.entryMark)
        }
    }

    @Test func aMarkChangesWithEveryLineAndComesBack() throws {
        var book = try book([(entry, recorded, "office")])
        let before = book.entryMark
        let record = record(entry, .withdrawn, by: "office", minute: 5)
        let order = EventOrder(at: record.at, segment: SegmentName(month: 202611, number: 1), line: 9)
        _ = book.take(record, order)
        #expect(book.entryMark != before)
        book.takeBack(entry, order)
        #expect(book.entryMark == before)
        #expect(book.boardMark == 0)
    }

    @Test func whatDoesNotFitIsRefusedByAWord() throws {
        let counted = try book([(entry, recorded, "office")])
        func word(_ book: RecordBook, _ number: RecordNumber, _ fact: RecordFact, minute: Int = 9) -> String?
        {
            book.refusal(of: record(number, fact, by: "office", minute: minute))?.word
        }
        #expect(word(counted, entry, recorded) == "taken")
        #expect(word(counted, entry, .decided(isApproved: true)) == "already-counted")
        #expect(word(counted, entry, .decided(isApproved: false)) == nil)
        #expect(word(counted, entry, .withdrawn) == nil)
        let withdrawn = try book([(entry, recorded, "office"), (entry, .withdrawn, "office")])
        for fact in [RecordFact.withdrawn, .amended(EntryChange(people: 2)), .decided(isApproved: true)] {
            #expect(word(withdrawn, entry, fact) == "withdrawn")
        }
        let empty = try book([])
        #expect(word(empty, entry, .withdrawn) == "absent")
        #expect(word(empty, notice, .signedUp(first)) == "absent")
        let activity = try book([
            (notice, .posted(NoticeFacts(activity: day, places: 1)), "office"),
            (notice, .signedUp(first), deputyRole),
        ])
        #expect(word(activity, notice, .signedUp(first)) == "signed-up")
        #expect(word(activity, notice, .signedUp(second)) == "places-full")
        #expect(word(activity, notice, .signedUp(second), minute: 24 * 60) == "activity-over")
        let plain = try book([(notice, .posted(NoticeFacts()), "office")])
        #expect(word(plain, notice, .signedUp(first)) == "no-activity")
        #expect(word(plain, notice, .attended([first])) == "no-activity")
        let gone = try book([(notice, .posted(NoticeFacts()), "office"), (notice, .withdrawn, "office")])
        #expect(word(gone, notice, .signedUp(first)) == "notice-withdrawn")
    }

    @Test func aSignUpTakenBackFreesThePlaceForWhoeverWaits() throws {
        let posted: (RecordNumber, RecordFact, String) = (
            notice, .posted(NoticeFacts(activity: day, places: 1)), "office"
        )
        let facts: [(RecordNumber, RecordFact, String)] = [
            posted, (notice, .signedUp(first), deputyRole), (notice, .signedUp(second), "deputy \(second)"),
            (notice, .signedOff(first), deputyRole),
        ]
        var order = Array(facts.indices)
        for _ in 0..<facts.count {
            order.append(order.removeFirst())
            let read = try book(facts, taken: order)
            #expect(read.notice(notice)?.signedUp == [second])
            #expect(read.notice(notice)?.waiting == [])
        }
        func word(_ facts: [(RecordNumber, RecordFact, String)], _ fact: RecordFact, minute: Int = 9) throws
            -> String?
        {
            try book(facts).refusal(of: record(notice, fact, by: "office", minute: minute))?.word
        }
        // Back again, there is no place any more; off twice, there is nothing to take back.
        #expect(try word(facts, .signedUp(first)) == "places-full")
        #expect(try word(facts, .signedOff(first)) == "not-signed-up")
        #expect(try word(facts, .signedOff(second)) == nil)
        #expect(try word(facts, .signedOff(second), minute: 24 * 60) == "activity-over")
        #expect(try word(facts + [(notice, .attended([second]), "office")], .signedOff(second)) == "attended")
        #expect(
            try word([(notice, .posted(NoticeFacts()), "office")], .signedOff(first)) == "no-activity")
        #expect(try word(facts + [(notice, .withdrawn, "office")], .signedOff(second)) == "notice-withdrawn")
    }

    @Test func aNoticeHasThosePresentWhomTheRegistersHave() throws {
        let attended = EntryFacts(
            duty: "research", on: day, deputies: [first, second], people: 2, notice: notice)
        let noted: [(RecordNumber, RecordFact, String)] = [
            (notice, .posted(NoticeFacts(activity: day, duty: "research")), "office"),
            (notice, .attended([first, second]), "office"), (entry, .recorded(attended), "office"),
        ]
        let other = RecordNumber(.entry, station: station, date: day, value: 3)
        var again = attended
        again.deputies = [first]
        let later: [(facts: [(RecordNumber, RecordFact, String)], present: [Code])] = [
            ([], [first, second]), ([(entry, .withdrawn, "office")], []),
            ([(entry, .amended(EntryChange(deputies: [second])), "office")], [second]),
            ([(entry, .decided(isApproved: false), "office")], []),
            (
                [
                    (entry, .decided(isApproved: false), "office"),
                    (entry, .decided(isApproved: true), "office"),
                ], [first, second]
            ),
            (
                [
                    (entry, .withdrawn, "office"), (notice, .attended([first]), "office"),
                    (other, .recorded(again), "office"),
                ], [first]
            ),
        ]
        for (facts, present) in later {
            var order = Array((noted + facts).indices)
            for _ in order {
                order.append(order.removeFirst())
                let book = try book(noted + facts, taken: order)
                #expect(book.notice(notice)?.attended == present, "\(facts)")
                #expect(book.notices.map(\.attended) == [present])
                let tick = record(notice, .attended([first]), by: "office", minute: 9)
                #expect(book.refusal(of: tick)?.word == (present.contains(first) ? "attended" : nil))
            }
        }
        // An activity that counts for no duty makes no entry.
        let plain = try book(Array(noted.prefix(2)))
        #expect(plain.notice(notice)?.attended == [first, second])
    }

    @Test func whatWasTakenBackNeverWas() throws {
        var book = try book([(entry, recorded, "office")])
        let before = book.entries
        let record = record(entry, .withdrawn, by: "office", minute: 5)
        let place = EventOrder(at: record.at, segment: SegmentName(month: 202611, number: 1), line: 9)
        let isKnown = book.take(record, place)
        #expect(isKnown)
        #expect(book.entry(entry)?.state == .withdrawn)
        book.takeBack(entry, place)
        #expect(book.entries == before)
    }

    @Test func aReceptionDayIsSetCancelledAndSetAgain() throws {
        let date = day.adding(days: 2)
        let number = ReceptionChange.number(of: date, at: station)
        let set = RecordFact.set(ReceptionFacts(on: date, deputies: [first]))
        for (facts, cancelled) in [
            ([set], false), ([set, .cancelled()], true), ([set, .cancelled(), set], false),
        ] {
            let book = try book(facts.map { (number, $0, "office") })
            let days = ReceptionDay.merged(
                [], with: book.receptionChanges, from: day, through: day.adding(days: 30))
            #expect(days.map(\.date) == [date])
            #expect(days.map { $0.cancelled != nil } == [cancelled])
            #expect(days.map(\.isLate) == [true])
            #expect(days.map(\.source) == [.set])
        }
        // Who is on duty on a day of the rules makes it no day of its own, and never late.
        let book = try book([(number, set, "office")])
        let days = ReceptionDay.merged(
            [ReceptionDay(date: date)], with: book.receptionChanges, from: day, through: date)
        #expect(days.map(\.source) == [.rule])
        #expect(days.map(\.isLate) == [false])
        #expect(days.map(\.deputies) == [[first]])
    }

    @Test func aDayThatIsSetIsLateUnlessItIsKnownThreeDaysAhead() throws {
        for (ahead, isLate) in [(0, true), (2, true), (3, false), (4, false)] {
            let date = day.adding(days: ahead)
            let book = try book([
                (
                    ReceptionChange.number(of: date, at: station),
                    .set(ReceptionFacts(on: date, deputies: [])),
                    "office"
                )
            ])
            for (from, last, count) in [(0, 0, 1), (1, 9, 0), (-9, -1, 0), (-9, 0, 1), (0, 9, 1)] {
                let days = ReceptionDay.merged(
                    [], with: book.receptionChanges, from: date.adding(days: from),
                    through: date.adding(days: last))
                #expect(days.map(\.isLate) == Array(repeating: isLate, count: count), "\(ahead), \(from)")
            }
        }
    }

    @Test func aDutyFollowsItsDayToWhereverTheCalendarPutsIt() throws {
        func date(_ text: String) throws -> CivilDate { try #require(CivilDate(iso8601: text.utf8)) }
        let on = try date("2027-02-10")
        let number = ReceptionChange.number(of: on, at: station)
        let duty = RecordFact.set(ReceptionFacts(on: on, deputies: [first], ruleDate: on))
        let own = RecordFact.set(ReceptionFacts(on: on, deputies: [first]))
        let off = WorkingCalendar(parsing: Array("2027-02-10..2027-02-12 休\n".utf8))
        func days(_ facts: [RecordFact], _ words: String, _ working: WorkingCalendar) throws -> [ReceptionDay]
        {
            let book = try book(facts.map { (number, $0, "office") })
            let (plan, calendar) = (ReceptionPlan(parsing: words), ReceptionCalendar(working: working))
            let (from, to) = (try date("2027-02-01"), try date("2027-02-28"))
            let changes = ReceptionChange.following(book.receptionChanges, plan, calendar)
            return ReceptionDay.merged(
                calendar.days(of: plan, from: from, through: to), with: changes, from: from, through: to)
        }
        let still = try days([duty], "每月10日", WorkingCalendar())
        #expect(still.map(\.date) == [on] && still.map(\.deputies) == [[first]])
        // The 13th and 14th are a weekend.
        let moved = try days([duty], "每月10日", off)
        #expect(moved.map(\.date.iso8601) == ["2027-02-15"] && moved.map(\.movedFrom) == [on])
        #expect(moved.map(\.deputies) == [[first]] && moved.map(\.source) == [.rule])
        // A day that was cancelled is cancelled wherever it would be.
        let cancelled = try days([duty, .cancelled(ruleDate: on)], "每月10日", off)
        #expect(cancelled.map(\.date.iso8601) == ["2027-02-15"] && cancelled.map(\.cancelled) == [""])
        // One of nobody's rules stays where it was set, and so does one whose rule is another now.
        #expect(try days([own], "每月20日", off).map(\.date.day) == [10, 22])
        #expect(try days([duty], "每月20日", off).map(\.date.day) == [10, 22])
        // Where the rules leave the day out, it isn't held, and says so.
        let dropped = try days([duty], "每个工作日", off).filter { $0.date == on }
        #expect(dropped.map(\.cancelled) == [""])
    }

    @Test func aNewerReleasesRecordIsNotKnown() {
        var book = RecordBook(station: station)
        let record = Record(at: Timestamp(milliseconds: 0), kind: "celebrated", number: entry)
        let place = EventOrder(at: record.at, segment: SegmentName(month: 202611, number: 1), line: 1)
        let isKnown = book.take(record, place)
        #expect(!isKnown)
        #expect(book.entries.isEmpty)
    }
}
