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
    /// Those of ``answered`` whose first answer came by their date, as that was when it came.
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
}
