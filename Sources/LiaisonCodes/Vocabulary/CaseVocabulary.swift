// The words by which cases are told apart: in the ledger, in the API, in mail and on every page. What people read for
// them stands in `assets/wording/cases.*.txt`, once. Each is read as a ``Choice``: a newer release may have more of them.

/// How a matter reached the station.
package enum Channel: String, Sendable, CaseIterable {
    case scan
    case walkIn = "walk-in"
    case phone, paper
}

/// How heavy a matter is: it decides the deadlines (简单 / 一般 / 重大).
package enum Grade: String, Sendable, CaseIterable {
    case simple, ordinary, major
}

/// How a case ended.
package enum Outcome: String, Sendable, CaseIterable {
    case resolved, explained
    case passedOn = "passed-on"
    case impossible, withdrawn
    /// It became a suggestion of deputies (形成代表建议).
    case suggestion
    /// An officer had entered it by mistake (登错了): reports count no more of it than that.
    case mistaken
}

/// What the citizen thought of the handling (满意 / 基本满意 / 不满意).
package enum Rating: String, Sendable, CaseIterable {
    case satisfied, fair, dissatisfied
}

/// Whether the matter is solved, as the citizen says (解决了 / 部分解决 / 没有解决).
package enum Solved: String, Sendable, CaseIterable {
    case yes, partly, no
}

/// Why a message looks like no person's.
package enum Suspicion: String, Sendable, CaseIterable {
    /// A field that people don't see was filled in.
    case trap
    /// Many near-identical texts came, and this one faster than anybody reads the form.
    case haste
    /// Many near-identical texts came, and this one from a form that was opened weeks before.
    case stale
    /// Far more near-identical texts came from one address than a village writes.
    case repetition
    /// Far more messages came to the same code than a deputy could read, though few from this address.
    case flood
}
