import LiaisonCodes

/// What was chosen of a case from lists of words.
///
/// A million cases stand in memory, and nearly all have words that this release knows: the others' stand apart.
struct CaseChoices: Equatable, Sendable {
    /// The words of a newer release; first, for what follows takes a byte each.
    private var newer: [Member: String] = [:]
    private var knownChannel: Channel?
    private var knownSuspicion: Suspicion?
    private var knownGrade: Grade?
    private var knownOutcome: Outcome?
    private var knownRating: Rating?
    private var knownSolved: Solved?

    private enum Member: Hashable {
        case channel, suspicion, grade, outcome, rating, solved
    }

    init(channel: Choice<Channel>, suspicion: Choice<Suspicion>?) {
        knownChannel = keep(channel, .channel)
        self.suspicion = suspicion
    }

    /// The way on which it came.
    var channel: Choice<Channel> { knownChannel.map(Choice.known) ?? .newer(newer[.channel] ?? "") }

    /// Why it looked like no person's message.
    var suspicion: Choice<Suspicion>? {
        get { choice(knownSuspicion, .suspicion) }
        set { knownSuspicion = keep(newValue, .suspicion) }
    }

    /// How heavy the matter is.
    var grade: Choice<Grade>? {
        get { choice(knownGrade, .grade) }
        set { knownGrade = keep(newValue, .grade) }
    }

    /// How it was closed.
    var outcome: Choice<Outcome>? {
        get { choice(knownOutcome, .outcome) }
        set { knownOutcome = keep(newValue, .outcome) }
    }

    /// What the citizen thought of the handling.
    var rating: Choice<Rating>? {
        get { choice(knownRating, .rating) }
        set { knownRating = keep(newValue, .rating) }
    }

    /// Whether the matter is solved, as the citizen said last.
    var solved: Choice<Solved>? {
        get { choice(knownSolved, .solved) }
        set { knownSolved = keep(newValue, .solved) }
    }

    private func choice<Value>(_ known: Value?, _ member: Member) -> Choice<Value>? {
        if !newer.isEmpty, let word = newer[member] { return .newer(word) }
        return known.map(Choice.known)
    }

    /// Keeps a newer word, or forgets the one before.
    ///
    /// - Returns: The value that this release knows.
    private mutating func keep<Value>(_ choice: Choice<Value>?, _ member: Member) -> Value? {
        if case .newer(let word) = choice {
            newer[member] = word
        } else if !newer.isEmpty {
            newer[member] = nil
        }
        return choice?.known
    }
}
