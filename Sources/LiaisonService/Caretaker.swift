import LiaisonCases
import LiaisonDesk
import LiaisonInstallation
import LiaisonJournal
import LiaisonSystem
import LiaisonWeb

/// What a running service does by itself, on a thread of its own: looks for lines that another server added to old
/// segments, takes over a roster or calendar that was changed elsewhere, finishes erasures that a crash interrupted, reads the
/// boards anew that another server or a command has changed, sweeps away what processes that were killed have left, writes
/// down which tokens were used, and once a day, at a quiet hour, erases what has been kept long enough.
///
/// Several servers on one store may all do so: an erasure done twice is done once.
final class Caretaker: Sendable {
    private let site: Site
    private let chore: @Sendable (Timestamp) -> Void
    private let failed: @Sendable (ServiceFailure) -> Void
    private let ended = Gate()
    /// What shows that the clock goes wrong, before words are erased by it for good.
    private let clock: ClockWitness

    /// How often unfinished erasures are looked for, and a part of the stations swept.
    private static let interval = Duration.seconds(10)
    /// The spool directory is looked at every ten minutes.
    private static let spoolTurns = 60
    /// Files that were to replace others every hour: every phone at the desk has a directory to be looked at.
    private static let leftoverTurns = 360
    /// Each station is swept once a minute.
    private static let sweepTurns = 6
    /// When the day's erasures are done: at a random minute of the hours from 2 to 4, Beijing time, so that servers on
    /// one store don't start at the same moment.
    private let quietMinute = 120 + Int(RandomBytes.make(count: 2).reduce(0) { $0 << 8 | UInt32($1) } % 120)

    /// - Parameters:
    ///   - site: The installation.
    ///   - chore: What else is to be done every few seconds.
    ///   - failed: Told of what went wrong; it is tried again the next day.
    init(
        of site: Site, chore: @escaping @Sendable (Timestamp) -> Void = { _ in },
        failed: @escaping @Sendable (ServiceFailure) -> Void
    ) {
        self.site = site
        self.chore = chore
        self.failed = failed
        clock = ClockWitness(at: site.clock.now)
    }

    /// Starts the thread; it ends with ``end()``.
    func start() throws(SystemError) {
        _ = try Thread(named: "caretaker") { [self] in
            // A service that starts after the quiet minute waits for the next day's.
            var lastDay = today(BeijingTime(site.clock.now))
            var sweep = SegmentSweep(of: site.ledger, turns: Self.sweepTurns)
            var spool = SpoolSweep(of: site.ledger.photos)
            var leftovers = LeftoverSweep(of: site.directory)
            var turn = 0
            while !ended.wait(atMost: Self.interval) {
                chore(site.clock.now)
                turn += 1
                if turn % Self.spoolTurns == 0 { attempt { () throws(SystemError) in try spool.takeTurn() } }
                if turn % Self.leftoverTurns == 1 {
                    attempt { () throws(SystemError) in try leftovers.takeTurn() }
                }
                sweep.takeTurn()
                // A station that can't be read is told of where it is asked for.
                try? site.ledger.checkReferrals(of: site.ledger.stations())
                // Requests of staff look at each; a server that gets none sees what another has changed here.
                _ = try? site.takeOverRoster()
                site.ledger.finishErasures()
                // A station that can't be read is told of where it is asked for; its board stays as it was.
                try? site.refreshBoards()
                attempt { () throws(SystemError) in try site.tokenUses.write() }
                let now = BeijingTime(site.clock.now)
                guard let day = today(now), day != lastDay else { continue }
                lastDay = day
                eraseWhatIsDue(on: now.date)
            }
        }
    }

    /// Ends the thread after what it is doing.
    func end() { ended.open() }

    /// Does something that is done again later, and tells when it fails.
    private func attempt(_ work: () throws(SystemError) -> Void) {
        do throws(SystemError) { try work() } catch { failed(.system(error)) }
    }

    /// The day whose quiet minute has come, as days since 1970.
    private func today(_ now: BeijingTime) -> Int? {
        let isQuiet = now.hour * 60 + now.minute >= quietMinute
        return now.date.daysSince1970 - (isQuiet ? 0 : 1)
    }

    private func eraseWhatIsDue(on date: CivilDate) {
        guard let period = RetentionPeriod(site.current.configuration[.eraseAfter]) else { return }
        let retention = Retention(ledger: site.ledger, period: period)
        do throws(SystemError) {
            let due = try retention.due(on: date)
            if due.isEmpty { return }
            let newest = try site.ledger.newestMessage(before: clock.start)
            if !clock.isCredible(site.clock.now, newest: newest) {
                return failed(.clockDoubted(newest: newest.map { BeijingTime($0).date }))
            }
            for (number, error) in retention.erase(due) {
                failed(.notErased(number, error.cause))
            }
        } catch {
            failed(.system(error))
        }
    }
}

extension LedgerError {
    /// The error of the system behind it, if any.
    package var cause: SystemError? {
        switch self {
        case .storage(let error), .unavailable(let error): error
        default: nil
        }
    }
}
