import Glibc
import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonJournal

/// The journal by itself, with a fold that knows no case: see `Sum.swift`.
@Suite final class JournalTests {
    static let station = literal(StationID("SS00"))
    private let directory: String
    private let journal: Journal<Adder>
    private var opened: [Journal<Adder>] = []

    init() throws {
        directory = try Files.makeTemporaryDirectory(named: "liaison-journal")
        journal = try Self.open(directory)
    }

    deinit {
        for journal in opened + [journal] { journal.stop() }
        do { try Files.removeTree(directory) } catch { Issue.record(error) }
    }

    private static func open(_ directory: String) throws -> Journal<Adder> {
        try Journal(
            directory: DataDirectory(at: directory), decider: Adder(),
            clock: .fixed(Timestamp(milliseconds: 1_766_548_800_000)), committers: 2)
    }

    /// Another process's view of the same store: what a start finds after a crash.
    private func anew() throws -> Journal<Adder> {
        let other = try Self.open(directory)
        opened.append(other)
        return other
    }

    private func sum(_ journal: Journal<Adder>) throws -> Int {
        try journal.journal(of: Self.station).withFreshFold(maximumAge: 0) { $0.fold.value }
    }

    private func segment(_ number: Int) -> String {
        "\(directory)/stations/SS00/inbox/2025-12-000\(number).jsonl"
    }

    private func lines(_ number: Int) throws -> Int {
        try Files.read(segment(number)).count { $0 == 0x0A }
    }

    @Test func whatWasAnsweredIsThereForWhoeverReadsTheStoreAnew() throws {
        #expect(try journal.perform(3, at: Self.station) == 3)
        #expect(try journal.perform(4, at: Self.station) == 7)
        // Nothing was ended properly: what this process knows is simply gone.
        #expect(try sum(anew()) == 7)
        #expect(try lines(1) == 3)
    }

    @Test func aRefusalWritesNothing() throws {
        try #require(try journal.perform(3, at: Self.station) == 3)
        #expect(throws: SumRefusal.negative) { try journal.perform(-4, at: Self.station) }
        #expect(try lines(1) == 2)
        #expect(try sum(journal) == 3)
    }

    @Test func aFailedSyncTakesTheLinesBackFromTheFoldAndFromTheFile() throws {
        try #require(try journal.perform(3, at: Self.station) == 3)
        let own = journal.journal(of: Self.station)
        while own.queue.withLock({ $0.isBusy }) { sched_yield() }
        var round = journal.newRound(of: [Ticket(4) { _ in }, Ticket(5) { _ in }], in: own)
        round.write(shortage: nil)
        #expect(own.withKnown { $0.fold.value } == 12)
        #expect(try lines(1) == 4)
        let failure = SystemError("fdatasync", code: .inputOutput)
        round.fail(failure)
        round.settle()
        #expect(throws: SumRefusal.storage(failure)) { try round.tickets[1].outcome?.get() }
        #expect(try lines(1) == 2)
        #expect(try sum(journal) == 3)
        #expect(try sum(anew()) == 3)
        // What comes then goes into a new segment, and witnesses the old one.
        #expect(try journal.perform(10, at: Self.station) == 13)
        #expect(try lines(2) == 2)
        #expect(try sum(anew()) == 13)
    }

    @Test func aLineThatAPowerCutHasCutShortCountsForNothing() throws {
        try #require(try journal.perform(3, at: Self.station) == 3)
        try #require(try journal.perform(4, at: Self.station) == 7)
        var bytes = try Files.read(segment(1))
        bytes.removeLast(5)
        try Files.replace(segment(1), with: bytes)
        let after = try anew()
        #expect(try sum(after) == 3)
        // The next writer goes on in a segment of its own.
        #expect(try after.perform(1, at: Self.station) == 4)
        #expect(try sum(anew()) == 4)
    }

    @Test func twoProcessesAddUpOneSum() throws {
        let other = try anew()
        #expect(try journal.perform(3, at: Self.station) == 3)
        #expect(try other.perform(4, at: Self.station) == 7)
        #expect(try journal.perform(5, at: Self.station) == 12)
        #expect(try sum(anew()) == 12)
    }
}
