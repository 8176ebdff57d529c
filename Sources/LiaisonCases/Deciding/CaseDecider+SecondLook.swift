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
extension CaseDecider {
    /// Whether a message that was stored has the number of another case.
    func isContested(_ proposal: PreparedProposal, on inbox: Inbox) -> Bool {
        guard case .submission(let submission) = proposal,
            let index = inbox.fold.index(ofNonce: submission.receipt.nonce)
        else { return false }
        return submission.givesWay(index, inbox)
    }

    /// That a message is new was found out the first time.
    static func joined(_ first: LedgerSettlement, _ last: LedgerSettlement) -> LedgerSettlement {
        guard case .ofCase(let commitment) = last else { return last }
        let wasNew = first.commitment?.isNew ?? false
        return .ofCase(
            Commitment(caseNumber: commitment.caseNumber, isNew: commitment.isNew || wasNew))
    }
}
