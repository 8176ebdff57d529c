import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// What a caller wants written; the station's committer decides it against the fold of that moment.
package enum Proposal: Sendable {
    /// A citizen's message.
    case submission(Submission)
    /// An event on a case that exists.
    case action(CaseAction)
    /// A pointer to a case of another station's ledger; once is enough, and repeating it is harmless.
    case referral(CaseNumber)
    /// What belongs to no case: all of it, or nothing.
    case records([RecordDraft])
}

/// A message on its way in, valid in all its parts.
package struct Submission: Sendable {
    package var station: StationID
    package var to: Code
    package var channel: Channel
    package var topic: String?
    package var personal: Event.Personal
    /// The form's nonce: unique for each form handed out.
    package var nonce: [UInt8]

    /// The number on the paper form that the message came on; nothing where the ledger gives it one.
    package var formNumber: CaseNumber?

    /// The photos that came with it.
    package var photos: [IncomingPhoto] = []

    /// Whether it is answered only if it is there already, and refused as ``LedgerError/absent`` if it would be new.
    package var onlyRepeats = false
    /// Whether it may only be added to a case that its form has made here before: no new one is made.
    package var onlyJoins = false
    /// Whether other words than those that its nonce brought before are refused, as ``LedgerError/keyReused`` or, of a paper
    /// form, ``LedgerError/formNumberTaken``, and not added.
    package var addsNothing = false

    /// Why it looks like no person's message, if it does.
    package var suspicion: Suspicion?
    /// Who entered it, when it wasn't the citizen.
    package var actor: Actor?
    /// The Beijing date on which it came, where that isn't today.
    package var arrivedOn: CivilDate?
    /// How many people came with it.
    package var people = 1
    /// Where the poster hung that was scanned, if it is one of those that are told apart.
    package var place: String?

    package init(
        station: StationID, to: Code, channel: Channel, topic: String?, personal: Event.Personal,
        nonce: [UInt8],
        formNumber: CaseNumber? = nil, suspicion: Suspicion? = nil, actor: Actor? = nil,
        arrivedOn: CivilDate? = nil
    ) {
        self.station = station
        self.to = to
        self.channel = channel
        self.topic = topic
        self.personal = personal
        self.nonce = nonce
        self.formNumber = formNumber
        self.suspicion = suspicion
        self.actor = actor
        self.arrivedOn = arrivedOn
    }
}

/// An event to add to a case.
package struct CaseAction: Sendable {
    package var number: CaseNumber
    /// Which case, should two have had the number: ``Case/nonceDigest``.
    package var nonce: Digest?
    package var body: Event.Body
    package var actor: Actor?
    /// A keyed hash of what makes a repetition of this act recognisable, whichever server it comes to: nothing is
    /// written for a second one.
    package var key: Digest?
    package var personal: Event.Personal?
    /// As in ``Event/on``.
    package var on: CivilDate?
    /// The topic that is added, when it is one of the configured ones.
    package var topic: String?
    /// The photos that are added.
    package var photos: [IncomingPhoto] = []
    /// As in ``Submission/onlyRepeats``.
    package var onlyRepeats = false
    /// Only while it is with this code; refused once somebody else has it.
    package var holder: Code?

    package init(
        number: CaseNumber, body: Event.Body, actor: Actor? = nil, key: Digest? = nil,
        personal: Event.Personal? = nil
    ) {
        self.number = number
        self.body = body
        self.actor = actor
        self.key = key
        self.personal = personal
    }
}

/// What the ledger says once a proposal's fate is on stable storage.
package struct Commitment: Equatable, Sendable {
    /// The case's number: for a repeated form, that of the first sending.
    package let caseNumber: CaseNumber
    /// Whether an event was written; nothing was for a repetition.
    package let isNew: Bool

    package init(caseNumber: CaseNumber, isNew: Bool) {
        self.caseNumber = caseNumber
        self.isNew = isNew
    }
}

/// What has become of a proposal that was taken.
enum LedgerSettlement: Sendable {
    case ofCase(Commitment)
    case ofRecords([RecordCommitment])

    /// Of a proposal about a case.
    var commitment: Commitment? { if case .ofCase(let commitment) = self { commitment } else { nil } }
}

/// Why the ledger did not do what was asked; nothing was accepted then.
package enum LedgerError: Error, Equatable, Sendable {
    /// The store could not be read or written.
    case storage(SystemError)
    /// The store failed a moment ago; the next attempt is due in a moment.
    case unavailable(SystemError)
    /// The reserve of free space has been reached: no new message is taken; everything else goes on.
    case spaceShort(SpaceShortage)
    /// No such case, or nothing that the proposal would repeat.
    case absent
    /// The case is in a state that doesn't allow it.
    case refused(TransitionRefusal)
    /// The number printed on a paper form belongs to another message already.
    case formNumberTaken
    /// What its nonce brought before says something else.
    case keyReused
    /// The station has no number left for that day.
    case numbersExhausted
    /// A record, by its index among those proposed, can't be written now; none of them was.
    case recordRefused(Int, RecordRefusal)
    /// The process is ending.
    case stopping
}

extension LedgerError: JournalRefusal {}
