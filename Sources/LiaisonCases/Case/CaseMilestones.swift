import LiaisonCodes
import LiaisonSystem

/// What reports count of a case's course: each step's first time, in the order of the fold.
///
/// Small members stand in what the optional moments leave free: a million cases stay in memory.
package struct CaseMilestones: Equatable, Sendable {
    /// When it was first taken up with a grade.
    package internal(set) var acknowledgedAt: Timestamp?
    /// Whether a reply was ever written.
    package internal(set) var isReplied = false
    private var reopenings: UInt16 = 0
    /// The months in which staff did something with it, counted from that in which it came: a bit for each of the first 32.
    private var monthsOfWork: UInt32 = 0
    /// Whose work the closing was, while it is closed; see ``FirstAnswer/by``.
    package internal(set) var closedBy: Code?
    /// When it was closed, while it is.
    package internal(set) var closedAt: Timestamp?
    /// The first answer, by a reply or by a closing; a reopening doesn't undo it.
    package internal(set) var firstAnswer: FirstAnswer?
    /// Each time that the deadline was moved on a later day than that on which the case was written down: nearly always none.
    package private(set) var postponements: [Postponement] = []

    /// The deadline was moved when it may have passed: by an extension or a heavier grade.
    package struct Postponement: Equatable, Sendable {
        /// The day on which it was moved.
        package let on: CivilDate
        /// What the deadline depended on until then.
        package let before: DeadlineTerms
        /// Whether the citizen had been answered by then.
        package let isAnswered: Bool
    }

    /// The first days of the months in which staff did something with it.
    ///
    /// - Parameter received: When it came.
    /// - Returns: The days, of the first 32 months.
    package func monthsOfWork(since received: Timestamp) -> [CivilDate] {
        let first = BeijingTime(received).date.firstOfMonth
        return (0..<UInt32.bitWidth).filter { monthsOfWork & 1 << $0 != 0 }.map { first.adding(months: $0) }
    }

    /// How often it was opened again.
    package var timesReopened: Int { Int(reopenings) }

    /// The moment that the citizen first heard back, and the terms that were in force then: what is asked,
    /// extended or regraded afterwards makes no late answer punctual.
    package struct FirstAnswer: Equatable, Sendable {
        package var at: Timestamp
        package var terms: DeadlineTerms
        /// Whose answer it was: the deputy who gave it or in whose name it was given, else whoever had the case then. Who has
        /// the case later takes nobody's work over.
        package var by: Code
    }

    package init() {}

    /// Takes note of an event.
    ///
    /// - Parameters:
    ///   - event: The event, already applied to the case.
    ///   - terms: The case's terms after it.
    ///   - holder: Who has the case.
    ///   - received: When it came.
    mutating func note(_ event: Event, terms: DeadlineTerms, holder: Code, received: Timestamp) {
        // What was done on the spot was done then, whenever it was entered.
        let moment = event.on.map(BeijingTime.start(of:)) ?? event.at
        // Only asked of answers and closings: a store has ten times as many other events.
        var author: Code { event.actor?.deputy ?? holder }
        if event.actor != nil {
            let months = BeijingTime(received).date.months(until: BeijingTime(moment).date)
            if (0..<UInt32.bitWidth).contains(months) { monthsOfWork |= 1 << UInt32(months) }
        }
        switch event.body {
        case .acknowledged:
            if acknowledgedAt == nil { acknowledgedAt = event.at }
        case .replied:
            isReplied = true
            noteAnswer(moment, terms, by: author)
        case .closed(let outcome):
            (closedAt, closedBy) = (moment, author)
            // Whoever withdraws a matter needs no answer, and a mistake has none; every other closing tells the citizen how it
            // ended.
            if outcome != .known(.withdrawn), outcome != .known(.mistaken) {
                noteAnswer(moment, terms, by: author)
            }
        case .reopened:
            (closedAt, closedBy) = (nil, nil)
            if reopenings < .max { reopenings += 1 }
        default: break
        }
    }

    /// Takes note that a deadline is moved.
    ///
    /// - Parameters:
    ///   - moment: When.
    ///   - before: The case's terms until then.
    ///   - terms: Its terms from then on.
    ///   - enteredOn: The day on which the case was written down: what it is graded as then it was graded as in time.
    mutating func notePostponement(
        at moment: Timestamp, from before: DeadlineTerms, to terms: DeadlineTerms, enteredOn: CivilDate
    ) {
        let day = BeijingTime(moment).date
        guard terms.mayPostpone(before), day > enteredOn else { return }
        postponements.append(Postponement(on: day, before: before, isAnswered: firstAnswer != nil))
    }

    private mutating func noteAnswer(_ moment: Timestamp, _ terms: DeadlineTerms, by author: Code) {
        if firstAnswer == nil { firstAnswer = FirstAnswer(at: moment, terms: terms, by: author) }
    }
}

/// What a case's deadline depends on, beside its date of receipt.
///
/// In this order it takes 13 bytes: each of a million cases has it twice.
package struct DeadlineTerms: Equatable, Sendable {
    /// The deadline that an extension set, instead of the grade's.
    package var extendedUntil: CivilDate?
    /// The grade; nothing also for one that this release doesn't know: the term is then that of an ungraded case.
    package var grade: Grade?
    private var paused: Int16
    /// The day on which the matter was opened again: the clock runs anew from there.
    package var restartedOn: CivilDate?

    /// Days for which the clock stood while the citizen was asked, since the clock was last set: none at least, ninety years at
    /// most.
    package var pausedDays: Int {
        get { Int(paused) }
        set { paused = Int16(clamping: max(0, newValue)) }
    }

    package init(
        grade: Grade? = nil, extendedUntil: CivilDate? = nil, pausedDays: Int = 0,
        restartedOn: CivilDate? = nil
    ) {
        self.grade = grade
        self.extendedUntil = extendedUntil
        paused = Int16(clamping: max(0, pausedDays))
        self.restartedOn = restartedOn
    }

    /// Whether the date is, or may be, a later one with these than with those of before.
    fileprivate func mayPostpone(_ before: DeadlineTerms) -> Bool {
        extendedUntil != before.extendedUntil || months > before.months
    }

    /// Which of two grades leaves more time.
    private var months: Int {
        switch grade {
        case .simple: 0
        case .ordinary, nil: 1
        case .major: 2
        }
    }
}
