import LiaisonCodes
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
extension Batch {
    /// The answer to a form whose words and photos the case has.
    mutating func repetition(
        of index: Int, _ submission: PreparedSubmission, _ inbox: inout Inbox, _ desk: StationDesk
    ) throws(SystemError) -> Result<Commitment, LedgerError> {
        let known = inbox.cases[index]
        if known.isErased { return reliance(on: index, inbox) }
        let receipt = submission.receipt
        let marks = [receipt.digest] + submission.photos.map(\.photo.digest)
        if try holdsOwn(marks, ofCase: index, inbox, desk) {
            return .success(Commitment(caseNumber: known.number, isNew: false))
        }
        let isMessage = known.began(with: receipt.digest)
        let event = Event(
            at: now, caseNumber: known.number,
            body: isMessage ? .received(receipt) : known.fitting(.appended(digest: receipt.digest)),
            actor: submission.actor, nonce: isMessage ? nil : known.nonce)
        return try write(event, submission.words, submission.photos, to: index, &inbox, desk)
            .map { Commitment(caseNumber: $0.caseNumber, isNew: false) }
    }

    /// The answer to an act that the case holds.
    mutating func repetition(
        of index: Int, _ action: CaseAction, _ words: SealedWords?, _ inbox: inout Inbox, _ desk: StationDesk
    ) throws(SystemError) -> Result<Commitment, LedgerError> {
        let known = inbox.cases[index]
        let event = Event(
            at: now, caseNumber: known.number, body: known.fitting(action.body), actor: action.actor,
            key: action.key, nonce: known.nonce)
        if known.isErased || !known.holds(event) { return reliance(on: index, inbox) }
        var marks: [Digest] = []
        event.forEachMark { marks.append($0) }
        if try !holdsOwn(marks, ofCase: index, inbox, desk) {
            try write(event, words, to: index, &inbox, desk)
        }
        return .success(Commitment(caseNumber: known.number, isNew: false))
    }

    /// The answer that relies on every line of the case.
    private mutating func reliance(on index: Int, _ inbox: Inbox) -> Result<Commitment, LedgerError> {
        for place in inbox.places(ofCase: index) { reliedOn.insert(place.segment) }
        return .success(Commitment(caseNumber: inbox.cases[index].number, isNew: false))
    }

    /// Whether lines of this process's own, stored or in this batch, have all that makes an event recognisable.
    private func holdsOwn(
        _ marks: [Digest], ofCase index: Int, _ inbox: Inbox, _ desk: StationDesk
    ) throws(SystemError) -> Bool {
        let places = inbox.places(ofCase: index).filter { inbox.segments[$0.segment].isOwn }
        // A message that was written once, and here, needs no look at the disk.
        if places.first == inbox.places(ofCase: index).first, !inbox.repeated.contains(index),
            marks.count == 1, marks.allSatisfy(inbox.cases[index].began)
        {
            return true
        }
        var missing = Set(marks)
        for place in places {
            let segment = inbox.segments[place.segment]
            let range = segment.range(ofLine: place.line)
            let bytes: [UInt8]
            if place.line < segment.durableLines {
                let file = try SegmentFile.open(segment.name, in: desk.directory)
                bytes = try SegmentFile.line(at: range, of: file)
            } else {
                let start = segment.lineStarts[segment.durableLines]
                bytes = Array(output[(range.lowerBound - start)..<(range.upperBound - start)])
            }
            guard let line = try? LedgerLine(decoding: bytes, withPersonal: false),
                case .event(let event) = line.content
            else { continue }
            event.forEachMark { missing.remove($0) }
        }
        return missing.isEmpty
    }

    /// Makes sure that what answers rely on is on stable storage, and stays there.
    ///
    /// - Parameter desk: The station's.
    /// - Throws: What the file system says; ESTALE when lines have been taken back.
    func confirmReliedOn(at desk: StationDesk) throws(SystemError) {
        if reliedOn.isEmpty { return }
        let segments = desk.state.withLock { state in
            reliedOn.map { state.inbox.segments[$0] }.filter { !$0.isOwn }
        }
        try desk.secure(segments)
    }
}
