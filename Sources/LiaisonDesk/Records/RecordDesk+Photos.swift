import LiaisonCases
import LiaisonCodes
import LiaisonJournal
import LiaisonPhotos
import LiaisonRecords
import LiaisonSystem
import LiaisonText

// The photos of entries: whoever sees an entry sees them, and nobody else.
extension RecordDesk {
    /// A photo of an entry that the scope sees at this moment, by its number from 1; blocks on the disk.
    ///
    /// - Parameters:
    ///   - index: The photo's number.
    ///   - number: The entry.
    /// - Returns: The file's bytes, and what they are.
    /// - Throws: That there is none, or none any more, or what is wrong with the store.
    package func photo(
        _ index: Int, of number: RecordNumber
    ) throws(CaseActionError) -> (bytes: [UInt8], photo: Photo) {
        let entry = try visibleEntry(number)
        let photos = standing(of: entry, try records([number], of: number.station)[number] ?? [])
        guard photos.indices.contains(index - 1) else { throw .absent }
        let bytes: [UInt8]?
        do throws(SystemError) {
            bytes = try ledger.photos.read(photos[index - 1], of: number)
        } catch {
            throw .unavailable(error)
        }
        guard let bytes else { throw .absent }
        return (bytes, photos[index - 1])
    }

    /// The photos as a case has them; `path` is where the API has the file.
    func photos(of entry: RegisterEntry, _ records: [RecordEntry]) -> JSON {
        .array(
            standing(of: entry, records).enumerated().map { index, photo in
                photo.json(
                    number: index + 1, path: "/api/v1/\(RecordPath.photo(entry.number, index + 1).text)")
            })
    }

    private func standing(of entry: RegisterEntry, _ records: [RecordEntry]) -> [Photo] {
        records.areErased ? [] : entry.photos
    }

    /// Takes photos in, to wait for their record: stripped and on stable storage; blocks on the disk.
    ///
    /// - Parameter sources: The files as they came.
    /// - Returns: The photos, each once.
    /// - Throws: Which can't be taken, and why.
    func receive(_ sources: [any PhotoSource]) throws(CaseActionError) -> [IncomingPhoto] {
        if sources.isEmpty { return [] }
        if sources.count > RegisterEntry.mostPhotos { throw .tooManyPhotos }
        if let shortage = ledger.space.shortage() { throw .spaceShort(shortage) }
        var photos: [IncomingPhoto] = []
        for (index, source) in sources.enumerated() {
            do throws(PhotoError) {
                let photo = try ledger.photos.receive(source)
                if !photos.contains(where: { $0.photo.hash == photo.photo.hash }) { photos.append(photo) }
            } catch {
                throw CaseActionError(error, ofPhoto: index + 1)
            }
        }
        return photos
    }
}

extension Photo {
    /// A photo as it stands in the document of what it belongs to.
    ///
    /// - Parameters:
    ///   - number: Its number there, from 1.
    ///   - path: Where the API has the file.
    /// - Returns: An object.
    func json(number: Int, path: String) -> JSON {
        .members([
            "number": .integer(number), "type": .string(format.rawValue), "bytes": .integer(byteCount),
            "width": .integer(width), "height": .integer(height), "sha256": .string(Hex.string(hash)),
            "path": .string(path),
        ])
    }
}

extension [RecordEntry] {
    /// Whether words and photos of theirs have been taken out, or are to be.
    var areErased: Bool { contains { $0.record.kind == Record.erasure } }
}

extension CaseActionError {
    /// More photos than an entry takes.
    package static var tooManyPhotos: CaseActionError {
        .invalidRecord(
            member: "photos", RecordRefusal("photos-full", ["limit": "\(RegisterEntry.mostPhotos)"]))
    }

    /// A photo that is longer than is taken, and was not read to its end.
    ///
    /// - Parameters:
    ///   - index: Its place among those that came, from 1.
    ///   - limit: The most bytes.
    /// - Returns: The error.
    package static func photoTooLarge(_ index: Int, limit: Int) -> CaseActionError {
        .invalidRecord(
            member: "photos",
            RecordRefusal("photo-too-large", ["index": "\(index)", "limit": "\(limit >> 20)"]))
    }

    fileprivate init(_ error: PhotoError, ofPhoto index: Int) {
        let word: String
        switch error {
        case .empty: word = "photo-empty"
        case .notAPhoto: word = "photo-not-an-image"
        case .heic: word = "photo-heic"
        case .damaged: word = "photo-damaged"
        case .tooManyPixels: word = "photo-pixels"
        case .system(let error):
            self = .unavailable(error)
            return
        }
        self = .invalidRecord(member: "photos", RecordRefusal(word, ["index": "\(index)"]))
    }
}
