import Glibc
import LiaisonCases
import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonNews

/// How pieces get through to a program of which anything may be expected, and what is kept when they don't.
@Suite struct DeliveryTests {
    private let fixture: NewsFixture

    init() throws { fixture = try NewsFixture() }

    private func problems() throws -> [NewsProblem: NewsHealth.Trouble] {
        try NewsHealth(in: fixture.notify).problems
    }

    private func waiting() throws -> [QueuedNews] {
        let queue = NewsQueue(in: DataDirectory(at: fixture.path))
        return try queue.waiting().compactMap { try queue.read($0) }
    }

    // MARK: Odd programs

    @Test func aProgramThatIsNotThereIsTriedAgain() throws {
        try fixture.message(to: fixture.code("甲"))
        #expect(try fixture.once().waiting > 0)
        #expect(try problems()[.missing]?.error == "No such file or directory")
        #expect(try waiting().allSatisfy { $0.failures == 1 })
    }

    @Test func aProgramThatCannotBeRunIsTriedAgain() throws {
        try fixture.program()
        #expect(chmod("\(fixture.path)/program", 0o600) == 0)
        try fixture.message(to: fixture.code("甲"))
        try fixture.once()
        #expect(try problems()[.uncallable] != nil)
    }

    @Test func aProgramThatWritesAGigabyteIsReadAndForgotten() throws {
        try fixture.bareProgram("cat >/dev/null; head -c 1000000000 /dev/zero; echo done >>\"$log\"")
        try fixture.message(to: fixture.code("甲"))
        let before = try Self.residentKilobytes()
        let summary = try fixture.once()
        #expect(summary.waiting == 0)
        #expect(try problems()[.verbose] != nil)
        #expect(try Self.residentKilobytes() - before < 50_000)
    }

    @Test func aProgramThatIgnoresSIGTERMIsKilled() throws {
        try fixture.bareProgram("trap '' TERM; cat >/dev/null; while :; do sleep 1; done")
        try fixture.message(to: fixture.code("甲"))
        let start = monotonicNanoseconds()
        try fixture.once(patience: .milliseconds(300))
        #expect(monotonicNanoseconds() - start < 20_000_000_000)
        #expect(try problems()[.stubborn] != nil)
    }

    @Test func aSlowProgramEndsWhenItIsAskedTo() throws {
        try fixture.bareProgram("exec sleep 60")
        try fixture.message(to: fixture.code("甲"))
        try fixture.once(patience: .milliseconds(300))
        #expect(try problems()[.slow] != nil)
        #expect(try problems()[.stubborn] == nil)
    }

    @Test func aProgramThatClosesItsInputIsNoHarm() throws {
        try fixture.bareProgram("exec <&-; echo closed >>\"$log\"; exit 7")
        try fixture.message(to: fixture.code("甲"))
        try fixture.once()
        #expect(try problems()[.refused]?.error == "exit 7")
    }

    @Test func aProgramThatSaysDoneWithoutReadingIsBelievedAndTold() throws {
        try fixture.bareProgram("exit 0")
        try fixture.message(to: fixture.code("甲"))
        #expect(try fixture.once().waiting == 0)
        #expect(try problems()[.unread] != nil)
    }

    /// What a program prints of an address would outlive the contact, and the person.
    @Test func anAddressThatTheProgramPrintsIsKeptNowhere() throws {
        try fixture.reach("甲", at: "x0@b.cn")
        try fixture.program("echo '550 no such mailbox x0@b.cn' >&2; exit 1")
        try fixture.message(to: fixture.code("甲"))
        try fixture.once()
        #expect(try problems()[.refused]?.error == "exit 1: 550 no such mailbox …")
        #expect(try waiting().contains { $0.error == "refused: exit 1: 550 no such mailbox …" })
    }

    @Test func theReasonIsKeptOnOneLine() throws {
        try fixture.program("printf 'first\\nerrcode \\033[31m93000\\n' >&2; exit 2")
        try fixture.message(to: fixture.code("甲"))
        try fixture.once()
        #expect(try problems()[.refused]?.error == "exit 2: errcode [31m93000")
        // A success since then is known too.
        try fixture.program()
        fixture.pass(hours: 1)
        try fixture.once()
        let health = try NewsHealth(in: fixture.notify)
        #expect(try #require(health.lastTaken) > #require(health.problems[.refused]?.last))
    }

    // MARK: Order and patience

    @Test func oneBadPieceStopsNoOtherAndOneDeadAddresseeNobodyElse() throws {
        try fixture.reach("甲")
        try fixture.reach("乙")
        let bad = try fixture.message(to: fixture.code("甲"))
        let good = try fixture.message(to: fixture.code("甲"))
        let others = try fixture.message(to: fixture.code("乙"))
        try fixture.program("case $news in *\(bad)*) exit 1 ;; esac; printf '%s\\n' \"$news\" >>\"$log\"")
        try fixture.once()
        let all = try fixture.handed().joined()
        #expect(all.contains(good.description) && all.contains(others.description))
        #expect(try waiting().map(\.piece.caseNumber) == [bad])
    }

