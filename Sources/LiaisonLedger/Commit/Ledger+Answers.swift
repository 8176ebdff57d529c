import LiaisonCodes
import LiaisonSystem

// A case number belongs to one case, though no server asks another for it.
//
// A server that has stored a message, synced, looks once more at what the others have stored, and answers only then. Of
// two servers that have given two messages one number at the same time, at least one so finds the other's before it
// answers: the one whose line was stored later. It gives way: it stores its message once more under another number,
// looks again, and answers with that one. Both may, and neither has to know of the other: whoever is answered has a
// number that no other message was or will be answered with. Where a server dies in between, whichever takes the same
// form the next time finds the number contested still, and gives way then.
//
// On a local file system the look asks the kernel whether others have written: it tells of a write before that returns,
// so before its writer looks in turn. See `DirectoryView`.
extension Ledger {
    /// A ticket to complete, and its outcome.
    typealias Fate = (ticket: StationDesk.Ticket, outcome: Result<Settlement, LedgerError>)

    /// What can be told of a batch that is on stable storage, or failed; a message that has to give way goes back into
    /// the queue of its desk, whose committer this is.
    ///
    /// - Parameter commit: The batch, settled.
    /// - Returns: The tickets to complete, each with its outcome.
    func answers(to commit: borrowing StationCommit) -> [Fate] {
        let answers = commit.outcomes
        guard commit.failure == nil, commit.batch.hasMessages else { return answers }
        let (desk, linesSeen) = (commit.desk, commit.batch.linesSeen)
        let contested: [Bool]
        do throws(SystemError) {
            contested = try desk.withFreshInbox(maximumAge: 0) { inbox in
                // Nearly always nobody else has stored anything.
                inbox.linesRead == linesSeen
                    ? [] : answers.map { inbox.mustGiveWay($0.ticket, $0.outcome) }
            }
        } catch {
            // They are stored, but whether their numbers are theirs can't be said; sent again, they are found.
            note(failure: error)
            return answers.map { answer in
                guard case .submission = answer.ticket.proposal else { return answer }
                return (answer.ticket, answer.outcome.flatMap { _ in .failure(.storage(error)) })
            }
        }
        if !contested.contains(true) { return answers }
        let waiting = zip(answers, contested).filter(\.1).map { $0.0.ticket.again(after: $0.0.outcome) }
        desk.queue.withLock { $0.pending += waiting }
        return zip(answers, contested).filter { !$0.1 }.map(\.0)
    }
}

extension Inbox {
    /// Whether a message that was stored has the number of another case.
    fileprivate func mustGiveWay(
        _ ticket: StationDesk.Ticket, _ outcome: Result<Settlement, LedgerError>
    ) -> Bool {
        guard case .submission(let submission) = ticket.proposal, case .success = outcome,
            let index = index(ofNonce: submission.receipt.nonce)
        else { return false }
        return submission.givesWay(index, self)
    }
}

extension StationDesk.Ticket {
    /// The same proposal, to be decided anew: that the message is new was found out the first time.
    fileprivate func again(after outcome: Result<Settlement, LedgerError>) -> StationDesk.Ticket {
        let isNew = (try? outcome.get())?.commitment?.isNew ?? false
        return StationDesk.Ticket(proposal: proposal) { [completion] result in
            completion(
                result.map { settlement in
                    guard case .ofCase(let last) = settlement else { return settlement }
                    return .ofCase(Commitment(caseNumber: last.caseNumber, isNew: last.isNew || isNew))
                })
        }
    }
}
