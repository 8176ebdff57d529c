import LiaisonCodes
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonRecords

@Suite struct DutyTableTests {
    private func table(_ text: String) throws -> DutyTable {
        try DutyTable(Array(text.utf8), named: "duties.csv")
    }
    private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(iso8601: text.utf8)) }

    private static let head = "key,duty,register,points,yearly_cap,source\n"

    @Test func aChangedPartCountsFromItsDayOn() throws {
        let table = try table(
            Self.head
                + "visit,走访选民,visit,2,5,entry\nanswer,答复,reception,1,,replied\nsince,2026-07-01\nvisit,走访选民,visit,3,,entry\n"
        )
        #expect(table.duty("visit", on: try day("2026-06-30"))?.points == Points("2"))
        #expect(table.duty("visit", on: try day("2026-07-01"))?.points == Points("3"))
        #expect(table.duty("answer", on: try day("2026-07-01"))?.source == .replied)
        #expect(table.duty("other", on: try day("2026-07-01")) == nil)
        #expect(table.key(meantBy: "走访选民", on: try day("2026-07-01")) == "visit")
    }

    @Test func allFaultsComeAtOnce() throws {
        let text =
            Self.head
            + "Visit!,走访,visit,2,,entry\nvisit,,nothing,x,y,z\nvisit,走访,visit,2,,entry\nvisit,再走访,visit,2,,entry\nsince,someday\n"
        do {
            _ = try table(text)
            Issue.record("it was taken")
        } catch let error as DutyTableError {
            guard case .rows(let errors) = error else {
                Issue.record("no rows")
                return
            }
            #expect(
                errors.map { "\($0.row) \($0.column)" } == [
                    "2 key", "3 duty", "3 register", "3 points", "3 yearly_cap", "3 source", "5 key",
                    "6 since",
                ])
        }
    }

    /// The problem's column and value of the only row, or nothing where it is taken.
    private func fault(_ row: String) -> (column: String, value: String)? {
        do {
            _ = try table(Self.head + row + "\n")
            return nil
        } catch let DutyTableError.rows(errors) {
            return errors.first.map { ($0.column, $0.value) }
        } catch {
            Issue.record(error)
            return nil
        }
    }

    @Test func aKeyHas32LettersAtMostAndAFaultIsCutTo40() throws {
        for (length, isTaken) in [(0, false), (1, true), (32, true), (33, false)] {
            let key = String(repeating: "k", count: length)
            #expect((fault("\(key),走访,visit,2,,entry") == nil) == isTaken, "\(length)")
        }
        let long = String(repeating: "长", count: 41)
        #expect(fault("k,走访,visit,\(long.dropLast()),,entry")?.value == String(long.dropLast()))
        #expect(fault("k,走访,visit,\(long),,entry")?.value == "\(long.dropLast(2))…")
    }

    @Test func partsFollowEachOther() throws {
        for (second, isTaken) in [("2026-07-02", true), ("2026-07-01", false), ("2026-06-30", false)] {
            let row = "visit,走访选民,visit,3,,entry\n"
            let fault = fault("\(row)since,2026-07-01\n\(row)since,\(second)\n\(row)")
            #expect((fault == nil) == isTaken, "\(second)")
        }
    }

    @Test func aDutyIsMeantByItsKeyInAnyLetterCaseAndByItsName() throws {
        let table = try table(Self.head + "visit,走访选民,visit,2,,entry\nreply,答复,reception,1,,replied\n")
        let today = try day("2026-07-01")
        for (typed, key) in [
            ("reply", "reply"), ("Reply", "reply"), ("答复", "reply"), ("走访选民", "visit"), ("走访", nil),
        ] {
            #expect(table.key(meantBy: typed, on: today) == key, "\(typed)")
        }
        #expect(table.countedKeys == ["reply"])
    }

    @Test(arguments: [("1.05", 105), ("0.01", 1), ("2", 200), ("0.5", 50), ("1.25", 125), ("0", 0)])
    func pointsAreReadExactly(text: String, hundredths: Int) {
        #expect(Points(text)?.hundredths == hundredths)
        #expect(Points(hundredths: hundredths).description == text)
    }

    @Test(arguments: ["", "-1", "1.234", ".5", "1.", "1e3", "12345678", "二"])
    func whatIsNoNumberOfPointsIsNone(text: String) { #expect(Points(text) == nil) }

    @Test func theYearsMostIsReachedByTheOldestFirst() throws {
        let table = try table(Self.head + "visit,走访选民,visit,2,5,entry\n")
        let code = try Code(parsing: "333333Q")
        let other = try Code(parsing: "4444441")
        let station = try #require(StationID("SS01"))
        let items = try ["2026-03-01", "2026-01-01", "2026-02-01", "2027-01-01"].enumerated().map {
            Scorable(
                number: .ofEntry(
                    RecordNumber(.entry, station: station, date: try day($1), value: UInt64($0))),
                duty: "visit", on: try day($1), deputy: code)
        }
        let sheet = ScoreSheet(items, by: table)
        let both = try day("2026-01-01")...day("2027-12-31")
        let scores = [code, other].map { sheet.score(of: $0, in: both) }
        #expect(scores.map(\.points) == [Points("7"), Points("0")])
        #expect(scores[0].entries.map(\.points.description) == ["2", "2", "1", "2"])
        #expect(scores[0].entries.map(\.number) == [1, 2, 0, 3].map { items[$0].number })
        // A period that begins later doesn't make the cap begin anew.
        let part = sheet.score(of: code, in: try day("2026-03-01")...day("2026-12-31"))
        #expect(part.points == Points("1"))
        #expect(part.entries.map(\.points) == [Points("1")])
        // Nor does a day without anything have more than nothing.
        for days in [try day("2026-02-02")...day("2026-02-28"), try day("2028-01-01")...day("2028-12-31")] {
            #expect(sheet.score(of: code, in: days).points == .zero)
            #expect(sheet.score(of: code, in: days).count == 0)
        }
    }

    /// What points recompute to, one after the other, however the sheet keeps them.
    @Test(arguments: 0..<10 as Range<UInt64>)
    func aSumIsThatOfItsEntriesWhateverThePeriod(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let table = try table(
            Self.head + "visit,走访选民,visit,2,5,entry\nanswer,答复,reception,0.5,3,replied\n"
                + "since,2026-07-01\nvisit,走访选民,visit,3,,entry\n")
        let codes = [try Code(parsing: "333333Q"), try Code(parsing: "4444441")]
        let station = try #require(StationID("SS01"))
        let start = try day("2025-10-01")
        let items = try (0..<120).map { value in
            let on = start.adding(days: Int.random(in: 0..<500, using: &random))
            let isCase = Bool.random(using: &random)
            return Scorable(
                number: isCase
                    ? .ofCase(CaseNumber(station: station, date: on, value: UInt64(value)))
                    : .ofEntry(RecordNumber(.entry, station: station, date: on, value: UInt64(value))),
                duty: isCase ? "answer" : Bool.random(using: &random) ? "visit" : "unknown", on: on,
                deputy: try #require(codes.randomElement(using: &random)))
        }
        let sheet = ScoreSheet(items, by: table)
        for code in codes {
            var reached: [String: Points] = [:]
            var expected: [Score.Entry] = []
            for item in items.sorted(by: { ($0.on, $0.number) < ($1.on, $1.number) })
            where item.deputy == code {
                guard let duty = table.duty(item.duty, on: item.on) else { continue }
                let year = "\(item.duty) \(item.on.year)"
                let before = reached[year] ?? .zero
                let rest = duty.yearlyCap.map { max(.zero, $0 - before) } ?? duty.points
                let points = min(duty.points, rest)
                reached[year] = before + points
                expected.append(
                    Score.Entry(number: item.number, duty: item.duty, on: item.on, points: points))
            }
            #expect(!expected.isEmpty)
            for _ in 0..<50 {
                let from = start.adding(days: Int.random(in: -5..<510, using: &random))
                let to = from.adding(days: Int.random(in: 0..<300, using: &random))
                let score = sheet.score(of: code, in: from...to)
                let shown = expected.filter { from <= $0.on && $0.on <= to }
                #expect(score.entries == shown)
                #expect(score.points == shown.reduce(.zero) { $0 + $1.points })
                #expect(score.count == shown.count)
            }
        }
    }
}
