import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonSystem
import Synchronization

/// The boards (公告栏) of all stations, kept in memory: pages, calendars and feeds are made of them without a look at the
/// disk, on the loops that answer.
///
/// What is recorded here is on them before its sender is answered; what another server or a command recorded, once the
/// caretaker has come by.
package final class Boards: ReceptionChanges, Sendable {
    private let state = Mutex<State>(State())

    /// Held while a board is read, so that nobody puts an older one in a newer one's place.
    private let turn = Mutex<Void>(())

    private struct State {
        var boards: [StationID: StationBoard] = [:]
        var revision = 0
    }

    package init() {}

    /// A number that is another one after every change: what was made of the boards before is made anew then.
    package var revision: Int { state.withLock { $0.revision } }

    /// A station's board; nothing as long as it hasn't been read.
    package func board(of station: StationID) -> StationBoard? { state.withLock { $0.boards[station] } }

    package func days(
        of plan: ReceptionPlan, by calendar: ReceptionCalendar, at station: StationID, from first: CivilDate,
        through last: CivilDate
    ) -> [ReceptionDay] {
        board(of: station)?.reception.days(of: plan, by: calendar, from: first, through: last)
            ?? calendar.days(of: plan, from: first, through: last)
    }

    /// Reads a station's board anew where its records have changed, or a day has gone; blocks on the disk.
    ///
    /// - Parameters:
    ///   - station: The station.
    ///   - ledger: Where its lines are.
    ///   - today: The day.
    /// - Throws: What the file system says; the board stays as it was then.
    package func refresh(
        _ station: StationID, of ledger: Ledger, on today: CivilDate
    ) throws(SystemError) {
        try turn.withLock { _ throws(SystemError) in
            guard let book = try ledger.recordFold(of: station) as? RecordBook else { return }
            let known = board(of: station)
            if known == nil, book.boardMark == 0 { return }
            if known?.mark == book.boardMark, known?.madeOn == today { return }
            let fresh = try StationBoard(book, of: station, in: ledger, on: today)
            state.withLock { state in
                state.boards[station] = fresh
                state.revision += 1
            }
        }
    }
}

extension Site {
    /// Reads the boards of all stations anew where something has changed; blocks on the disk.
    ///
    /// - Throws: What the file system says of the last station that can't be read; its board stays as it was.
    package func refreshBoards() throws(SystemError) {
        var failure: SystemError?
        for station in current.roster.stations where station.status == .active {
            do throws(SystemError) {
                try boards.refresh(station.id, of: ledger, on: today)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }
}
