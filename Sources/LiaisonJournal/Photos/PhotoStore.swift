import Glibc
import LiaisonCodes
import LiaisonPhotos
import LiaisonStore
import LiaisonSystem

// The room of photos: files named by their content, in folders whose names somebody else gives. Its rule: a photo is on stable
// storage, in its folder, before the line that names it is written, so that no line names what a crash can take away. Uploads
// come in through the spool directory, stripped; a decider has them placed; what nobody named is swept away.

/// Where the photos of one thing are: of a case, by its number.
package struct PhotoFolder: Hashable, Sendable {
    /// In whose directory.
    package let station: StationID
    /// The folder's name there.
    package let name: String

    /// A folder, which need not be there yet.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - station: In whose directory.
    package init(_ name: String, of station: StationID) { (self.name, self.station) = (name, station) }
}

/// The photos of a data directory: `stations/<ID>/photos/<folder>/<beginning of its SHA-256>.jpg` or `.png`.
///
/// A photo is stripped and synced in `spool`; the committer, when it has decided what it belongs to, moves it to that
/// folder and syncs the directories before it appends the line that names it. So a line never names a photo
/// that a crash can take away, and what a crash leaves without a line is not named anywhere. No symbolic link
/// is followed below `stations`.
package struct PhotoStore: Sendable {
    /// The data directory.
    private let directory: DataDirectory

    /// What the names of photos in the spool directory begin with.
    private static let incomingPrefix = "photo-"
    /// The name of a station's directory of photos.
    private static let name = StationDirectory.Entry.photos.rawValue

    /// The photos of a data directory.
    ///
    /// - Parameter directory: The data directory.
    package init(in directory: DataDirectory) { self.directory = directory }

    /// Where uploads wait, on the file system of the store: also for the HTTP server's own files.
    package var spool: String { directory.path(of: .spool) }

    /// Strips a photo and puts it on stable storage, to wait for its case; blocks on the disk.
    ///
    /// - Parameter source: The file as it came.
    /// - Returns: The photo.
    /// - Throws: Why it isn't taken, or ``PhotoError/system(_:)``.
    package func receive(_ source: any PhotoSource) throws(PhotoError) -> IncomingPhoto {
        let name = "\(Self.incomingPrefix)\(RandomBytes.hex(count: 8))"
        let path = "\(spool)/\(name)"
        do throws(SystemError) { try Files.makeDirectory(spool, mode: StationDirectory.mode) } catch {
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

    /// Moves photos to their folder; on stable storage after ``sync(_:)``.
    ///
    /// Another server may be doing the same for the same form.
    ///
    /// - Parameters:
    ///   - photos: What waits in the spool directory.
    ///   - folder: Where they belong.
    /// - Throws: What the file system says.
    package func place(_ photos: [IncomingPhoto], in folder: PhotoFolder) throws(SystemError) {
        let owner = directory.directory(of: folder.station)
        try owner.make()
        let station = try owner.open()
        if try station.status(Self.name) == nil {
            // With something in it: a rename would replace an empty one in which another server is at work.
            _ = try station.makeWhole(Self.name, mode: StationDirectory.mode) { new throws(SystemError) in
                _ = try new.directory(folder.name, creating: StationDirectory.mode)
            }
            try station.sync()
        } else {
            try Files.secureDirectory(owner.path(of: .photos))
        }
        let all = try station.directory(Self.name)
        try PhotoClaim.holding(folder, in: spool) { () throws(SystemError) in
            try move(photos, into: try all.directory(folder.name, creating: StationDirectory.mode))
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

    /// Puts the directories of those folders on stable storage.
    ///
    /// - Parameter folders: The folders.
    /// - Throws: What the file system says.
    package func sync(_ folders: Set<PhotoFolder>) throws(SystemError) {
        for (station, folders) in Dictionary(grouping: folders, by: \.station) {
            let photos = try open(station)
            for folder in folders { try photos.directory(folder.name).sync() }
            try photos.sync()
        }
    }

    /// A photo's file, whole.
    ///
    /// - Parameters:
    ///   - photo: The photo.
    ///   - folder: Where it is.
    /// - Returns: The bytes; nothing when there is no such file.
    /// - Throws: What the file system says.
    package func read(_ photo: Photo, in folder: PhotoFolder) throws(SystemError) -> [UInt8]? {
        try ifPresent { () throws(SystemError) in
            try open(photo, in: folder).readToEnd(limit: photo.byteCount)
        }
    }

    /// The SHA-256 of a photo's file, read piece by piece.
    ///
    /// - Parameters:
    ///   - photo: The photo.
    ///   - folder: Where it is.
    /// - Returns: The hash; nothing when there is no such file.
    /// - Throws: What the file system says.
    package func hash(of photo: Photo, in folder: PhotoFolder) throws(SystemError) -> [UInt8]? {
        try ifPresent { () throws(SystemError) in
            let file = try open(photo, in: folder)
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

    /// Takes all photos of a folder out of the store, durably, and the folder; one that isn't there is fine.
    ///
    /// - Parameter folder: The folder.
    /// - Throws: What the file system says.
    package func remove(_ folder: PhotoFolder) throws(SystemError) {
        _ = try ifPresent { () throws(SystemError) in
            let photos = try open(folder.station)
            let place = try photos.directory(folder.name)
            for file in try place.names() { try place.remove(file) }
            try place.sync()
            try photos.removeDirectory(folder.name)
            try photos.sync()
        }
    }

    /// Takes old photos of a folder out of the store, durably, but for some; a folder that isn't there is fine.
    ///
    /// - Parameters:
    ///   - folder: The folder.
    ///   - names: The names of the files that stay.
    ///   - end: What came later stays too: its line may be on its way.
    /// - Throws: What the file system says.
    package func remove(
        _ folder: PhotoFolder, except names: Set<String>, before end: Timestamp
    ) throws(SystemError) {
        _ = try ifPresent { () throws(SystemError) in
            let place = try open(folder.station).directory(folder.name)
            for file in try place.names() where !names.contains(file) {
                guard let status = try place.status(file), status.modified < end else { continue }
                try place.remove(file)
            }
            try place.sync()
        }
    }

    /// Takes one photo out of the store, durably; one that isn't there is fine.
    ///
    /// - Parameters:
    ///   - photo: The photo.
    ///   - folder: Where it is.
    /// - Throws: What the file system says.
    package func remove(_ photo: Photo, in folder: PhotoFolder) throws(SystemError) {
        _ = try ifPresent { () throws(SystemError) in
            let place = try open(folder.station).directory(folder.name)
            try place.remove(photo.fileName)
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

    /// The folders of a station that were last added to in a period.
    ///
    /// - Parameters:
    ///   - station: Whose.
    ///   - period: When.
    /// - Returns: The folders, and whatever else stands there.
    /// - Throws: What the file system says.
    package func folders(
        of station: StationID, addedTo period: Range<Timestamp>
    ) throws(SystemError) -> [PhotoFolder] {
        let found = try ifPresent { () throws(SystemError) in
            let photos = try open(station)
            var found: [PhotoFolder] = []
            for name in try photos.names() {
                guard let status = try photos.status(name) else { continue }
                if period.contains(status.modified) { found.append(PhotoFolder(name, of: station)) }
            }
            return found
        }
        return found ?? []
    }

    /// The directory of a station's photos.
    private func open(_ station: StationID) throws(SystemError) -> Directory {
        try directory.directory(of: station).open().directory(Self.name)
    }

    private func open(_ photo: Photo, in folder: PhotoFolder) throws(SystemError) -> FileDescriptor {
        try open(folder.station).directory(folder.name).open(photo.fileName, flags: O_RDONLY)
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

extension FileStatus {
    /// When the file was last written to.
    fileprivate var modified: Timestamp { Timestamp(milliseconds: modifiedNanoseconds / 1_000_000) }
}
