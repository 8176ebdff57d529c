import LiaisonCodes
import LiaisonJournal
import LiaisonSystem
import Synchronization

extension Ledger {
    /// What a server would tell of when it starts on a data directory: files and lines that can't be read or are missing.
    ///
    /// It reads with the help of the cache and checks no hash, which is `verify`'s work; it needs no secret and writes
    /// nothing.
    ///
    /// - Parameter directory: The data directory.
    /// - Returns: The findings, in the order of stations.
    /// - Throws: When the stations can't be listed, or the machine allows no threads.
    package static func damage(in directory: String) throws(SystemError) -> [Verification.Finding] {
        let stations = try stations(in: directory)
        let found = Mutex<[Int: [Verification.Finding]]>([:])
        try Thread.concurrently(stations.count) { index in
            let inbox = "\(directory)/stations/\(stations[index])/inbox"
            var findings: [Verification.Finding] = []
            do throws(SystemError) {
                var fold = Inbox(station: stations[index])
                var view = DirectoryView()
                try fold.readNewLines(
                    in: inbox, extracts: ExtractFile(of: stations[index], in: directory), view: &view)
                findings = fold.damage.takeUntold()
            } catch {
                let place = Verification.Place(path: inbox, line: 0)
                findings = [Verification.Finding(place: place, problem: .system(error))]
            }
            if !findings.isEmpty { found.withLock { $0[index] = findings } }
        }
        return found.withLock { all in all.sorted { $0.key < $1.key }.flatMap(\.value) }
    }

    /// The stations that have a directory in a data directory, in order.
    static func stations(in directory: String) throws(SystemError) -> [StationID] {
        do throws(SystemError) {
            return try Files.names(in: "\(directory)/stations").compactMap { StationID($0) }.sorted()
        } catch {
            if error.code == .noSuchFile { return [] }
            throw error
        }
    }
}
