import LiaisonCases
import LiaisonCodes
import LiaisonSystem

extension ReportFigures {
    /// Counts one case that was received in the period.
    ///
    /// - Parameters:
    ///   - value: The case.
    ///   - received: The Beijing date of its receipt.
    ///   - asOf: The day on which overdue cases are overdue.
    ///   - deadlines: By when cases want their answers.
    mutating func count(_ value: Case, received: CivilDate, asOf: CivilDate, deadlines: Deadlines) {
        if value.isQuarantined {
            self[.quarantined] += 1
            return
        }
        if value.isMistaken {
            byOutcome[.mistaken] += 1
            return
        }
        self[.received] += 1
        byChannel.count(value.channel)
        if let place = value.place { byPlace[place, default: 0] += 1 }
        byMonth[Month(received), default: 0] += 1
        if value.station != value.number.station { self[.transferredIn] += 1 }
        self[.people] += value.people
        if value.isAssigned { self[.assigned] += 1 }
        if value.isErased { self[.erased] += 1 }
        if value.terms.extendedUntil != nil { self[.extended] += 1 }

        let milestones = value.milestones
        if milestones.acknowledgedAt != nil { self[.acknowledged] += 1 }
        if milestones.isReplied { self[.replied] += 1 }
        if milestones.timesReopened > 0 { self[.reopened] += 1 }
        if let answer = milestones.firstAnswer {
            let date = BeijingTime(answer.at).date
            self[.answered] += 1
            answerDays.add(days: max(0, date.daysSince1970 - received.daysSince1970))
            if date <= deadlines.due(answer.terms, receivedOn: received), !deadlines.wasAnswerOverdue(value) {
                self[.answeredOnTime] += 1
            }
        }
        if let told = value.notices.first { countNews(told, milestones.firstAnswer?.at) }
        if deadlines.isOverdue(value, on: asOf) {
            self[.overdue] += 1
            if milestones.firstAnswer == nil { self[.overdueUnanswered] += 1 }
        }
        if let outcome = value.outcome, let closedAt = milestones.closedAt {
            self[.closed] += 1
            byOutcome.count(outcome)
            let date = BeijingTime(closedAt).date
            if date <= deadlines.closeDue(value.terms, receivedOn: received),
                !deadlines.wasCloseOverdue(value)
            {
                self[.closedOnTime] += 1
            }
        } else if deadlines.isCloseOverdue(value, on: asOf) {
            self[.closeOverdue] += 1
        }
        switch value.solved {
        case .known(.yes): self[.solved] += 1
        case .known(.partly): self[.partlySolved] += 1
        case .known(.no): self[.unsolved] += 1
        case .newer(let word): otherRatings[word, default: 0] += 1
        case nil: break
        }
        switch value.rating {
        case .known(.satisfied): self[.satisfied] += 1
        case .known(.fair): self[.fair] += 1
        case .known(.dissatisfied): self[.dissatisfied] += 1
        case .newer(let word): otherRatings[word, default: 0] += 1
        case nil: if milestones.firstAnswer != nil || milestones.closedAt != nil { self[.unrated] += 1 }
        }
    }
}

extension ReportFigures {
    /// Counts that somebody was told, and how long after that the answer came; an answer of before is no answer to the news.
    private mutating func countNews(_ told: Timestamp, _ answered: Timestamp?) {
        self[.told] += 1
        guard let answered else {
            self[.toldUnanswered] += 1
            return
        }
        let days = BeijingTime(answered).date.daysSince1970 - BeijingTime(told).date.daysSince1970
        // The moment was kept to the second.
        if answered.milliseconds >= told.milliseconds { newsDays.add(days: days) }
    }
}

extension Case {
    /// Whether it waits for the officer to say that it is a person's message at all.
    var isQuarantined: Bool { isHidden }
}
