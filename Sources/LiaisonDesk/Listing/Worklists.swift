import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonSystem
import Synchronization

/// What waits for staff at each station, kept for whoever opens the desk next.
///
/// Nothing of it is anybody's page: a page takes what its reader may see. A station's list is made anew, before it is read,
/// when a line of it has come, or when the day, the roster or the calendar is another. So a page costs a look at each
/// station, however much is stored.
package final class Worklists: Sendable {
    private let state = Mutex<State>(State())

    private struct State {
        /// By which roster and calendar the lists were made.
        var snapshot: SiteSnapshot?
        var lists: [StationID: Worklist] = [:]
    }

    package init() {}

    /// A station's list; blocks on the disk.
    ///
    /// - Parameters:
    ///   - station: The station.
    ///   - desk: The roster and the calendar, and where the lines are.
    /// - Returns: What waits there, for whomever.
    /// - Throws: What the file system says.
    func list(of station: StationID, _ desk: RecordDesk) throws(SystemError) -> Worklist {
        let (view, today) = (desk.view, desk.today)
        let known = state.withLock { $0.snapshot === view.snapshot ? $0.lists[station] : nil }
        if let known, known.madeOn == today, try view.ledger.mark(of: station) == known.mark { return known }
        // Nobody waits for another's look at a disk: two may make the same list.
        let news = try view.ledger.news(of: station, where: Worklist.holds)
        let list = try Worklist(news, of: station, desk)
        state.withLock { state in
            if state.snapshot !== view.snapshot { (state.snapshot, state.lists) = (view.snapshot, [:]) }
            state.lists[station] = list
        }
        return list
    }
}
