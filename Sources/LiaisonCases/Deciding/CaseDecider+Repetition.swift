import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

// What is answered with what the ledger holds already.
//
// A line of another process that can be read needn't be stored: its writer may be waiting for its sync. Should that
// fail, the writer takes the line back, or tries to as long as the disk doesn't let it, and its pages count as
// clean: a sync through a descriptor that was opened after the failure says nothing of it (errseq_t in Linux).
// So no look at another's line, and no sync of it, proves that it will stay. Hence:
//
// - What another process wrote and can be recognised (a message, words added, an act with a key) is written again, by
//   this one: the answer rests on a line of our own. The fold makes one of the two, whoever reads and in whatever order,
//   and should the first vanish, the second is there.
// - What else another process wrote (an erasure, an act that leaves everything as it is) is not written again. The answer
//   waits for a sync of it, then for a write of our own to reach the disk, and then the lines must still stand: a
//   writer whose sync has failed takes them back at once, and where the disk allows no truncation, it allows
//   no write of ours either.
extension CaseDecider {
    /// The answer to a form whose words and photos the case has.
    mutating func repetition(
        of index: Int, _ submission: PreparedSubmission, _ inbox: inout Inbox, _ draft: inout LineDraft
    ) throws(SystemError) -> Result<Commitment, LedgerError> {
        let known = inbox.fold.cases[index]
        let receipt = submission.receipt
        // What it says may stand in several additions, or in a line of a version that knew a form by its text alone.
        if known.isErased || !known.contains(receipt.digest) { return reliance(on: index, inbox, &draft) }
        let marks = [receipt.digest] + submission.photos.map(\.photo.digest)
        if try holdsOwn(marks, ofCase: index, inbox, draft) {
            return .success(Commitment(caseNumber: known.number, isNew: false))
        }
        let isMessage = known.began(with: receipt.digest)
        let event = Event(
            at: draft.now, caseNumber: known.number,
            body: isMessage ? .received(receipt) : known.fitting(.appended(digest: receipt.digest)),
            actor: submission.actor, nonce: isMessage ? nil : known.nonce)
        return try write(event, submission.words, submission.photos, to: index, &inbox, &draft)
            .map { Commitment(caseNumber: $0.caseNumber, isNew: false) }
    }

    /// The answer to an act that the case holds.
    mutating func repetition(
        of index: Int, _ action: CaseAction, _ words: SealedWords?, _ inbox: inout Inbox,
        _ draft: inout LineDraft
    ) throws(SystemError) -> Result<Commitment, LedgerError> {
        let known = inbox.fold.cases[index]
        var event = Event(
            at: draft.now, caseNumber: known.number, body: known.fitting(action.body), actor: action.actor,
            key: action.key, nonce: known.nonce)
        event.topic = action.topic
        event.on = action.on
        event.photos = action.photos.map(\.photo)
        if known.isErased || !known.holds(event) { return reliance(on: index, inbox, &draft) }
        var marks: [Digest] = []
        event.forEachMark { marks.append($0) }
        if try holdsOwn(marks, ofCase: index, inbox, draft) {
            return .success(Commitment(caseNumber: known.number, isNew: false))
        }
        return try write(event, words, action.photos, to: index, &inbox, &draft)
            .map { Commitment(caseNumber: $0.caseNumber, isNew: false) }
    }

    /// What of a form that came again its case doesn't have yet.
    ///
    /// It is looked up in the lines themselves, so that those of versions that knew a form by its text alone tell as
    /// much as any other.
    func whatIsNew(
        in submission: PreparedSubmission, toCase index: Int, _ inbox: Inbox, _ draft: LineDraft
    ) throws(SystemError) -> (words: Event.Personal?, topic: String?) {
        var events: [(order: LineOrder, event: Event)] = []
        for place in inbox.fold.places(ofCase: index) {
            do throws(SystemError) {
                let bytes = try draft.bytes(at: place, of: inbox.lines)
                guard let line = try? LedgerLine(decoding: bytes, withPersonal: true),
                    case .event(let event) = line.content
                else { continue }
                events.append((inbox.lines.order(of: place, at: event.at), event))
            } catch {
                // What can't be read may say the same: better it stands there twice than not at all.
                guard error.concernsOneFile else { throw error }
            }
        }
        var particulars = Particulars()
        for (_, event) in events.sorted(by: { $0.order < $1.order }) { particulars.note(event) }
        return particulars.news(in: submission.personal, topic: submission.receipt.topic)
    }

    /// The answer that relies on every line of the case.
    private func reliance(
        on index: Int, _ inbox: Inbox, _ draft: inout LineDraft
    ) -> Result<Commitment, LedgerError> {
        for place in inbox.fold.places(ofCase: index) { draft.reliedOn.insert(place.segment) }
        return .success(Commitment(caseNumber: inbox.fold.cases[index].number, isNew: false))
    }

    /// Whether lines of this process's own, stored or in this batch, have all that makes an event recognisable.
    private func holdsOwn(
        _ marks: [Digest], ofCase index: Int, _ inbox: Inbox, _ draft: LineDraft
    ) throws(SystemError) -> Bool {
        let places = inbox.fold.places(ofCase: index).filter { inbox.lines.segments[$0.segment].isOwn }
        // A message that was written once, and here, needs no look at the disk.
        if places.first == inbox.fold.places(ofCase: index).first, !inbox.fold.repeated.contains(index),
            marks.count == 1, marks.allSatisfy(inbox.fold.cases[index].began)
        {
            return true
        }
        var missing = Set(marks)
        for place in places {
            let bytes = try draft.bytes(at: place, of: inbox.lines)
            guard let line = try? LedgerLine(decoding: bytes, withPersonal: false),
                case .event(let event) = line.content
            else { continue }
            event.forEachMark { missing.remove($0) }
        }
        return missing.isEmpty
    }
}
