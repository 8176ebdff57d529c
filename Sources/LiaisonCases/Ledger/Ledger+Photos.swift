import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

extension Ledger {
    /// How long, in milliseconds, what a message left behind is let be: another server may be at it.
    private static let sweepAge: Int64 = 86_400_000
    /// How far back a sweep looks among the cases' photos, in milliseconds: a crash is followed by a start.
    private static let sweepReach: Int64 = 30 * 86_400_000

    /// Removes photos that no line names, and those of erased cases: a crash has left them before their message was
    /// stored, its sender having been told to try again, or before an erasure had come to its end. Blocks on the disk.
    package func sweepPhotos() throws(SystemError) {
        let end = clock.now.adding(milliseconds: -Self.sweepAge)
        let start = end.adding(milliseconds: -Self.sweepReach)
        let stations = try stations()
        try StationDirectory.sweepUnfinished(of: stations, in: directory, before: end)
        for station in stations {
            let recent = try photos.cases(of: station, addedTo: start..<end)
            if recent.isEmpty { continue }
            let unknown = try desk(of: station).withFreshFold(maximumAge: Self.readingAge) { inbox in
                // What can't be read may be what names them.
                inbox.isIncomplete
                    ? []
                    : recent.filter {
                        inbox.fold.indices(of: $0).allSatisfy { inbox.fold.cases[$0].isErased }
                    }
            }
            for number in unknown { try photos.remove(of: number) }
        }
    }
}
