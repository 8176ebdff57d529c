import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// What is kept of the day's work between two pages: whatever happens, and wherever, the next page of everybody has it. What
/// is done is done through one server, and looked at through another. Today is 24 December 2025.
@Suite struct KeptDayTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    private func act(
        _ verb: StaffAction.Verb, _ text: String? = nil, on number: CaseNumber, by scope: Scope? = nil
    ) throws {
        let view = CaseView(scope ?? self.scope, token: "test", of: desk.sites[1])
        let key = "\(verb) \(number) \(text ?? "")"
        _ = try CaseDesk(view, of: desk.sites[1]).perform(StaffAction(verb, text: text), on: number, key: key)
    }

    private func submit(
        _ text: String, to code: Code? = nil, suspicion: Suspicion? = nil
    ) throws -> CaseNumber {
        let code = code ?? deputy.code
        var submission = Submission(
            station: deputy.station, to: code, channel: .scan, topic: nil,
            personal: Event.Personal(text: text), nonce: RandomBytes.make(count: 19))
        submission.suspicion = suspicion
        return try desk.sites[1].ledger.perform(.submission(submission), station: deputy.station).caseNumber
    }

    /// What the day of somebody says: how many cases of each group, the numbers of those shown, what else waits.
    private struct Day: Equatable {
        var groups: [TodayCases.Group: [String]] = [:]
        var counts: [TodayCases.Group: Int] = [:]
        var quarantined = 0
        var pending: Int?
        var reception: String?

        init(_ desk: RecordDesk) throws {
            let cases = try TodayCases(for: desk)
            for group in TodayCases.Group.allCases where cases[group].count > 0 {
                groups[group] = cases[group].items.map { "\($0.number)" }
                counts[group] = cases[group].count
            }
            quarantined = cases.quarantined
            if !desk.view.isDeputys { pending = try desk.pendingCount() }
            reception = try desk.nextReception().map { "\($0["on"]?.text ?? "") \($0["time"]?.text ?? "")" }
        }
    }

    /// The next page of somebody through the other server; everybody's is what would be made anew.
    @discardableResult
    private func next(of scope: Scope? = nil) throws -> Day {
        let site = desk.sites[0]
        for station in try site.ledger.stations() { try site.ledger.lookAgain(at: station) }
        try site.takeOverChanges()
        let fresh = try Site(directory: desk.directory, ledger: site.ledger, clock: site.clock, pinRounds: 10)
        func day(_ scope: Scope, _ site: Site) throws -> Day {
            try Day(RecordDesk(CaseView(scope, token: "test", of: site), of: site))
        }
        let deputies = [deputy, colleague, stranger].map { Scope.deputy($0.code) }
        for scope in deputies + [station, .station(stranger.station), .office] {
            let (kept, anew) = (try day(scope, site), try day(scope, fresh))
            #expect(kept == anew, "\(scope)")
        }
        return try day(scope ?? .office, site)
    }

    @Test func aCaseGoesFromGroupToGroup() throws {
        #expect(try next().groups == [:])
        let number = try submit("路灯坏了")
        #expect(try next().groups == [.new: ["\(number)"]])
        try act(.acknowledge(.simple), on: number)
        #expect(try next().groups == [.soon: ["\(number)"]])
        try act(.acknowledge(.major), on: number)
        #expect(try next().groups == [.open: ["\(number)"]])
        try act(.ask, "哪一盏？", on: number)
        #expect(try next().groups == [:])
        try act(.reply, "已报修", on: number)
        #expect(try next().groups == [:])
        try act(.close(.resolved), "修好了", on: number)
        try act(.reopen, "又坏了", on: number, by: .office)
        #expect(try next().groups == [.open: ["\(number)"]])
        try act(.transfer(to: "\(colleague.code)"), "由同事办", on: number)
        #expect(try next(of: scope).groups == [:])
        #expect(try next(of: .deputy(colleague.code)).groups == [.open: ["\(number)"]])
        #expect(try next(of: .deputy(stranger.code)).groups == [:])
        try act(.erase(reason: "本人要求"), on: number, by: .office)
        #expect(try next().groups == [:])
    }

    @Test func daysPassWithoutALine() throws {
        let number = try submit("路灯坏了")
        #expect(try next().groups == [.new: ["\(number)"]])
        desk.wait(minutes: 24 * 60 * 30)
        #expect(try next().groups == [.soon: ["\(number)"]])
        desk.wait(minutes: 24 * 60 * 10)
        #expect(try next().groups == [.overdue: ["\(number)"]])
    }

    /// What was answered and not closed in time (月内办结), and what a department let lie, wants somebody as well.
    @Test func closingsAndDepartmentsAreMissedInTheirDay() throws {
        let (answered, given) = (try submit("路灯坏了"), try submit("井盖没了"))
        try act(.acknowledge(.major), on: given)
        try act(.assign(unit: "镇供电所", until: CivilDate(iso8601: "2026-01-05".utf8)), on: given)
        try act(.reply, "已报修", on: answered)
        #expect(try next().groups == [.open: ["\(given)"]])
        desk.wait(minutes: 24 * 60 * 12)
        #expect(try next().groups == [.open: ["\(given)"]])
        desk.wait(minutes: 24 * 60)
        #expect(try next().groups == [.delegated: ["\(given)"]])
        #expect(try next(of: scope).groups == [.delegated: ["\(given)"]])
        #expect(try next(of: .deputy(stranger.code)).groups == [:])
        desk.wait(minutes: 24 * 60 * 30)
        let late = try next()
        #expect(late.groups == [.delegated: ["\(given)"], .closing: ["\(answered)"]])
        let view = CaseView(scope, token: "test", of: desk.sites[0])
        func listed(_ query: (inout CaseQuery) -> Void) throws -> [CaseSummary] {
            var wanted = CaseQuery()
            query(&wanted)
            return try CaseListing(wanted, for: view, of: desk.sites[0]).page(after: nil, limit: 9).items
                .compactMap(\.summary)
        }
        #expect(try listed { $0.isOverdueOnly = true }.isEmpty)
        let lateOnes = try listed { ($0.isOverdueOnly, $0.isCloseOverdueOnly) = (true, true) }
        #expect(try listed { $0.isCloseOverdueOnly = true } == lateOnes)
        #expect(try desk.browser(scope).get("/desk/cases?overdue=true").contains("\(answered)"))
        #expect(lateOnes.map(\.number) == [answered])
        #expect(lateOnes.map(\.isOverdue) == [false])
        let words = Assets.pages(.chinese)
        #expect(words.deadlines(of: lateOnes[0]) == ["超期，应在 2026年1月26日 前办结"])
        // By the department's name, or by the deputy's.
        let found = try listed { $0.text = "供电所" }
        #expect(found.map(\.isUnitOverdue) == [true])
        #expect(words.deadlines(of: found[0]).last == "交办单位应在 2026年1月5日 前办理，已超期")
        #expect(try listed { $0.text = deputy.name }.count == 2)
        #expect(try listed { $0.text = stranger.name }.isEmpty)
        try act(.reply, "修好了", on: given)
        #expect(try next().groups == [.closing: ["\(answered)"]])
        try act(.close(.resolved), on: answered)
        #expect(try next().groups == [:])
        try act(.close(.resolved), on: given)
        try act(.reopen, "又坏了", on: given, by: .office)
        #expect(try next().groups == [.open: ["\(given)"]])
    }

    @Test func ofManyTheFirstDueAreShown() throws {
        let numbers = try (0..<23).map { _ in
            defer { desk.wait(minutes: 1) }
            return try submit("路灯坏了")
        }
        let day = try next()
        #expect(day.counts == [.new: 23])
        #expect(day.groups == [.new: numbers.prefix(6).map(\.description)])
        try act(.extend(until: #require(CivilDate(iso8601: "2026-02-02".utf8))), "查", on: numbers[0])
        let later = try next()
        #expect(later.counts == [.new: 23])
        #expect(later.groups == [.new: numbers[1...6].map(\.description)])
    }

    @Test func whatIsOfferedGoesWithWhoeverTakesIt() throws {
        let code = try #require(desk.roster.station(deputy.station)).code
        let number = try submit("路灯坏了", to: code)
        for scope in [scope, .deputy(colleague.code)] {
            #expect(try next(of: scope).groups == [.claimable: ["\(number)"]])
        }
        #expect(try next(of: station).groups == [.new: ["\(number)"]])
        #expect(try next(of: .deputy(stranger.code)).groups == [:])
        try act(.claim, on: number)
        #expect(try next(of: .deputy(colleague.code)).groups == [:])
        #expect(try next(of: scope).groups == [.new: ["\(number)"]])
        // What a deputy had who has left is anybody's of the station, answered or not.
        try act(.reply, "已报修", on: number)
        #expect(try next(of: .deputy(colleague.code)).groups == [:])
    }

    @Test func whoRetiresLeavesTheirCasesToTheStation() throws {
        let (answered, fresh) = (try submit("路灯坏了"), try submit("井盖坏了"))
        try act(.reply, "已报修", on: answered)
        #expect(try next(of: .deputy(colleague.code)).groups == [:])
        try desk.retire(deputy.code)
        let offered = try next(of: .deputy(colleague.code)).groups[.claimable] ?? []
        #expect(Set(offered) == ["\(answered)", "\(fresh)"])
    }

    @Test func quarantineEntriesAndReceptionDaysAreKeptWithIt() throws {
        #expect(try next().quarantined == 0)
        let number = try submit("买药", suspicion: .trap)
        #expect(try next().quarantined == 1)
        #expect(try next(of: .station(stranger.station)).quarantined == 0)
        try act(.release, on: number, by: station)
        let day = try next()
        #expect(day.quarantined == 0 && day.groups == [.new: ["\(number)"]])
        let records = RecordDesk(CaseView(scope, token: "test", of: desk.sites[1]), of: desk.sites[1])
        let entry = try records.addEntry(
            .members(["duty": "visit", "on": "2025-12-20", "deputies": .codes([deputy.code])]), key: "a")
        #expect(try next().pending == 1)
        #expect(try next(of: .station(stranger.station)).pending == 0)
        let office = RecordDesk(CaseView(.office, token: "test", of: desk.sites[1]), of: desk.sites[1])
        _ = try office.act(
            onEntry: RecordNumber(parsing: #require(entry["entry"]?.text)), .members(["kind": "approved"]),
            key: "b")
        #expect(try next().pending == 0)
        _ = try office.actOnReception(
            .members([
                "kind": "set", "station": .string("\(deputy.station)"), "on": "2025-12-24",
                "time": "20:00-21:00",
            ]), key: "c")
        #expect(try next().reception == "2025-12-24 20:00-21:00")
        _ = try office.actOnReception(
            .members([
                "kind": "cancelled", "station": .string("\(deputy.station)"), "on": "2025-12-24",
                "reason": "停电",
            ]), key: "d")
        let after = try next(of: station).reception
        #expect(after != "2025-12-24 20:00-21:00")
    }
}
