import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import Synchronization
import TestSupport
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// What a newer release wrote is kept, passed on and named as newer; it is never damage.
@Suite struct NewerReleaseTests {
    static let (head, branch) = (literal(StationID("SS00")), literal(StationID("SS01")))
    let store: SampleStore
    let told = ToldOfNewer()

    init() throws { store = try SampleStore("next") }

    /// Counts what a ledger tells.
    final class ToldOfNewer: LedgerObserver {
        let newer = Mutex<[StationID]>([])
        let damage = Mutex<[Verification.Finding]>([])

        func ledgerCommitted(events: Int, bytes: Int, nanoseconds: UInt64) {}
        func ledgerFailed(_ error: SystemError) {}
        func ledgerFound(_ damage: Verification.Finding) { self.damage.withLock { $0.append(damage) } }
        func ledgerMetNewer(in station: StationID) { newer.withLock { $0.append(station) } }
    }

    private func open() throws -> Ledger {
        try Ledger(
            directory: DataDirectory(at: store.path),
            secret: literal(Hex.decode(Files.read("\(store.path)/secret").prefix(64))),
            clock: .fixed(literal(Timestamp(rfc3339: "2026-11-30T09:00:00+08:00".utf8))), committers: 1,
            observer: told)
    }

    /// The case whose message begins so.
    private func number(_ text: String, in ledger: Ledger) throws -> CaseNumber {
        for station in [Self.head, Self.branch] {
            let numbers = try ledger.cases(of: station).map(\.number)
            for entry in try ledger.messages(of: numbers)
            where entry.event.personal?.text?.hasPrefix(text) == true {
                return entry.event.caseNumber
            }
        }
        return literal(nil)
    }

    @Test func nothingOfItIsDamage() throws {
        let ledger = try open()
        defer { ledger.stop() }
        let result = try ledger.verify()
        #expect(result.findings == [])
        #expect(result.wordsLeft == [])
        // The openings, too, say more than this release reads.
        #expect(result.newerLines == 17)
        #expect(try ledger.cases(of: Self.head).count == 13)
        _ = try ledger.cases(of: Self.branch)
        #expect(ledger.incompleteStations(among: [Self.head, Self.branch]) == [])
        #expect(ledger.newerStations(among: [Self.head, Self.branch]) == [Self.head, Self.branch])
        #expect(ledger.newerLines() == 17)
        #expect(told.damage.withLock { $0 } == [])
    }

    @Test func itIsToldOnceForEachStation() throws {
        let ledger = try open()
        defer { ledger.stop() }
        for _ in 0..<3 {
            _ = try ledger.cases(of: Self.head)
            try ledger.journal(of: Self.head).sweep()
        }
        #expect(told.newer.withLock { $0 } == [Self.head])
    }

