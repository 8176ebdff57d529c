import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRecords
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// What is kept of points and registers between two pages: whatever happens, and wherever, the next page has it. What is
/// done is done through one server, and looked at through another. Today is 24 December 2025.
@Suite struct KeptPointsTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    private func act(_ json: JSON, on entry: RecordNumber, key: String) throws {
        _ = try desk.records(server: 1).act(onEntry: entry, json, key: key)
    }

    /// What the next pages of the other server say: the sums of the deputy and their colleague, and the state of each
    /// entry. What is kept is what would be made anew.
    private func next(_ query: (from: CivilDate, to: CivilDate)? = nil) throws -> [Int?] {
        let site = desk.sites[0]
        for station in try site.ledger.stations() { try site.ledger.lookAgain(at: station) }
        try site.takeOverChanges()
        let asked = Self.query(query)
        let kept = try desk.records().points(asked).map(\.json)
        let fresh = try Site(
            directory: desk.directory, ledger: site.ledger, clock: site.clock, pinRounds: 10)
        let anew = RecordDesk(CaseView(.office, token: "test", of: fresh), of: fresh)
        #expect(try anew.points(asked).map(\.json) == kept)
        return [deputy, colleague].map { deputy in
            kept.first { $0["code"]?.text == "\(deputy.code)" }?["points"]?.integer
        }
    }

    private static func query(_ days: (from: CivilDate, to: CivilDate)?) -> RecordDesk.EntryQuery {
        var query = RecordDesk.EntryQuery()
        (query.from, query.to) = (days?.from, days?.to)
        return query
    }

    private func listed() throws -> [String?] {
        try desk.records().entries(.init()).items.map { $0["state"]?.text }
    }

    @Test func whatAnotherServerDoesToAnEntryIsOnTheNextPage() throws {
        #expect(try next() == [0, 0])
        #expect(try listed() == [])
        let entry = try enter("a", server: 1)
        #expect(try next() == [2, 0])
        try act(.members(["kind": "amended", "duty": "report-work"]), on: entry, key: "b")
        #expect(try next() == [5, 0])
        try act(
            .members(["kind": "amended", "deputies": .codes([colleague.code])]), on: entry, key: "c")
        #expect(try next() == [0, 5])
        #expect(try listed() == ["counted"])
        try act(.members(["kind": "rejected", "reason": "不是"]), on: entry, key: "d")
        #expect(try next() == [0, 0])
        #expect(try listed() == ["rejected"])
        try act(.members(["kind": "approved"]), on: entry, key: "e")
        #expect(try next() == [0, 5])
        try act(.members(["kind": "amended", "on": "2024-12-20"]), on: entry, key: "f")
        #expect(try next() == [0, 0])
        let year = try (day("2024-01-01"), day("2024-12-31"))
        #expect(try next(year) == [0, 5])
        // Its words go, it itself counts on.
        try act(.members(["kind": "erased"]), on: entry, key: "g")
        #expect(try next(year) == [0, 5])
        #expect(try desk.records().entries(.init()).items.first?["title"] == .null)
        let own = try enter("h", by: scope, server: 1)
        #expect(try next() == [0, 0])
        #expect(try desk.records().pendingCount() == 1)
        try act(.members(["kind": "approved"]), on: own, key: "i")
        #expect(try next() == [2, 0])
        #expect(try desk.records().pendingCount() == 0)
        try act(.members(["kind": "withdrawn", "reason": "记错"]), on: own, key: "j")
        #expect(try next() == [0, 0])
        #expect(try listed() == ["withdrawn", "counted"])
    }

    @Test func aCaseCountsForWhoeverAnsweredAndClosedIt() throws {
        let number = try desk.message("路灯坏了", to: deputy.code)
        #expect(try next() == [0, 0])
        func act(_ action: StaffAction, _ scope: Scope, key: String) throws {
            let view = CaseView(scope, token: "test", of: desk.sites[1])
            _ = try CaseDesk(view, of: desk.sites[1]).perform(action, on: number, key: key)
        }
        try act(StaffAction(.reply, text: "已报修"), scope, key: "a")
        #expect(try next() == [1, 0])
        // A message more changes nobody's sum.
        _ = try desk.message("还有一盏", to: deputy.code)
        #expect(try next() == [1, 0])
        try act(StaffAction(.close(.resolved), text: "修好了"), scope, key: "b")
        #expect(try next() == [2, 0])
        try act(StaffAction(.reopen, text: "又坏了"), .office, key: "c")
        #expect(try next() == [1, 0])
        try act(StaffAction(.transfer(to: "\(colleague.code)"), text: "由同事办"), .office, key: "d")
        // Who has it now gave no answer.
        #expect(try next() == [1, 0])
        try act(StaffAction(.close(.resolved), text: "修好了"), .deputy(colleague.code), key: "e")
        #expect(try next() == [1, 1])
        let files = try [deputy, colleague].map { try desk.records().archive("\($0.code)")["cases"] }
        #expect(files.map { $0?["replied"]?.integer } == [1, 0])
        #expect(files.map { $0?["closed"]?.integer } == [0, 1])
    }

    @Test func whatAnOfficerDoesInADeputysNameCountsForThem() throws {
        let address = try #require(desk.roster.station(deputy.station)).code
        let number = try desk.message("路灯坏了", to: address)
        let view = CaseView(station, token: "test", of: desk.sites[1])
        let reply = StaffAction(.reply, text: "已报修", onBehalfOf: "\(colleague.code)")
        _ = try CaseDesk(view, of: desk.sites[1]).perform(reply, on: number, key: "a")
        #expect(try next() == [0, 1])
    }

    @Test func whoRetiresIsOnNoPageAndKeepsTheirFile() throws {
        try enter("a", server: 1)
        try enter("b", of: colleague, server: 1)
        #expect(try next() == [2, 2])
        try desk.retire(deputy.code)
        #expect(try next() == [nil, 2])
        #expect(try desk.records().archive("\(deputy.code)")["points"]?.integer == 2)
    }

    /// The board of a year that is over shows who belonged then, where they were.
    @Test func lastYearsBoardStaysAsItWas() throws {
        try enter("a")
        try enter("b", of: colleague)
        let year = try Self.query((day("2025-01-01"), day("2025-12-31")))
        func board(_ query: RecordDesk.EntryQuery) throws -> [String: String] {
            try desk.sites[0].takeOverChanges()
            let rows = try desk.records().points(query).map(\.json)
            return Dictionary(
                uniqueKeysWithValues: rows.map { ($0["name"]?.text ?? "", $0["station"]?.text ?? "") })
        }
        let before = try board(RecordDesk.EntryQuery())
        desk.wait(minutes: 30 * 24 * 60)
        try desk.take(
            "id,name,station,level\nN1,新来的,\(deputy.station),县\n\(colleague.id ?? ""),\(colleague.name),\(stranger.station),\(colleague.level.symbol)\n"
        )
        try desk.retire(deputy.code)
        #expect(try board(year) == before)
        var stations = year
        stations.station = "\(stranger.station)"
        #expect(try !board(stations).keys.contains(colleague.name))
        let now = try board(RecordDesk.EntryQuery())
        #expect(now["新来的"] == "\(deputy.station)" && now[colleague.name] == "\(stranger.station)")
        #expect(now[deputy.name] == nil)
        // What somebody did before the roster knew them puts them on the board.
        try desk.sites[1].takeOverChanges()
        let newcomer = try #require(
            desk.sites[1].current.roster.deputies.first { $0.name == "新来的" })
        try enter("c", of: newcomer, on: "2025-11-20")
        #expect(try board(year)["新来的"] == "\(deputy.station)")
    }

    @Test func aRatingStandsInOneFile() throws {
        let number = try desk.message("路灯坏了", to: deputy.code)
        func act(_ action: StaffAction, _ scope: Scope, key: String) throws {
            let view = CaseView(scope, token: "test", of: desk.sites[1])
            _ = try CaseDesk(view, of: desk.sites[1]).perform(action, on: number, key: key)
        }
        func rated() throws -> [Int?] {
            try desk.sites[0].ledger.lookAgain(at: deputy.station)
            return try [deputy, colleague].map {
                try desk.records().archive("\($0.code)")["cases"]?["satisfied"]?.integer
            }
        }
        try act(StaffAction(.reply, text: "已报修"), scope, key: "a")
        _ = try desk.sites[1].ledger.perform(
            .action(CaseAction(number: number, body: .rated(.known(.satisfied), solved: nil))),
            station: deputy.station)
        #expect(try rated() == [1, 0])
        try act(StaffAction(.transfer(to: "\(colleague.code)"), text: "由同事办"), .office, key: "b")
        #expect(try rated() == [1, 0])
        try act(StaffAction(.close(.resolved), text: "修好了"), .deputy(colleague.code), key: "c")
        #expect(try rated() == [0, 1])
    }

    @Test func anotherTableOfDutiesCountsAtOnce() throws {
        try enter("a", server: 1)
        #expect(try next() == [2, 0])
        let head = "key,duty,register,points,yearly_cap,source\n"
        let path = desk.directory.path(of: .duties)
        try Files.replace(path, with: Array("\(head)visit,走访,visit,7,,entry\n".utf8))
        #expect(try next() == [7, 0])
        try Files.replace(path, with: Array("\(head)study,学习,training,7,,entry\n".utf8))
        #expect(try next() == [0, 0])
    }

    @Test func aYearEndsAndAnotherBegins() throws {
        for value in 1...13 { try enter("\(value)", on: "2025-12-\(value + 9)", server: 1) }
        // The year's most.
        #expect(try next() == [24, 0])
        desk.wait(minutes: 9 * 24 * 60)
        #expect(try next() == [0, 0])
        try enter("new", on: "2026-01-01", server: 1)
        #expect(try next() == [2, 0])
        #expect(try next(try (day("2025-01-01"), day("2025-12-31"))) == [24, 0])
        #expect(try next(try (day("2025-12-22"), day("2026-01-01"))) == [2, 0])
    }

    @Test func nobodysPageHasWhatAnothersHas() throws {
        try enter("a", server: 1)
        try enter("b", of: stranger, duty: "report-work", server: 1)
        _ = try next()
        func codes(_ scope: Scope) throws -> Set<String> {
            Set(try desk.records(scope).points().map { "\($0.deputy.station)" })
        }
        let all = try codes(.office)
        #expect(all.isSuperset(of: ["\(deputy.station)", "\(stranger.station)"]))
        for scope in [station, scope] { #expect(try codes(scope) == ["\(deputy.station)"]) }
        for scope in [Scope.station(stranger.station), .deputy(stranger.code)] {
            #expect(try !codes(scope).contains("\(deputy.station)"))
        }
        #expect(try desk.records(.deputy(colleague.code)).entries(.init()).items == [])
        #expect(try desk.records(scope).entries(.init()).items.count == 1)
        #expect(try codes(.office) == all)
    }

    private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(iso8601: text.utf8)) }
}
