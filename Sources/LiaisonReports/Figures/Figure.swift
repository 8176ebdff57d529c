/// What a report counts, under the names that stand in its JSON.
///
/// All of them count cases received in the period, by the Beijing date of receipt, at the station that has them
/// now; quarantined messages are in ``quarantined`` alone.
package enum Figure: String, CaseIterable, Sendable {
    /// Messages and matters that arrived, erased ones too.
    case received
    /// Those that were taken up with a grade.
    case acknowledged
    /// Those to which a reply was written.
    case replied
    /// Those that got an answer: a reply, or a closing other than a withdrawal.
    case answered
    /// Those of ``answered`` whose first answer came by their date, as that was when it came; not those whose date was moved only
    /// after it had passed.
    case answeredOnTime = "answered_on_time"
    /// Those that are closed.
    case closed
    /// Those that wait for an answer beyond their date, reopened ones too.
    case overdue
    /// Those of ``overdue`` that never had an answer.
    case overdueUnanswered = "overdue_unanswered"
    /// Those whose date was moved.
    case extended
    /// Those that were opened again at least once.
    case reopened
    /// Those that came from another station.
    case transferredIn = "transferred_in"
    /// Those that were received here and went to another station; they are not among ``received``.
    case transferredOut = "transferred_out"
    case satisfied, fair, dissatisfied
    /// Those that were answered or closed and that the citizen has not rated.
    case unrated
    /// Those whose words were taken out at the citizen's wish or when their time was over.
    case erased
    /// Messages that look like nobody's and wait for the officer; they are not among ``received``.
    case quarantined
    /// How many people came with them (人次), one with each unless an officer counted more.
    case people
    /// Those that a department was given to deal with (交办).
    case assigned
    /// Those of ``closed`` that were closed by their date, which wasn't moved after it had passed.
    case closedOnTime = "closed_on_time"
    /// Those that are still open beyond the date of their closing.
    case closeOverdue = "close_overdue"
    /// Those of which the citizen said that the matter is solved, in part, or not.
    case solved
    case partlySolved = "partly_solved"
    case unsolved
    /// Those of which whoever had them was told (已通知).
    case told
    /// Those of ``told`` that never had an answer.
    case toldUnanswered = "told_unanswered"

    /// Those that reports of releases before don't have.
    package static let later: Set<Figure> = [
        .people, .assigned, .closedOnTime, .closeOverdue, .solved, .partlySolved, .unsolved,
        .told, .toldUnanswered,
    ]

    /// Those that a report names beside its main ones.
    static let others: [Figure] = [
        .people, .assigned, .extended, .reopened, .transferredIn, .transferredOut, .closeOverdue, .erased,
        .quarantined, .told, .toldUnanswered,
    ]
}
