import Glibc
import LiaisonCodes
import LiaisonSystem

/// A station's directory in the store, `stations/<ID>`, and how it comes to be.
package struct StationDirectory: Hashable, Sendable {
    /// Whose.
    package let station: StationID
    /// The data directory that it stands in.
    package let data: DataDirectory

    /// The names of what stands in it.
    package enum Entry: String, CaseIterable, Sendable {
        /// The segments of lines.
        case inbox
        /// The photos, in a folder for each thing that they belong to.
        case photos
    }

    /// The permissions of directories that are made in the store.
    package static let mode: mode_t = 0o750

    init(of station: StationID, in data: DataDirectory) { (self.station, self.data) = (station, data) }

    package var path: String { "\(data.path)/\(relativePath)" }

    /// Where it stands below the data directory.
    package var relativePath: String { "\(DataDirectory.Entry.stations.rawValue)/\(station)" }

    /// Where something stands.
    ///
    /// - Parameter entry: What.
    /// - Returns: Its path.
    package func path(of entry: Entry) -> String { "\(path)/\(entry.rawValue)" }

    /// Opens it, following no link below the data directory's `stations`.
    ///
    /// - Returns: The directory.
    /// - Throws: What openat(2) says.
    package func open() throws(SystemError) -> Directory {
        try Directory(data.path(of: .stations)).directory(station.description)
    }

    /// Makes it with its `inbox`, durably, unless it is there.
    ///
    /// - Throws: What the file system says.
    package func make() throws(SystemError) {
        let inbox = path(of: .inbox)
        if try Files.status(inbox) != nil {
            for found in [path, inbox] { try Files.secureDirectory(found) }
            return
        }
        let stations = data.path(of: .stations)
        try Files.makeDirectory(stations)
        let all = try Directory(stations)
        _ = try all.makeWhole(station.description, mode: Self.mode) { new throws(SystemError) in
            _ = try new.directory(Entry.inbox.rawValue, creating: Self.mode)
            try new.sync()
        }
        try all.sync()
        // Where the station's directory stood already without one.
        try Files.makeDirectory(inbox)
    }
}
