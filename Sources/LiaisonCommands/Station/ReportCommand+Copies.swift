import LiaisonJournal
import LiaisonStore
import LiaisonSystem

extension ReportCommand {
    /// Refuses to add a data directory to a copy of it, such as one that was restored from a backup: every message would
    /// count twice.
    ///
    /// - Parameter directories: The data directories.
    /// - Throws: A failure that names two of one origin.
    static func refuseCopies(among directories: [String]) throws(CommandFailure) {
        var seen: [String: String] = [:]
        for directory in directories {
            let openings: Set<String>
            do throws(SystemError) { openings = try Self.openings(in: DataDirectory(at: directory)) } catch {
                throw CommandFailure(error)
            }
            if let other = openings.compactMap({ seen[$0] }).first {
                throw CommandFailure(
                    "report.copies", ["first": other, "second": directory], remedy: "report.copies.remedy")
            }
            for opening in openings { seen[opening] = directory }
        }
    }

    /// The first line of each station's first segment: no two servers ever write the same.
    private static func openings(in directory: DataDirectory) throws(SystemError) -> Set<String> {
        var openings: Set<String> = []
        for station in try directory.stations() {
            let inbox = InboxDirectory(of: station, in: directory)
            guard let first = try inbox.segmentNames().first else { continue }
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = try inbox.open(first).read(into: &bytes, from: 0, at: 0)
            let line = bytes[..<count].prefix { $0 != 0x0A }
            if !line.isEmpty { openings.insert(Hex.string(SHA256.digest(line))) }
        }
        return openings
    }
}
