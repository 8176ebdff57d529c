import LiaisonCodes
import LiaisonSystem

// What is answered with what the ledger holds already.
//
// A line of another process that can be read needn't be stored: its writer may be waiting for its sync. Should that
// fail, the writer takes the line back, or tries to as long as the disk doesn't let it, and its pages count as
// clean: a sync through a descriptor that was opened after the failure says nothing of it (errseq_t in Linux).
// So no look at another's line, and no sync of it, proves that it will stay. Hence:
//
// - A message that another process wrote is written again, by this one: the answer rests on a line of our own. The fold
//   makes one of the two, whoever reads and in whatever order, and should the first vanish, the second is there.
// - What else another process wrote (words added, acts, erasures) is counted, once written, so it isn't written again.
//   The answer waits for a sync of it, then for a write of our own to reach the disk, and then the lines must still stand: a
//   writer whose sync has failed takes them back at once, and where the disk allows no truncation, it allows
//   no write of ours either.
extension Batch {
    /// The answer to a form whose words and photos the case has.
    mutating func repetition(
        of index: Int, _ submission: PreparedSubmission, _ inbox: inout Inbox, _ desk: StationDesk
    ) throws(SystemError) -> Result<Commitment, LedgerError> {
        let known = inbox.cases[index]
        if known.isErased || !known.began(with: submission.receipt.digest) {
            return repetition(of: index, inbox)
        }
        if inbox.holdsOwnMessage(ofCase: index) {
            // Photos may have come later, through another.
            if !submission.photos.isEmpty { return repetition(of: index, inbox) }
            return .success(Commitment(caseNumber: known.number, isNew: false))
        }
        let event = Event(
            at: now, caseNumber: known.number, body: .received(submission.receipt), actor: submission.actor)
        return try write(event, submission.words, submission.photos, to: index, &inbox, desk)
            .map { Commitment(caseNumber: $0.caseNumber, isNew: false) }
    }

    /// The answer to what the case holds already; it relies on every line of the case.
    mutating func repetition(of index: Int, _ inbox: Inbox) -> Result<Commitment, LedgerError> {
        for place in inbox.places(ofCase: index) { reliedOn.insert(place.segment) }
        return .success(Commitment(caseNumber: inbox.cases[index].number, isNew: false))
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
        if segments.isEmpty { return }
        for segment in segments { try SegmentFile.open(segment.name, in: desk.directory).syncData() }
        try SegmentWriter.probe(in: desk.directory)
        for segment in segments {
            // By its name: of a segment whose first batch failed nothing is left but what is open.
            if try SegmentFile.open(segment.name, in: desk.directory).status().size < segment.end {
                throw SystemError("fdatasync", "\(desk.directory)/\(segment.name.fileName)", code: .stale)
            }
        }
    }
}

extension Inbox {
    /// Whether this process has written the case's message itself, as the first or once more.
    fileprivate func holdsOwnMessage(ofCase index: Int) -> Bool {
        let copies = copies(ofCase: index)
        let messages = copies.isEmpty ? Array(places(ofCase: index).prefix(1)) : copies
        return messages.contains { segments[$0.segment].isOwn }
    }
}
