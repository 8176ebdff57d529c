import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// Lists of a station's cases, page by page.
@Suite struct ListingTests {
    private let fixture: LedgerFixture

    init() throws { fixture = try LedgerFixture() }

    /// The whole list in pages of a size, with something done after each.
    private func list(
        _ ledger: Ledger, by size: Int, _ afterPage: (Int) throws -> Void = { _ in }
    ) throws -> [CaseNumber] {
        var found: [CaseNumber] = []
        var position: ListPosition?
        for page in 0..<100 {
            let cases = try ledger.newestCases(
                of: LedgerFixture.station, before: position, in: .always, limit: size
            ) { _ in true }
            found += cases.map(\.number)
            guard let last = cases.last else { return found }
            position = ListPosition(of: last)
            try afterPage(page)
        }
        return found
    }

    /// Messages of several days, entered in a mixed order; several of one moment.
    private func fill() throws -> [CaseNumber] {
        var numbers: [(Timestamp, CaseNumber)] = []
        for (index, day) in [3, 1, 2, 2, 2, 5, 4, 1].enumerated() {
            let now = LedgerFixture.noon.adding(milliseconds: Int64(day) * 86_400_000)
            let writer = try LedgerFixture.open(fixture.directory, now: now)
            numbers.append((now, try writer.submit("第\(index)条", nonce: "n\(index)")))
            writer.stop()
        }
        return numbers.sorted { ($0.0, $0.1) > ($1.0, $1.1) }.map(\.1)
    }

    @Test(arguments: [1, 2, 3, 5, 8, 100])
    func giveEachCaseOnceTheNewestFirst(size: Int) throws {
        let expected = try fill()
        #expect(try list(fixture.ledger, by: size) == expected)
    }

    @Test func repeatNothingAndLeaveNothingOutWhileNewOnesCome() throws {
        let expected = try fill()
        let later = try LedgerFixture.open(
            fixture.directory, now: LedgerFixture.noon.adding(milliseconds: 10 * 86_400_000))
        let found = try list(fixture.ledger, by: 2) { page in
            try later.submit("新\(page)", nonce: "later\(page)")
            // The next page sees what another server wrote.
            try waitUntil {
                try fixture.ledger.cases(of: LedgerFixture.station).count == expected.count + page + 1
            }
        }
        later.stop()
        #expect(found == expected)
        // From the beginning, the new ones come first.
        #expect(try list(fixture.ledger, by: 3).suffix(expected.count) == expected[...])
    }

    @Test func keepToAPeriod() throws {
        let expected = try fill()
        let day = Int64(86_400_000)
        let period =
            LedgerFixture.noon.adding(
                milliseconds: 2 * day)..<LedgerFixture.noon.adding(milliseconds: 4 * day)
        let cases = try fixture.ledger.newestCases(
            of: LedgerFixture.station, before: nil, in: period, limit: 100
        ) { _ in true }
        // Days 2 (three of them) and 3; day 4 is the end, and isn't in it.
        #expect(cases.map(\.number) == Array(expected[2..<6]))
    }

    @Test func holdNothingThatWasTakenBack() throws {
        var inbox = Inbox.empty(LedgerFixture.station)
        inbox.fold.byAge.update(with: CaseList())
        _ = try fill()
        let cases = try fixture.ledger.cases(of: LedgerFixture.station)
        var order = CaseOrder()
        order.update(with: cases)
        #expect(order.indices.count == cases.count)
        order.forget(from: 3)
        #expect(order.indices.sorted() == [0, 1, 2])
        order.update(with: cases)
        #expect(order.indices.map { cases[Int($0)].received } == cases.map(\.received).sorted())
    }

    @Test func giveAllThatWasWrittenToTheirCases() throws {
        let first = try fixture.ledger.submit("路灯不亮", nonce: "a")
        let second = try fixture.ledger.submit("公交", nonce: "b")
        try fixture.ledger.act(first, .replied, text: "已修好")
        let station = LedgerFixture.station
        let entries = try fixture.ledger.entries(of: [first, second], at: station) { _ in true }
        #expect(entries[first]?.compactMap(\.event.personal?.text) == ["路灯不亮", "已修好"])
        #expect(entries[second]?.count == 1)
        let some = try fixture.ledger.entries(of: [second, first], at: station) { line in
            String(decoding: line, as: UTF8.self).contains("已修好")
        }
        #expect(some.keys.sorted() == [first])
        #expect(some[first]?.compactMap(\.event.personal?.text) == ["已修好"])
    }
}