    @Test func aFailureHoldsThoseBehindItForAMomentOnly() throws {
        let queue = NewsQueue(in: DataDirectory(at: fixture.path))
        try queue.prepare()
        let courier = NewsCourier(
            queue: queue, world: fixture.world(), metrics: NewsMetrics(), observer: SilentNews(),
            isWanted: { true })
        let code = try fixture.code("甲")
        for number in 1...2 {
            let piece = NewsPiece(kind: .daily, subject: "\(number)", to: code, station: fixture.station)
            courier.take(QueuedNews(number: number, piece: piece, next: fixture.now))
        }
        #expect(courier.next(limit: 4).map(\.number) == [1])
        // One at a time for one addressee.
        #expect(courier.next(limit: 4).isEmpty)
        var failed = QueuedNews(
            number: 1, piece: NewsPiece(kind: .daily, subject: "1", to: code, station: fixture.station),
            next: fixture.now.adding(milliseconds: 5000))
        failed.failures = 1
        courier.take(failed)
        #expect(courier.next(limit: 4).isEmpty)
        failed.failures = 2
        failed.next = fixture.now.adding(milliseconds: 300_000)
        courier.take(failed)
        #expect(courier.next(limit: 4).map(\.number) == [2])
    }

    @Test func aClockAnHourOffMakesNobodyWaitLonger() throws {
        let queue = NewsQueue(in: DataDirectory(at: fixture.path))
        try queue.prepare()
        let courier = NewsCourier(
            queue: queue, world: fixture.world(), metrics: NewsMetrics(), observer: SilentNews(),
            isWanted: { true })
        let piece = NewsPiece(
            kind: .daily, subject: "x", to: try fixture.code("甲"), station: fixture.station)
        // A piece that was never tried, stored by a server that is an hour ahead.
        courier.take(QueuedNews(number: 1, piece: piece, next: fixture.now.adding(milliseconds: 3_600_000)))
        #expect(courier.next(limit: 1).count == 1)
    }

    @Test func whatIsNeverTakenIsLaidByAndReplayed() throws {
        try fixture.program("exit 1")
        let number = try fixture.message(to: fixture.code("甲"))
        var tries: [Int] = []
        for hours in [0, 1, 1, 1, 3, 6, 11, 11] {
            fixture.pass(hours: hours)
            try fixture.once()
            tries.append(try waiting().first { $0.piece.caseNumber == number }?.failures ?? 0)
        }
        #expect(tries == [1, 2, 3, 4, 5, 6, 7, 0])
        let queue = NewsQueue(in: DataDirectory(at: fixture.path))
        #expect(try queue.deadCount() > 0)
        // Nothing of it stands in the ledger.
        #expect(try fixture.value(number).notices.first == nil)
        let dead = try Files.names(in: "\(fixture.notify)/dead").joined()
        try fixture.program()
        #expect(try queue.replay(at: fixture.now) > 0)
        #expect(try queue.deadCount() == 0)
        try fixture.once()
        let line = try #require(try fixture.handed().first { $0.contains(number.description) })
        let id = try #require(JSON(parsing: Array(line.utf8))["id"]?.text)
        #expect(dead.contains(id))
        #expect(try fixture.value(number).notices.first != nil)
    }

    @Test func aFileThatIsNoPieceIsMovedOutOfTheWay() throws {
        try fixture.program()
        try NewsQueue(in: DataDirectory(at: fixture.path)).prepare()
        try Files.create("\(fixture.notify)/queue/000000000007-x.json", with: [0, 1, 2])
        let number = try fixture.message(to: fixture.code("甲"))
        try fixture.once()
        #expect(try fixture.handed().joined().contains(number.description))
        #expect(try Files.names(in: "\(fixture.notify)/dead") == ["000000000007-x.json.unreadable"])
    }

    // MARK: Crashes

    @Test func whatWasHandedOnBeforeACrashComesOnceMoreUnderItsName() throws {
        try fixture.program()
        let number = try fixture.message(to: fixture.code("甲"))
        // Killed before the cursor was stored: the piece is there, and is found again.
        var state = NewsState()
        state.day = BeijingTime(fixture.now).date
        try NewsQueue(in: DataDirectory(at: fixture.path)).prepare()
        try state.store(in: fixture.notify)
        try fixture.once()
        try state.store(in: fixture.notify)
        try fixture.once()
        let ids = try fixture.handed().filter { $0.contains(number.description) }
            .map { try JSON(parsing: Array($0.utf8))["id"]?.text }
        #expect(ids.count == 2)
        #expect(Set(ids).count == 1)
        // The ledger has it once.
        let file = try #require(try fixture.ledger.caseFile(number, where: { _ in true }))
        #expect(file.entries.count { $0.event.body.isNotification } == 1)
    }

    @Test func whatOnlyTheLedgerHasToBeToldOfIsNotHandedOnAgain() throws {
        try fixture.program()
        let number = try fixture.message(to: fixture.code("甲"))
        let value = try fixture.value(number)
        let source = fixture.source
        let addressee = try #require(source.addressee(of: value))
        var item = QueuedNews(
            number: 1, piece: source.piece(.new, "\(number)", value, addressee), next: fixture.now)
        item.taken = QueuedNews.Taken(channel: "test")
        let queue = NewsQueue(in: DataDirectory(at: fixture.path))
        try queue.prepare()
        try queue.store(item)
        var state = NewsState()
        _ = try source.caseNews(from: &state.cursor)
        state.day = source.today
        try state.store(in: fixture.notify)
        try fixture.once()
        #expect(try fixture.handed().isEmpty)
        #expect(try fixture.value(number).notices.first != nil)
        #expect(try waiting().isEmpty)
    }

    private static func residentKilobytes() throws -> Int {
        let text = String(decoding: try Files.read("/proc/self/status"), as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { Int($0.split(separator: " ").dropLast().last ?? "") } ?? 0
    }
}
