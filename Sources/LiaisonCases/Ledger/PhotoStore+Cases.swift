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

extension PhotoFolder {
    /// The folder of the photos of what belongs to no case.
    init(of number: RecordNumber) { self.init(number.description, of: number.station) }
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

    /// The file of a photo of a record, whole.
    ///
    /// - Parameters:
    ///   - photo: The photo.
    ///   - number: The number of the record.
    /// - Returns: The bytes; nothing when there is no such file.
    /// - Throws: What the file system says.
    package func read(_ photo: Photo, of number: RecordNumber) throws(SystemError) -> [UInt8]? {
        try read(photo, in: PhotoFolder(of: number))
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

    /// The cases and records of a station whose photos were last added to in a period.
    func owners(
        of station: StationID, addedTo period: Range<Timestamp>
    ) throws(SystemError) -> (cases: [CaseNumber], records: [RecordNumber]) {
        let folders = try folders(of: station, addedTo: period)
        return (
            folders.compactMap { try? CaseNumber(parsing: $0.name) }.filter { $0.station == station },
            folders.compactMap { try? RecordNumber(parsing: $0.name) }.filter { $0.station == station }
        )
    }
}

extension Photo {
    /// What a case remembers of it, to tell the same photo when it comes again.
    var digest: Digest { Digest(hash) }
}
