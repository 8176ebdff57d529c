import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

extension CaseDecider {
    /// Decides what belongs to no case: all of it is written, or nothing.
    mutating func decide(
        _ drafts: [PreparedRecord], _ inbox: inout Inbox, _ draft: inout LineDraft
    ) throws(SystemError) -> Result<[RecordCommitment], LedgerError> {
        var trial = inbox.fold.records
        var commitments: [RecordCommitment] = []
        var news: [(Record, PreparedRecord)] = []
        for (index, prepared) in drafts.enumerated() {
            if let known = trial.known(prepared.draft.key) {
                // Another process's line may yet be taken back: the answer waits until it can't.
                if known.place != .none { draft.reliedOn.insert(known.place.segment) }
                if prepared.draft.kind == Record.erasure { inbox.fold.records.repeat(known.number) }
                commitments.append(RecordCommitment(number: known.number, isNew: false))
                continue
            }
            guard let number = number(of: prepared, trial, inbox.station) else {
                return .failure(.numbersExhausted)
            }
            let wanted = prepared.draft
            let record = Record(
                at: draft.now, kind: wanted.kind, number: number, actor: wanted.actor, key: wanted.key,
                facts: wanted.facts, photos: wanted.photos.map(\.photo))
            if wanted.kind == Record.erasure {
                guard trial.has(number) else { return .failure(.absent) }
            } else if let refusal = trial.refusal(of: record) {
                return .failure(.recordRefused(index, refusal))
            }
            // The next one is decided on what this one makes of it; where it will stand is known once all are taken.
            if index + 1 < drafts.count {
                let order = LineOrder(
                    at: draft.now, segment: SegmentName(month: .max, number: 1), line: index)
                _ = trial.take(record, at: .none, order, hasWords: false, inBatch: false)
            }
            commitments.append(RecordCommitment(number: number, isNew: true))
            news.append((record, prepared))
        }
        if let shortage = draft.shortage, news.contains(where: { !$0.0.photos.isEmpty }) {
            return .failure(.spaceShort(shortage))
        }
        // What can't be placed harms these alone, of which nothing is written yet.
        do throws(SystemError) {
            for (record, prepared) in news {
                try place(prepared.draft.photos, in: PhotoFolder(of: record.number))
            }
        } catch {
            return .failure(.storage(error))
        }
        for (record, prepared) in news { try write(record, prepared.words, &inbox, &draft) }
        return .success(commitments)
    }

    private func number(
        of prepared: PreparedRecord, _ records: RecordIndex, _ station: StationID
    ) -> RecordNumber? {
        switch prepared.draft.subject {
        case .known(let number): return number
        case .new(let series, let date):
            for attempt in 0..<Self.numberAttempts {
                let number = RecordNumber(
                    series, station: station, date: date, value: prepared.numberValue(attempt: attempt))
                if !records.has(number) { return number }
            }
            return nil
        }
    }
}
