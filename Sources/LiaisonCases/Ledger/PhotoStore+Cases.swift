import LiaisonCodes
import LiaisonJournal
import LiaisonPhotos
import LiaisonSystem

/// A photo and where it is: under the number of the line that names it, which isn't the case's own when its message has
/// had to give way to another.
package struct StoredPhoto: Sendable {
    package let photo: Photo
    package let number: CaseNumber
}

extension PhotoFolder {
    /// The folder of a case's photos.
    init(of number: CaseNumber) { self.init(number.description, of: number.station) }
}

extension PhotoStore {
    /// A photo's file, whole.
    ///
    /// - Parameter stored: The photo.
    /// - Returns: The bytes; nothing when there is no such file.
    /// - Throws: What the file system says.
    package func read(_ stored: StoredPhoto) throws(SystemError) -> [UInt8]? {
        try read(stored.photo, in: PhotoFolder(of: stored.number))
    }

    /// The SHA-256 of a photo's file; nothing when there is no such file.
    func hash(of stored: StoredPhoto) throws(SystemError) -> [UInt8]? {
        try hash(of: stored.photo, in: PhotoFolder(of: stored.number))
    }

    /// Takes all photos of a case out of the store, durably; one without any is fine.
    ///
    /// - Parameter number: The case.
    /// - Throws: What the file system says.
    package func remove(of number: CaseNumber) throws(SystemError) { try remove(PhotoFolder(of: number)) }

    /// Takes one photo out of the store, durably; one that isn't there is fine.
    func remove(_ stored: StoredPhoto) throws(SystemError) {
        try remove(stored.photo, in: PhotoFolder(of: stored.number))
    }

    /// The cases of a station whose photos were last added to in a period.
    func cases(of station: StationID, addedTo period: Range<Timestamp>) throws(SystemError) -> [CaseNumber] {
        try folders(of: station, addedTo: period).compactMap { folder in
            guard let number = try? CaseNumber(parsing: folder.name), number.station == station else {
                return nil
            }
            return number
        }
    }
}

extension Photo {
    /// What a case remembers of it, to tell the same photo when it comes again.
    var digest: Digest { Digest(hash) }
}
