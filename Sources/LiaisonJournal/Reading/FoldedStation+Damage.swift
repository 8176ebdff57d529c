import LiaisonStore
import LiaisonSystem

extension FoldedStation {
    /// Reads a station for the first time and tells what can't be read of it or is missing; with the help of the cache,
    /// and without a writer or a thread. No hash is checked: that is a verification's work.
    ///
    /// - Parameter directory: The data directory.
    /// - Returns: The findings.
    package mutating func firstFindings(in directory: DataDirectory) -> [Verification.Finding] {
        let inbox = InboxDirectory(of: station, in: directory)
        var view = DirectoryView()
        do throws(SystemError) {
            try readNewLines(in: inbox, extracts: ExtractFile(of: station, in: directory), view: &view)
        } catch {
            let place = Verification.Place(path: inbox.path, line: 0)
            return [Verification.Finding(place: place, problem: .system(error))]
        }
        return lines.damage.takeUntold()
    }
}
