import LiaisonCases
import LiaisonCodes
import LiaisonSystem

/// The figures of one station, or of many: counts that add up, and the rates made from them.
package struct ReportFigures: Equatable, Sendable {
    private var counts = Tally<Figure>()
    /// Received, by the way they came.
    package var byChannel = Tally<Channel>()
    /// Closed, by how they ended; beside them those that were entered by mistake, which are in no other count.
    package var byOutcome = Tally<Outcome>()
    /// Rated with words that only a newer release knows, by word: they are in no other count.
    package var otherRatings: [String: Int] = [:]
    /// Received, by the place of the poster that was scanned, as far as posters tell.
    package var byPlace: [String: Int] = [:]
    /// Received, by month.
    package var byMonth: [Month: Int] = [:]
    /// Days from receipt to the first answer.
    package var answerDays = DaysHistogram()
    /// What the registers hold of the period.
    package var entries = EntryTally()
    /// Days from the first news of a case to its first answer, of those that were told before.
    package var newsDays = DaysHistogram()

    package init() {}

    /// One of the counts.
    package subscript(figure: Figure) -> Int {
        get { counts[figure] }
        _modify { yield &counts[figure] }
    }

    /// Adds the figures of other cases.
    package mutating func add(_ other: ReportFigures) {
        counts.add(other.counts)
        byChannel.add(other.byChannel)
        byOutcome.add(other.byOutcome)
        otherRatings.merge(other.otherRatings, uniquingKeysWith: +)
        byPlace.merge(other.byPlace, uniquingKeysWith: +)
        byMonth.merge(other.byMonth, uniquingKeysWith: +)
        answerDays.add(other.answerDays)
        entries.add(other.entries)
        newsDays.add(other.newsDays)
    }

    /// The rates, in the order in which reports show them.
    package enum RateName: String, CaseIterable, Sendable {
        /// Replied, of all received.
        case reply
        /// Answered by a reply or a closing, of all received.
        case answer
        /// Closed, of all received.
        case closing
        /// Answered by their date, of those that were answered or whose date has passed; the others' time runs.
        case onTime = "on-time"
        /// Closed by their date, of those that were closed or whose date has passed.
        case closedOnTime = "closed-on-time"
        /// Solved, as the citizen says, of those that were asked and said so.
        case solved
        /// Rated as satisfied, of all rated; ``Figure/unrated`` is the non-response.
        case satisfaction
    }

    /// One of the rates.
    package subscript(rate: RateName) -> Rate {
        switch rate {
        case .reply: Rate(self[.replied], of: self[.received])
        case .answer: Rate(self[.answered], of: self[.received])
        case .closing: Rate(self[.closed], of: self[.received])
        case .onTime: Rate(self[.answeredOnTime], of: self[.answered] + self[.overdueUnanswered])
        case .closedOnTime: Rate(self[.closedOnTime], of: self[.closed] + self[.closeOverdue])
        case .solved: Rate(self[.solved], of: self[.solved] + self[.partlySolved] + self[.unsolved])
        case .satisfaction:
            Rate(self[.satisfied], of: self[.satisfied] + self[.fair] + self[.dissatisfied])
        }
    }
}

/// Counts by the values of a kind.
package struct Tally<Kind: CaseIterable & Hashable & Sendable>: Equatable, Sendable {
    /// In the order of the kind's values, few as these are: a term's cases are counted millions of times.
    private var counts = [Int](repeating: 0, count: Kind.allCases.count)
    /// By words that only a newer release knows.
    package var newer: [String: Int] = [:]

    package init() {}

    package subscript(kind: Kind) -> Int {
        get { counts[Self.place(of: kind)] }
        _modify { yield &counts[Self.place(of: kind)] }
    }

    /// Adds another tally.
    package mutating func add(_ other: Tally) {
        for place in counts.indices { counts[place] += other.counts[place] }
        newer.merge(other.newer, uniquingKeysWith: +)
    }

    private static func place(of kind: Kind) -> Int {
        var place = 0
        for other in Kind.allCases {
            if other == kind { return place }
            place += 1
        }
        preconditionFailure("every value is among all of its kind")
    }
}

extension Tally where Kind: RawRepresentable<String> {
    /// Counts one more of a word, known or not.
    mutating func count(_ choice: Choice<Kind>) {
        switch choice {
        case .known(let kind): self[kind] += 1
        case .newer(let word): newer[word, default: 0] += 1
        }
    }
}
