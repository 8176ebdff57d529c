import LiaisonCodes
import LiaisonStore
import LiaisonSystem

extension Journal {
    /// The stations that have a directory in the store.
    ///
    /// - Returns: The stations, in order.
    /// - Throws: What the file system says.
    package func stations() throws(SystemError) -> [StationID] {
        try directory.stations()
    }

    /// Reads every station that is there, so that no one who asks for it first has to wait.
    ///
    /// A station that can't be read is left to whoever asks for it, and the observer is told of what is damaged.
    package func load() {
        do throws(SystemError) {
            let stations = try stations()
            try Thread.concurrently(stations.count) { [self] index in
                do throws(SystemError) {
                    try journal(of: stations[index]).withFreshFold(maximumAge: .max) { _ in }
                } catch {
                    // Whoever asks for the station is told, or reads it by then.
                }
            }
        } catch {
            let place = Verification.Place(path: directory.path(of: .stations), line: 0)
            observer.ledgerFound(Verification.Finding(place: place, problem: .system(error)))
        }
    }
}
