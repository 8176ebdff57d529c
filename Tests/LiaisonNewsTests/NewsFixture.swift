import Glibc
import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRecords
import LiaisonStore
import LiaisonSystem
import LiaisonText
import Synchronization
import TestSupport
import Testing

@testable import LiaisonNews
@testable import LiaisonRoster

/// An installation with two stations and three deputies, a program of the test's own, and a clock that it sets.
final class NewsFixture: Sendable {
    /// 2026-11-30, 10:00 in Beijing: a Monday.
    static let morning = Timestamp(milliseconds: 1_795_975_200_000 + 28_800_000)

    let path: String
    let ledger: Ledger
    let station: StationID
    let branch: StationID
    private let time = Mutex(morning)
    private let state: Mutex<(roster: Roster, contacts: ContactBook)>
    private let working = Mutex(WorkingCalendar())

    init() throws {
        path = try Files.makeTemporaryDirectory(named: "liaison-news")
        try Files.makeDirectory("\(path)/stations")
        station = try #require(StationID("SS00"))
        branch = try #require(StationID("SS01"))
        let stations = "站点编号,站点名称,上级站点,地址,电话,接待日\r\nSS00,总站,,镇,,每月3日\r\nSS01,分站,SS00,镇,,\r\n"
        let deputies = "编号,姓名,站点编号,层级,小组,职务\r\nD1,甲,SS00,县,,\r\nD2,乙,SS00,县,,\r\nD3,丙,SS01,县,,\r\n"
        let roster = try Self.imported([stations, deputies], into: Roster(), prune: false)
        state = Mutex((roster, ContactBook()))
        let box = Box()
        ledger = try Ledger(
            directory: DataDirectory(at: path), secret: [UInt8](repeating: 7, count: 32),
            records: RecordBook.self,
            clock: WallClock { box.fixture?.now ?? Self.morning }, committers: 4)
        box.fixture = self
    }

    deinit {
        ledger.stop()
        do { try Files.removeTree(path) } catch { Issue.record(error) }
    }

    /// Lets the ledger's clock see the fixture's, without keeping it.
    private final class Box: @unchecked Sendable {
        // Set once, before anything asks.
        weak var fixture: NewsFixture?
    }

    static func imported(_ files: [String], into roster: Roster, prune: Bool) throws -> Roster {
        let tables = try files.enumerated().map { try RosterFile(Array($1.utf8), named: "\($0).csv") }
        let imported = try RosterImport(tables, failures: [], into: roster)
        let difference = roster.difference(applying: imported, prune: prune, at: morning)
        var after = roster
        after.apply(difference)
        return after
    }

    var now: Timestamp {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }

    /// Moves the clock on.
    func pass(days: Int = 0, hours: Int = 0) {
        now = now.adding(milliseconds: Int64(days * 24 + hours) * 3_600_000)
    }

    var roster: Roster {
        get { state.withLock { $0.roster } }
        set { state.withLock { $0.roster = newValue } }
    }

    /// The calendar of working days, and whither reception days go that fall on others: the next.
    var calendar: WorkingCalendar {
        get { working.withLock { $0 } }
        set { working.withLock { $0 = newValue } }
    }

    /// Makes deputies leave: all but those named.
    func keep(only names: [String]) throws {
        let rows = names.map { name in
            let deputy = roster.allDeputies.first { $0.name == name }
            return "\(deputy?.id ?? ""),\(name),\(deputy?.station.description ?? ""),县,,\r\n"
        }
        roster = try Self.imported(["编号,姓名,站点编号,层级,小组,职务\r\n" + rows.joined()], into: roster, prune: true)
    }

    func code(_ name: String) throws -> Code {
        try #require(roster.allDeputies.first { $0.name == name }?.code)
    }

