import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// What a list begins with before everything has been read.
@Suite struct NewestCasesTests {
    private let fixture: LedgerFixture
    private static let day: Int64 = 86_400_000

    init() throws { fixture = try LedgerFixture() }

    /// A writer some days before the fixture's noon, 24 December 2025.
    private func writer(daysAgo days: Int64) throws -> Ledger {
        try LedgerFixture.open(
            fixture.directory, now: LedgerFixture.noon.adding(milliseconds: -days * Self.day))
    }

    /// A message of each of these days.
    @discardableResult
    private func fill(daysAgo days: [Int64]) throws -> [CaseNumber] {
        try days.map { day in
            let writer = try writer(daysAgo: day)
            defer { writer.stop() }
            return try writer.submit("\(day) 天前", nonce: "n\(day)")
        }
    }

    private func newest(_ limit: Int) throws -> NewestCases? {
        try NewestCases(of: fixture.ledger, limit: limit) { _ in true }
    }

    @Test func areThoseThatTheWholeListBeginsWith() throws {
        try fill(daysAgo: [40, 9, 3, 12, 7, 60, 1])
        let all = try fixture.ledger.newestCases(
            of: LedgerFixture.station, before: nil, in: .always, limit: 100
        ) { _ in true }
        for limit in 1...5 {
            let found = try #require(try newest(limit))
            #expect(found.cases == Array(all.prefix(limit)))
            #expect(found.messages.count == limit)
            let words = found.cases.map { value in
                found.messages.first { $0.event.caseNumber == value.number }?.event.personal?.text
            }
            #expect(words == ["1 天前", "3 天前", "7 天前", "9 天前", "12 天前"].prefix(limit).map { $0 })
        }
    }

    @Test func areNotSaidWhereFewerCameInTheMonth() throws {
        // Two that came on its first days may have come in the month before as well.
        try fill(daysAgo: [40, 9, 3, 22, 23])
        #expect(try newest(2) != nil)
        #expect(try newest(3) == nil)
    }

    @Test func areAsTheyAreAfterEverythingThatWasDoneToThem() throws {
        let numbers = try fill(daysAgo: [40, 9, 3])
        for number in numbers { try fixture.ledger.act(number, .acknowledged(.ordinary)) }
        try fixture.ledger.act(numbers[1], .replied, text: "已修好")
        let found = try #require(try newest(2))
        #expect(found.cases.map(\.state) == [.acknowledged, .replied])
    }

    @Test func areAsAServerWhoseClockIsSlowLeavesThem() throws {
        let numbers = try fill(daysAgo: [40, 9, 3])
        let slow = try writer(daysAgo: 40)
        try slow.act(numbers[2], .acknowledged(.major))
        slow.stop()
        let found = try newest(2)
        #expect(found?.cases.map(\.state) == [.acknowledged, .received])
    }

    @Test func areNotSaidWhereAnOldMonthHasWhatIsYounger() throws {
        try fill(daysAgo: [40, 9, 3])
        #expect(try newest(2) != nil)
        let other = try LedgerFixture()
        try other.ledger.submit("今天", nonce: "other")
        try Files.create("\(fixture.inbox)/2025-11-0009.jsonl", with: try other.segment(1))
        #expect(try newest(2) == nil)
    }

    @Test func areNotSaidWhereALineIsDamaged() throws {
        try fill(daysAgo: [9, 3])
        #expect(try newest(1) != nil)
        let opening = try fixture.segment(1).prefix { $0 != 0x0A }
        try Files.replace(
            "\(fixture.inbox)/2025-12-0001.jsonl", with: opening + Array("\n{\"seq\":1}\n".utf8))
        #expect(try newest(1) == nil)
    }
}
