import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonSystem

/// What a station shows of its records to everybody: notices, and what was set or cancelled of reception days.
package struct StationBoard: Sendable {
    /// The notices that run, the newest first.
    let notices: [PostedNotice]
    /// When a notice was posted, withdrawn or signed up for last; nothing where there never was one.
    package let changed: Timestamp?
    /// What was set and cancelled from ``reach`` before to ``reach`` after the day it was made on.
    let reception: WordedReception
    /// When what it shows ends, or something older comes into reach: it is made anew then.
    let madeOn: CivilDate
    /// Of the records that it was made of, see ``RecordBook/boardMark``.
    let mark: Int

    /// How far from today changes of reception days are shown, in days: as far as calendars and pages go.
    static let reach = 370
    /// How many notices are shown: a page that everybody may ask for stays within bounds.
    package static let limit = 30

    /// Reads what is shown; blocks on the disk.
    ///
    /// - Parameters:
    ///   - book: The station's records.
    ///   - station: The station.
    ///   - ledger: Where its lines are.
    ///   - today: The day.
    /// - Throws: What the file system says.
    init(
        _ book: RecordBook, of station: StationID, in ledger: Ledger, on today: CivilDate
    ) throws(SystemError) {
        reception = try WordedReception(
            book, of: station, in: ledger, from: today.adding(days: -Self.reach),
            through: today.adding(days: Self.reach))
        let all = book.notices
        changed = all.compactMap { book.lines(of: $0.number).last?.order.at }.max()
        let shown = all.filter { $0.isShown(on: today) }.prefix(Self.limit)
        let words = shown.isEmpty ? [:] : try ledger.records(shown.map(\.number), of: station)
        notices = shown.compactMap { PostedNotice($0, words[$0.number] ?? []) }
        (madeOn, mark) = (today, book.boardMark)
    }

    /// The notices that run on a day, the newest first.
    package func shown(on day: CivilDate) -> [PostedNotice] { notices.filter { $0.isShown(on: day) } }
}

/// A notice as it is shown to everybody.
package struct PostedNotice: Equatable, Sendable {
    package let number: RecordNumber
    package let title: String
    package let text: String?
    /// When it was posted.
    package let at: Timestamp
    /// The last day on which it is shown, where one was named.
    package let until: CivilDate?
    /// The day of the activity, where it is one.
    package let activity: CivilDate?

    /// Nothing where its words were taken out.
    ///
    /// - Parameters:
    ///   - notice: The notice.
    ///   - words: Its records.
    init?(_ notice: Notice, _ words: [RecordEntry]) {
        guard let title = words.word(.title) else { return nil }
        self.title = title
        text = words.word(.text)
        (number, at) = (notice.number, notice.at)
        (until, activity) = (notice.facts.until, notice.facts.activity)
    }

    /// Whether it is shown on a day, as ``Notice/isShown(on:)`` says.
    package func isShown(on day: CivilDate) -> Bool { (until ?? activity).map { day <= $0 } ?? true }
}
