import LiaisonCodes
import LiaisonJournal
import LiaisonPhotos
import LiaisonSystem

extension Ledger {
    /// How long, in milliseconds, what a message left behind is let be: another server may be at it.
    private static let sweepAge: Int64 = 86_400_000
    /// How far back a sweep looks among the cases' photos, in milliseconds: a crash is followed by a start.
    private static let sweepReach: Int64 = 30 * 86_400_000

    /// Removes photos that no line names, and those of what was erased: a crash has left them before their message or record
    /// was stored, its sender having been told to try again, or before an erasure had come to its end. Blocks on the disk.
    package func sweepPhotos() throws(SystemError) {
        let end = clock.now.adding(milliseconds: -Self.sweepAge)
        let start = end.adding(milliseconds: -Self.sweepReach)
        let stations = try stations()
        try directory.sweepUnfinished(of: stations, before: end)
        for station in stations {
            let recent = try photos.owners(of: station, addedTo: start..<end)
            if recent.cases.isEmpty, recent.records.isEmpty { continue }
            let unknown = try journal(of: station).withFreshFold(maximumAge: Self.readingAge) {
                inbox -> (cases: [CaseNumber], records: [RecordNumber])? in
                // What can't be read may be what names them.
                if inbox.isIncomplete { return nil }
                let (cases, records) = (inbox.fold.cases, inbox.fold.records)
                return (
                    recent.cases.filter { inbox.fold.indices(of: $0).allSatisfy { cases[$0].isErased } },
                    recent.records.filter { !records.has($0) || records.isErased($0) }
                )
            }
            guard let unknown else { continue }
            for number in unknown.cases { try photos.remove(of: number) }
            for number in unknown.records { try photos.remove(PhotoFolder(of: number)) }
            let known = recent.records.filter { !unknown.records.contains($0) }
            try sweepPhotos(of: known, at: station, before: end)
        }
    }

    /// Removes photos that none of the lines of their records names: of one that came later than the record itself, and came
    /// to nothing, there is no other trace.
    private func sweepPhotos(
        of numbers: [RecordNumber], at station: StationID, before end: Timestamp
    ) throws(SystemError) {
        for number in numbers {
            guard let named = try namesOfPhotos(of: number, at: station) else { continue }
            try photos.remove(PhotoFolder(of: number), except: named, before: end)
        }
    }

    /// The file names of the photos that the lines of a record name; nothing where one of them can't be read, or not all of it.
    private func namesOfPhotos(
        of number: RecordNumber, at station: StationID
    ) throws(SystemError) -> Set<String>? {
        let journal = journal(of: station)
        let references = try journal.withFreshFold(maximumAge: Self.readingAge) { inbox in
            inbox.lines.references(to: inbox.fold.records.places(of: number))
        }
        var names: Set<String> = []
        for reference in references {
            let file = try journal.inbox.open(reference.segment)
            let bytes = try SegmentFile.line(at: reference.range, of: file)
            guard let line = try? LedgerLine(decoding: bytes, withPersonal: false), !line.isNewer,
                case .record(let record) = line.content
            else { return nil }
            names.formUnion(record.photos.map(\.fileName))
        }
        return names
    }
}
