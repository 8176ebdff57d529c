import Glibc
import LiaisonCodes
import LiaisonPhotos
import LiaisonSystem

/// The photos of a data directory: `stations/<ID>/photos/<case>/<beginning of its SHA-256>.jpg` or `.png`.
///
/// A photo is stripped and synced in `spool`; the committer, when it has decided the case's number, moves it to
/// its case and syncs the directories before it appends the line that names it. So a line never names a photo
/// that a crash can take away, and what a crash leaves without a line is not named anywhere. No symbolic link
/// is followed below `stations`.
package struct PhotoStore: Sendable {
    /// The data directory.
    private let directory: String

    /// What the names of photos in the spool directory begin with.
    private static let incomingPrefix = "photo-"
    /// The name of a station's directory of photos.
    private static let name = "photos"
    /// The permissions of directories.
    private static let mode: mode_t = 0o750

    package init(directory: String) { self.directory = directory }

    /// Where uploads wait, on the file system of the store: also for the HTTP server's own files.
    package var spool: String { "\(directory)/spool" }

    /// Strips a photo and puts it on stable storage, to wait for its case; blocks on the disk.
    ///
    /// - Parameter source: The file as it came.
    /// - Returns: The photo.
    /// - Throws: Why it isn't taken, or ``PhotoError/system(_:)``.
    package func receive(_ source: any PhotoSource) throws(PhotoError) -> IncomingPhoto {
        let name = "\(Self.incomingPrefix)\(RandomBytes.hex(count: 8))"
        let path = "\(spool)/\(name)"
        do throws(SystemError) { try Files.makeDirectory(spool, mode: Self.mode) } catch {
            throw .system(error)
        }
        do throws(PhotoError) {
            let file = try system { () throws(SystemError) in try PhotoFile(creating: name, in: spool) }
            let photo = try PhotoStripper.strip(source) { bytes throws(SystemError) in try file.write(bytes) }
            try system { () throws(SystemError) in try file.sync() }
            return IncomingPhoto(photo, at: path)
        } catch {
            _ = unlink(path)
            throw error
        }
    }

    /// Moves photos to their case; on stable storage after ``sync(_:)``.
    ///
    /// Another server may be doing the same for the same form.
    func place(_ photos: [IncomingPhoto], in number: CaseNumber) throws(SystemError) {
        let name = number.description
        try StationDirectory.make("\(directory)/stations/\(number.station)")
        let station = try openStation(number.station)
        if try station.status(Self.name) == nil {
            // With something in it: a rename would replace an empty one in which another server is at work.
            _ = try station.makeWhole(Self.name, mode: Self.mode) { new throws(SystemError) in
                _ = try new.directory(name, creating: Self.mode)
            }
            try station.sync()
        }
        let all = try station.directory(Self.name)
        try PhotoClaim.holding(number, in: spool) { () throws(SystemError) in
            try move(photos, into: try all.directory(name, creating: Self.mode))
        }
    }

    /// Moves photos out of the spool directory; one that is there already, whole, stays as it is.
    private func move(
        _ photos: [IncomingPhoto], into place: borrowing Directory
    ) throws(SystemError) {
        for photo in photos {
            let name = photo.photo.fileName
            // To rename one over another that is just coming can leave GlusterFS with a file that it never heals.
            if try place.status(name)?.size == photo.photo.byteCount { continue }
            try place.take(photo.path, as: name)
        }
    }

    /// Puts the directories of those cases on stable storage.
    func sync(_ numbers: Set<CaseNumber>) throws(SystemError) {
        for (station, numbers) in Dictionary(grouping: numbers, by: \.station) {
            let photos = try open(station)
            for number in numbers { try photos.directory(number.description).sync() }
            try photos.sync()
        }
    }

    /// A photo's file, whole.
    ///
    /// - Returns: The bytes; nothing when there is no such file.
    /// - Throws: What the file system says.
    package func read(_ stored: StoredPhoto) throws(SystemError) -> [UInt8]? {
        try ifPresent { () throws(SystemError) in
            try open(stored).readToEnd(limit: stored.photo.byteCount)
        }
    }

    /// The SHA-256 of a photo's file, read piece by piece; nothing when there is no such file.
    func hash(of stored: StoredPhoto) throws(SystemError) -> [UInt8]? {
        try ifPresent { () throws(SystemError) in
            let file = try open(stored)
            var hash = SHA256()
            var buffer = [UInt8](repeating: 0, count: 256 << 10)
            var offset = 0
            while true {
                let count = try file.read(into: &buffer, from: 0, at: offset)
                if count == 0 { return hash.finish() }
                hash.update(buffer[..<count])
                offset += count
            }
        }
    }

    /// Takes all photos of a case out of the store, durably; one without any is fine.
    package func remove(of number: CaseNumber) throws(SystemError) {
        _ = try ifPresent { () throws(SystemError) in
            let photos = try open(number.station)
            let name = number.description
            let place = try photos.directory(name)
            for file in try place.names() { try place.remove(file) }
            try place.sync()
            try photos.removeDirectory(name)
            try photos.sync()
        }
    }

    /// Takes one photo out of the store, durably; one that isn't there is fine.
    func remove(_ stored: StoredPhoto) throws(SystemError) {
        _ = try ifPresent { () throws(SystemError) in
            let place = try open(stored.number.station).directory(stored.number.description)
            try place.remove(stored.photo.fileName)
            try place.sync()
        }
    }

    /// The names of the photos and claims in the spool directory.
    func spooled() throws(SystemError) -> [String] {
        let prefixes = [Self.incomingPrefix, PhotoClaim.prefix]
        let names = try ifPresent { () throws(SystemError) in try Files.names(in: spool) } ?? []
        return names.filter { name in prefixes.contains { name.hasPrefix($0) } }
    }

    /// Removes one of them; one that has gone is fine.
    func removeSpooled(_ name: String) throws(SystemError) {
        _ = try ifPresent { () throws(SystemError) in try Files.remove("\(spool)/\(name)") }
    }

    /// The cases of a station whose photos were last added to in a period.
    func cases(of station: StationID, addedTo period: Range<Timestamp>) throws(SystemError) -> [CaseNumber] {
        let found = try ifPresent { () throws(SystemError) in
            let photos = try open(station)
            var found: [CaseNumber] = []
            for name in try photos.names() {
                guard let number = try? CaseNumber(parsing: name), number.station == station,
                    let status = try photos.status(name)
                else { continue }
                let moment = Timestamp(milliseconds: status.modifiedNanoseconds / 1_000_000)
                if period.contains(moment) { found.append(number) }
            }
            return found
        }
        return found ?? []
    }

    /// The directory of a station's photos.
    private func open(_ station: StationID) throws(SystemError) -> Directory {
        try openStation(station).directory(Self.name)
    }

    private func openStation(_ station: StationID) throws(SystemError) -> Directory {
        try Directory("\(directory)/stations").directory(station.description)
    }

    private func open(_ stored: StoredPhoto) throws(SystemError) -> FileDescriptor {
        try open(stored.number.station).directory(stored.number.description)
            .open(stored.photo.fileName, flags: O_RDONLY)
    }

    private func system<Value>(_ body: () throws(SystemError) -> Value) throws(PhotoError) -> Value {
        do throws(SystemError) { return try body() } catch { throw .system(error) }
    }

    private func ifPresent<Value>(_ body: () throws(SystemError) -> Value) throws(SystemError) -> Value? {
        do throws(SystemError) { return try retryingWhenStale(body) } catch {
            if error.code == .noSuchFile { return nil }
            throw error
        }
    }
}