    func code(of station: StationID) throws -> Code { try #require(roster.station(station)?.code) }

    /// Sets a deputy's contact.
    func reach(_ name: String, at address: String = "there") throws {
        let code = try code(name)
        let now = now
        state.withLock {
            $0.contacts.set(Contact(holder: .code(code), channel: "test", address: address, since: now))
        }
    }

    var source: NewsSource {
        let (roster, contacts) = state.withLock { ($0.roster, $0.contacts) }
        guard let base = try? BaseURL(parsing: "https://llz.example.gov.cn") else {
            preconditionFailure("a literal of the tests is wrong")
        }
        return NewsSource(
            ledger: ledger, roster: roster, deadlines: Deadlines(),
            calendar: ReceptionCalendar(working: calendar, shift: calendar.years.isEmpty ? .none : .next),
            baseURL: base,
            contacts: contacts, now: now)
    }

    // MARK: What happens

    @discardableResult
    func message(to code: Code, at station: StationID? = nil, text: String = "路灯坏了") throws -> CaseNumber {
        let station = station ?? self.station
        let submission = Submission(
            station: station, to: code, channel: .scan, topic: nil,
            personal: Event.Personal(text: text, name: "张三", phone: "13800000000"),
            nonce: RandomBytes.make(count: 16))
        return try ledger.perform(.submission(submission), station: station).caseNumber
    }

    func act(_ number: CaseNumber, _ body: Event.Body, by role: String? = "office") throws {
        let action = CaseAction(number: number, body: body, actor: role.map { Actor(role: $0) })
        _ = try ledger.perform(.action(action), station: number.station)
    }

    func add(_ number: CaseNumber, _ text: String) throws {
        let digest = Digest(SHA256.digest(Array(text.utf8)))
        let action = CaseAction(
            number: number, body: .appended(digest: digest), personal: Event.Personal(text: text))
        _ = try ledger.perform(.action(action), station: number.station)
    }

    func value(_ number: CaseNumber) throws -> Case {
        try #require(try ledger.cases(of: number.station).first { $0.number == number })
    }

    // MARK: The program

    var notify: String { "\(path)/notify" }
    private var script: String { "\(path)/program" }
    private var log: String { "\(path)/log" }

    /// Makes the program: a shell script that finds the piece in `$news`, and `$log` to write to.
    func program(_ body: String = "printf '%s\\n' \"$news\" >>\"$log\"") throws {
        let text = "#!/bin/sh\nlog='\(log)'\nnews=$(cat)\n\(body)\n"
        try Files.replace(script, with: Array(text.utf8), mode: 0o700)
    }

    /// Makes a program that does all of it by itself.
    func bareProgram(_ body: String) throws {
        try Files.replace(script, with: Array("#!/bin/sh\nlog='\(log)'\n\(body)\n".utf8), mode: 0o700)
    }

    /// The lines that the program wrote.
    func handed() throws -> [String] {
        guard try Files.status(log) != nil else { return [] }
        return String(decoding: try Files.read(log), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Kind, addressee and case of each piece that was handed on, but for digests and reception days.
    func told() throws -> [String] {
        try handed().compactMap { line in
            let json = try JSON(parsing: Array(line.utf8))
            let kind = json["kind"]?.text ?? ""
            if kind == "daily" || kind == "reception" { return nil }
            let to = json["to"]?.text ?? ""
            return "\(kind) \(try name(of: to)) \(json["case"]?.text ?? "-")"
        }
    }

    private func name(of code: String) throws -> String {
        try #require(roster.state(of: try Code(parsing: code))?.holder.name)
    }

    func world(patience: Duration = .seconds(20)) -> NewsWorld {
        let script = script
        return NewsWorld(
            ledger: ledger, clock: WallClock { [self] in now },
            source: { [self] () throws(SystemError) in source },
            program: { NewsProgram(script, patience: patience, grace: .milliseconds(300)) }, hour: { 0 })
    }

    /// One go, as `liaison notify --once`.
    @discardableResult
    func once(patience: Duration = .seconds(20)) throws -> NewsRunner.Summary {
        let runner = try NewsRunner(
            of: DataDirectory(at: path), world(patience: patience), metrics: NewsMetrics(),
            observer: SilentNews(),
            NewsLease.Times())
        defer { runner.end() }
        return try #require(try runner.runOnce { _ in })
    }
}

/// An observer that keeps what it hears to itself.
struct SilentNews: NewsObserver {
    func newsTaken(_ piece: NewsPiece) {}
    func newsFailed(_ piece: NewsPiece, _ problem: NewsProblem, error: String, next: Timestamp?) {}
    func newsOdd(_ piece: NewsPiece, _ problem: NewsProblem) {}
    func newsStopped(by error: SystemError) { Issue.record(error) }
    func newsLease(isHeld: Bool) {}
}

/// Waits, at most 30 s, for what another thread brings about.
func waitUntil(_ condition: () throws -> Bool) throws {
    let end = monotonicNanoseconds() + 30_000_000_000
    while try !condition() {
        try #require(monotonicNanoseconds() < end, "it never came true")
        sched_yield()
    }
}
