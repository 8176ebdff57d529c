import Glibc
import LiaisonCodes
import LiaisonSystem

/// A station's directory in the store, `stations/<ID>`, and how it comes to be.
package enum StationDirectory {
    private static let mode: mode_t = 0o750

    /// The stations that have a directory in a data directory.
    ///
    /// - Parameter directory: The data directory.
    /// - Returns: The stations, in order; none where there is no directory of stations yet.
    /// - Throws: What opendir(3) or readdir(3) says.
    package static func stations(in directory: String) throws(SystemError) -> [StationID] {
        do throws(SystemError) {
            return try Files.unsortedNames(in: "\(directory)/stations").compactMap { StationID($0) }.sorted()
        } catch {
            if error.code == .noSuchFile { return [] }
            throw error
        }
    }

    /// Makes it with its `inbox`, durably, unless it is there.
    ///
    /// - Parameter path: `stations/<ID>` below the data directory.
    /// - Throws: What the file system says.
    package static func make(_ path: String) throws(SystemError) {
        let inbox = "\(path)/inbox"
        if try Files.status(inbox) != nil {
            for found in [path, inbox] { try Files.secureDirectory(found) }
            return
        }
        let stations = Files.parent(of: path)
        try Files.makeDirectory(stations)
        let all = try Directory(stations)
        _ = try all.makeWhole(String(path.dropFirst(stations.count + 1)), mode: mode) {
            new throws(SystemError) in
            _ = try new.directory("inbox", creating: mode)
            try new.sync()
        }
        try all.sync()
        // Where the station's directory stood already without one.
        try Files.makeDirectory(inbox)
    }

    /// Removes what crashes have left of directories in the making, among the stations' and in them.
    ///
    /// - Parameters:
    ///   - stations: Which there are.
    ///   - directory: The data directory.
    ///   - moment: What was last changed before is given up.
    /// - Throws: What the file system says.
    package static func sweepUnfinished(
        of stations: [StationID], in directory: String, before moment: Timestamp
    ) throws(SystemError) {
        if stations.isEmpty { return }
        let all = try Directory("\(directory)/stations")
        try all.removeUnfinished(before: moment)
        for station in stations { try all.directory(station.description).removeUnfinished(before: moment) }
    }
}
