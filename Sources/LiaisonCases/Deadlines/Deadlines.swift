import LiaisonSystem

// The room of time: until when a case is to be taken up, answered and closed, by the working calendar. Its rule: a deadline is
// counted from what the case's events say, never stored. Cases come from the fold; dates go to lists, pages and reports.

/// By when cases want their answers, and by when they want to be closed: the periods of the grades, and the calendar of working days.
package struct Deadlines: Equatable, Sendable {
    package var calendar: WorkingCalendar
    /// Working days that a simple matter may take beyond the day it came: 0 is on the spot (当场).
    package var simpleDays: Int
    /// Months that an ordinary matter may take, one that isn't graded yet too.
    package var ordinaryMonths: Int
    /// Months that a major matter may take.
    package var majorMonths: Int

    /// The same until a matter is to be closed (简单当场、一般月内、重大三月清零). No matter is to be closed before it is to
    /// be answered.
    package var closeSimpleDays: Int
    package var closeOrdinaryMonths: Int
    package var closeMajorMonths: Int

    /// The periods that the stations promise, unless others are given: on the spot, one month, three months.
    package init(
        calendar: WorkingCalendar = WorkingCalendar(), simpleDays: Int = 0, ordinaryMonths: Int = 1,
        majorMonths: Int = 3, closeSimpleDays: Int = 0, closeOrdinaryMonths: Int = 1,
        closeMajorMonths: Int = 3
    ) {
        self.calendar = calendar
        self.simpleDays = simpleDays
        self.ordinaryMonths = ordinaryMonths
        self.majorMonths = majorMonths
        self.closeSimpleDays = closeSimpleDays
        self.closeOrdinaryMonths = closeOrdinaryMonths
        self.closeMajorMonths = closeMajorMonths
    }

    /// The Beijing date by which a case wants its answer.
    package func due(_ value: Case) -> CivilDate {
        due(value.terms, receivedOn: BeijingTime(value.received).date)
    }

    /// The Beijing date by which a case of those terms wants its answer.
    ///
    /// The clock runs from the day of receipt, or of the last reopening; transfers don't change it. Days on which the
    /// citizen was asked don't count. An extension names the date itself. A date on a day off moves to the next
    /// working day.
    ///
    /// - Parameters:
    ///   - terms: What the case's deadline depends on.
    ///   - received: The day of receipt.
    /// - Returns: A working day.
    package func due(_ terms: DeadlineTerms, receivedOn received: CivilDate) -> CivilDate {
        if let date = terms.extendedUntil {
            return calendar.workingDay(onOrAfter: date.adding(days: terms.pausedDays))
        }
        return due(terms, receivedOn: received, (simpleDays, ordinaryMonths, majorMonths))
    }

    private func due(
        _ terms: DeadlineTerms, receivedOn received: CivilDate,
        _ periods: (simpleDays: Int, ordinaryMonths: Int, majorMonths: Int)
    ) -> CivilDate {
        let start = terms.restartedOn ?? received
        switch terms.grade {
        case .simple:
            let date = calendar.workingDay(periods.simpleDays, after: start)
            return calendar.workingDay(onOrAfter: date.adding(days: terms.pausedDays))
        case .ordinary, nil: return due(start, months: periods.ordinaryMonths, terms)
        case .major: return due(start, months: periods.majorMonths, terms)
        }
    }

    private func due(_ start: CivilDate, months: Int, _ terms: DeadlineTerms) -> CivilDate {
        calendar.workingDay(onOrAfter: start.adding(months: months).adding(days: terms.pausedDays))
    }

    /// Whether the case waits for its answer beyond its date; one that waits for the citizen doesn't, nor one
    /// that was erased.
    package func isOverdue(_ value: Case, on today: CivilDate) -> Bool {
        switch value.state {
        case .received, .acknowledged: !value.isErased && today > due(value)
        case .asked, .replied, .closed: false
        }
    }

    /// The Beijing date by which a case wants to be closed.
    package func closeDue(_ value: Case) -> CivilDate {
        closeDue(value.terms, receivedOn: BeijingTime(value.received).date)
    }

    /// The Beijing date by which a case of those terms wants to be closed: counted as ``due(_:receivedOn:)`` counts, and
    /// never before the answer is due, to which an extension moves both.
    package func closeDue(_ terms: DeadlineTerms, receivedOn received: CivilDate) -> CivilDate {
        max(
            due(terms, receivedOn: received),
            due(terms, receivedOn: received, (closeSimpleDays, closeOrdinaryMonths, closeMajorMonths)))
    }

    /// Whether the case is still open beyond the date of its closing; one that waits for the citizen doesn't count, nor
    /// one that was erased.
    package func isCloseOverdue(_ value: Case, on today: CivilDate) -> Bool {
        switch value.state {
        case .received, .acknowledged, .replied: !value.isErased && today > closeDue(value)
        case .asked, .closed: false
        }
    }

    /// Whether a case had waited for its first answer beyond its date when that was moved: a date that is set later, or a heavier
    /// grade, makes nothing punctual that was late.
    package func wasAnswerOverdue(_ value: Case) -> Bool {
        let terms = value.milestones.firstAnswer?.terms ?? value.terms
        return wasOverdue(value, terms) { !$0.isAnswered && $0.on > due($0.before, receivedOn: $1) }
    }

    /// The same of its closing.
    package func wasCloseOverdue(_ value: Case) -> Bool {
        wasOverdue(value, value.terms) { $0.on > closeDue($0.before, receivedOn: $1) }
    }

    /// Since the clock was last set: what was missed before a reopening doesn't count.
    private func wasOverdue(
        _ value: Case, _ terms: DeadlineTerms, _ isLate: (CaseMilestones.Postponement, CivilDate) -> Bool
    ) -> Bool {
        if value.milestones.postponements.isEmpty { return false }
        let received = BeijingTime(value.received).date
        return value.milestones.postponements.contains {
            $0.before.restartedOn == terms.restartedOn && isLate($0, received)
        }
    }

    /// Whether a department has let its day pass, and there is no answer yet; what it missed before the case was reopened
    /// doesn't count.
    package func isUnitOverdue(_ value: Case, on today: CivilDate) -> Bool {
        guard let until = value.assignedUntil, until < today, !value.isErased else { return false }
        if let restarted = value.terms.restartedOn, until < restarted { return false }
        return value.state == .received || value.state == .acknowledged
    }
}
