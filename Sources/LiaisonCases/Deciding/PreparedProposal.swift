import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// A proposal with everything computed that doesn't depend on the fold: hashes and seals are made on the
/// caller's thread, and the station's committer only decides, numbers and chains.
enum PreparedProposal: JournalProposal {
    case submission(PreparedSubmission)
    indirect case action(CaseAction, SealedWords?)
    case referral(CaseNumber)
    case records([PreparedRecord])

    /// Whether words are to be taken out.
    var isErasure: Bool {
        switch self {
        case .action(let action, _): if case .erased = action.body { true } else { false }
        case .records(let drafts): drafts.contains { $0.draft.kind == Record.erasure }
        case .submission, .referral: false
        }
    }

    /// Whether deciding it takes neither photos in nor words out.
    var isQuick: Bool {
        switch self {
        case .submission(let submission): submission.photos.isEmpty
        case .action(let action, _): action.photos.isEmpty && !isErasure
        case .referral: true
        case .records(let drafts): !isErasure && drafts.allSatisfy(\.draft.photos.isEmpty)
        }
    }

    /// Whether it is decided on what other servers have stored by now; a message needn't be, unless it can't give way or is
    /// only looked for: what isn't found then is refused, and another server may have taken it a moment ago.
    var needsLatest: Bool {
        guard case .submission(let submission) = self else { return true }
        return submission.formNumber != nil || submission.onlyRepeats || submission.onlyJoins
    }

    /// Whether another server may have given another message its number at the same time.
    var isContestable: Bool { if case .submission = self { true } else { false } }

    init(_ proposal: Proposal, keys: ReceiptKeys) {
        switch proposal {
        case .submission(let submission): self = .submission(PreparedSubmission(submission, keys: keys))
        case .referral(let number): self = .referral(number)
        case .action(let action): self = .action(action, action.personal.map { SealedWords($0) })
        case .records(let drafts): self = .records(drafts.map { PreparedRecord($0, keys: keys) })
        }
    }
}

/// A message on its way in, with what follows from its nonce; it goes from thread to thread as one reference.
package final class PreparedSubmission: Sendable {
    let station: StationID
    /// The first number to try is that of this value; see ``ReceiptKeys/numberValue(forNonce:attempt:)``.
    let firstNumber: UInt64
    /// The number that stands on the paper form already, if it came on one.
    let formNumber: CaseNumber?
    let nonce: [UInt8]
    /// With it and the number the citizen reads the answer.
    package let queryCode: QueryCode
    let receipt: Event.Receipt
    let actor: Actor?
    let personal: Event.Personal
    let words: SealedWords
    let photos: [IncomingPhoto]
    let onlyRepeats: Bool
    /// As in ``Submission/onlyJoins``.
    let onlyJoins: Bool
    /// As in ``Submission/addsNothing``.
    let addsNothing: Bool
    /// Why other words than those of the first time aren't taken, where nothing is to be added.
    var another: LedgerError { formNumber == nil ? .keyReused : .formNumberTaken }

    init(_ submission: Submission, keys: ReceiptKeys) {
        station = submission.station
        nonce = submission.nonce
        formNumber = submission.formNumber
        firstNumber = keys.numberValue(forNonce: submission.nonce, attempt: 0)
        let secrets = keys.secrets(ofNonce: submission.nonce)
        queryCode = secrets.queryCode
        receipt = Event.Receipt(
            to: submission.to, channel: submission.channel, topic: submission.topic, nonce: secrets.digest,
            query: keys.digest(of: queryCode),
            digest: keys.digest(of: submission.personal, topic: submission.topic, nonce: submission.nonce),
            suspicion: submission.suspicion, arrivedOn: submission.arrivedOn, people: submission.people,
            place: submission.place)
        actor = submission.actor
        personal = submission.personal
        words = SealedWords(submission.personal)
        photos = submission.photos
        onlyRepeats = submission.onlyRepeats
        onlyJoins = submission.onlyJoins
        addsNothing = submission.addsNothing
    }

    private init(_ first: PreparedSubmission, nonce: [UInt8], receipt: Event.Receipt) {
        (self.nonce, self.receipt) = (nonce, receipt)
        (station, firstNumber, formNumber) = (first.station, first.firstNumber, first.formNumber)
        (queryCode, actor, personal, words) = (first.queryCode, first.actor, first.personal, first.words)
        (photos, onlyRepeats) = (first.photos, first.onlyRepeats)
        (onlyJoins, addsNothing) = (first.onlyJoins, first.addsNothing)
    }

    /// The same words of a paper form, for the case that they open once nothing is left of what was entered under the form's
    /// number by mistake: with the printed number and query code, and another nonce, the same on every server.
    func afterMistake(_ keys: ReceiptKeys) -> PreparedSubmission {
        let nonce = keys.nonce(afterErasureOf: nonce)
        var receipt = receipt
        receipt.nonce = keys.secrets(ofNonce: nonce).digest
        receipt.digest = keys.digest(of: personal, topic: receipt.topic, nonce: nonce)
        return PreparedSubmission(self, nonce: nonce, receipt: receipt)
    }
}

extension PreparedSubmission {
    /// Whether the message has to be stored once more under another number, its own being another case's too.
    ///
    /// One on a paper form has its number from there, and what is erased is not stored again.
    func givesWay(_ index: Int, _ inbox: Inbox) -> Bool {
        formNumber == nil && !inbox.fold.cases[index].isErased
            && inbox.fold.isContested(index)
    }
}

extension Inbox {
    /// Whether a proposal is a message that the inbox doesn't have, without photos: then the fold tells everything.
    func isNews(_ proposal: PreparedProposal) -> Bool {
        guard case .submission(let submission) = proposal else { return false }
        return submission.photos.isEmpty && !proposal.needsLatest
            && fold.index(ofNonce: submission.receipt.nonce) == nil
    }
}