    @Test func unknownKindsStandInTheCaseAndChangeNothing() throws {
        let ledger = try open()
        defer { ledger.stop() }
        let lamp = try #require(try ledger.caseFile(number("村口的路灯", in: ledger)))
        #expect(lamp.entries.map(\.event.body.kind.word).suffix(2) == ["notified", "rated"])
        #expect(lamp.case.state == .closed)
        let bus = try #require(try ledger.caseFile(number("公交车太少", in: ledger)))
        #expect(
            bus.entries.suffix(4).map { [$0.event.body.kind.word, $0.event.personal?.text ?? ""] } == [
                ["entrusted", "请尽快核实。"], ["prompted", ""], ["extended", "分两步办。"], ["closed", "已形成代表建议。"],
            ])
        #expect(bus.entries.suffix(4).map(\.event.body.isNewer) == [true, true, true, false])
        // The deadline is that of the release that could read it.
        #expect(bus.case.terms.extendedUntil == CivilDate(iso8601: "2027-06-30".utf8))
        let road = try #require(try ledger.caseFile(number("清溪镇的路", in: ledger)))
        #expect(road.entries.last?.event.body == .newer(kind: "transferred"))
        #expect(road.case.station == Self.branch)
    }

    @Test func unknownWordsAreKeptAndNeverTakenForOthers() throws {
        let ledger = try open()
        defer { ledger.stop() }
        let bus = try #require(try ledger.caseFile(number("公交车太少", in: ledger))).case
        #expect(bus.state == .closed)
        #expect(bus.outcome == .newer("motion"))
        #expect(bus.milestones.closedAt != nil)
        let lamp = try #require(try ledger.caseFile(number("村口的路灯", in: ledger))).case
        #expect(lamp.rating == .newer("very-satisfied"))
        let water = try #require(try ledger.caseFile(number("自来水发黄", in: ledger))).case
        #expect(water.state == .acknowledged)
        #expect(water.grade == .newer("urgent"))
        #expect(water.terms.grade == nil)
        let rail = try #require(try ledger.caseFile(number("桥栏杆断了", in: ledger)))
        #expect(rail.case.channel == .newer("wechat"))
        #expect(rail.message?.event.personal?.phone == "13700000000")
        // The photo of a type that this release doesn't know is left to one that does.
        #expect(rail.photos.map(\.photo.format) == [.png])
        let robot = try ledger.cases(of: Self.head).filter { $0.suspicion == .newer("robot") }
        #expect(robot.map(\.screening) == [.waiting])
    }

    /// What a newer word stood for goes with the word that comes after it.
    @Test func aKnownWordTakesTheNewerOnesPlace() throws {
        let ledger = try open()
        defer { ledger.stop() }
        let water = try number("自来水发黄", in: ledger)
        try ledger.act(water, .acknowledged(.simple))
        #expect(try ledger.caseFile(water)?.case.grade == .known(.simple))
        let bus = try number("公交车太少", in: ledger)
        try ledger.act(bus, .reopened)
        #expect(try ledger.caseFile(bus)?.case.outcome == nil)
        try ledger.act(bus, .closed(.explained))
        #expect(try ledger.caseFile(bus)?.case.outcome == .known(.explained))
    }

    @Test func aStartFromExtractsKnowsTheSame() throws {
        let first = try open()
        let cases = try first.cases(of: Self.head)
        first.journal.saveExtracts()
        first.stop()
        let second = try open()
        defer { second.stop() }
        #expect(try second.cases(of: Self.head) == cases)
        #expect(second.newerLines() == 14)
        #expect(try second.journal(of: Self.head).withFreshFold(maximumAge: 0) { $0.lines.linesRead } == 0)
        let cache = String(decoding: try Files.read("\(store.path)/cache/SS00"), as: UTF8.self)
        #expect(cache.contains(#""reference":"建议第12号""#))
        #expect(!cache.contains("13700000000"))
    }

    @Test func aPullPassesItOnOnce() throws {
        let ledger = try open()
        defer { ledger.stop() }
        var cursor = EventCursor()
        var kinds: [String] = []
        while true {
            let page = try ledger.events(
                after: cursor, of: [Self.head, Self.branch], limit: 7, where: { _ in true })
            kinds += page.entries.filter { $0.id.contains("-0050/") }.map(\.event.body.kind.word)
            cursor = page.cursor
            if !page.hasMore { break }
        }
        // What is no case's is nobody's in particular: a release that knows what it is hands it on.
        #expect(
            kinds.sorted() == [
                "acknowledged", "closed", "entrusted", "extended", "notified", "prompted", "rated",
                "received",
                "received", "replied", "transferred",
            ])
    }

    @Test func itsWordsGoWithTheCaseThatItNames() throws {
        let ledger = try open()
        defer { ledger.stop() }
        let bus = try number("公交车太少", in: ledger)
        try ledger.act(bus, .erased(reason: nil))
        let path = "\(store.path)/stations/SS00/inbox/2026-11-0050.jsonl"
        try waitUntil {
            !String(decoding: try Files.read(path), as: UTF8.self).contains("请尽快核实")
        }
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        #expect(!text.contains("分两步办"))
        #expect(text.contains("走访三家企业"))
        #expect(try ledger.verify().findings == [])
        #expect(try ledger.caseFile(bus)?.entries.filter(\.isErased).count == 8)
    }

    @Test func aServerThatLagsBehindGoesOnServing() throws {
        let ledger = try open()
        defer { ledger.stop() }
        #expect(ledger.intakeObstacle() == nil)
        let fresh = try ledger.submit("又一件", nonce: "n3")
        try ledger.act(fresh, .replied, text: "已处理")
        try ledger.act(try number("桥栏杆断了", in: ledger), .replied, text: "已报修")
        #expect(try ledger.verify().findings == [])
    }

    /// Each byte of a line that a newer release wrote, but for those of its words.
    @Test func whatIsAlteredIsDamageWhoeverWroteIt() throws {
        let path = "\(store.path)/stations/SS00/inbox/2026-11-0050.jsonl"
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        for (old, new) in [
            (#""kind":"prompted""#, #""kind":"promptad""#), (#""unit":"公交公司""#, #""unit":"公交公事""#),
            (#""outcome":"motion""#, #""outcome":"motiom""#), ("走访三家企业", "走访四家企业"),
            (#""kind":"set""#, #""kind":"sat""#),
        ] {
            try Files.replace(path, with: Array(text.replacing(old, with: new).utf8))
            let ledger = try open()
            defer { ledger.stop() }
            #expect(try !ledger.verify().findings.isEmpty, "\(new)")
        }
    }
}
