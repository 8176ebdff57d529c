import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRecords
import LiaisonStore
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// One entry that two servers take at once, neither of which sees the other's lines yet, while their clocks show two days.
@Suite struct IntakeAtMidnightTests {
    private let web: WebFixture
    /// What the other server sees: a copy of the directory, until its lines arrive.
    private let elsewhere: String

    init() throws {
        web = try WebFixture()
        elsewhere = "\(web.site.ledger.directory.path)-elsewhere"
        #expect(try Shell.run("cp -a '\(web.site.ledger.directory.path)' '\(elsewhere)'").status == 0)
    }

    private func enter(_ intake: Intake, at site: Site) throws -> CaseDesk.Handover {
        try CaseDesk(CaseView(.office, of: site), of: site).enter(intake, key: "k")
    }

    @Test func isOneMatterAnsweredAndClosedOnce() throws {
        // In the next month too: so each has a segment of its own name.
        let later = WallClock.fixed(web.site.clock.now.adding(milliseconds: 8 * 86_400_000))
        let station = try #require(web.site.current.roster.stations.first).id
        var intake = Intake(station: station.description, text: "问低保")
        intake.answer = "已说明"
        intake.answeredOn = BeijingTime(web.site.clock.now).date
        intake.outcome = .resolved
        let first = try enter(intake, at: web.site)
        let ledger = try Ledger(
            directory: DataDirectory(at: elsewhere), secret: try web.secret(), records: RecordBook.self,
            clock: later,
            committers: 1)
        defer { ledger.stop() }
        let other = try Site(
            directory: try DataDirectory(opening: elsewhere), ledger: ledger, clock: later)
        let second = try enter(intake, at: other)
        #expect(first.number != second.number)
        let inbox = "stations/\(station)/inbox"
        let arrival = try Shell.run(
            "cp '\(elsewhere)/\(inbox)/2026-01-0001.jsonl' '\(web.site.ledger.directory.path)/\(inbox)'")
        #expect(arrival.status == 0)
        let reader = try Ledger(
            directory: web.site.ledger.directory, secret: try web.secret(), records: RecordBook.self,
            clock: later, committers: 1)
        defer { reader.stop() }
        #expect(try reader.cases(of: station).count == 1)
        for number in [first.number, second.number] {
            let kinds = try reader.caseFile(number)?.entries.map(\.event.body.kind.word)
            #expect(kinds == ["received", "replied", "closed"])
        }
    }
}
