import LiaisonSystem

/// A station's directory in the store, `stations/<ID>`, and how it comes to be.
enum StationDirectory {
    /// Makes it with its `inbox`, durably, unless it is there.
    ///
    /// - Parameter path: `stations/<ID>` below the data directory.
    /// - Throws: What the file system says.
    static func make(_ path: String) throws(SystemError) {
        let inbox = "\(path)/inbox"
        if try Files.status(inbox) != nil { return }
        let stations = Files.parent(of: path)
        try Files.makeDirectory(stations)
        let all = try Directory(stations)
        _ = try all.makeWhole(String(path.dropFirst(stations.count + 1)), mode: 0o750) {
            new throws(SystemError) in
            _ = try new.directory("inbox", creating: 0o750)
            try new.sync()
        }
        try all.sync()
        // Where the station's directory stood already without one.
        try Files.makeDirectory(inbox)
    }
}
