import LiaisonDesk
import LiaisonHTTP
import LiaisonPhotos

extension LiaisonHTTP.FormFields {
    /// The photos that came with an entry, as far as can be told without looking into them.
    ///
    /// - Returns: The files.
    /// - Throws: That they are too many, that one is too large, or that there was no room for them.
    func photosOfEntry() throws(CaseActionError) -> [any PhotoSource] {
        if let index = files.firstIndex(where: \.isTooLarge) {
            throw .photoTooLarge(index + 1, limit: FormLimits().file)
        }
        switch error {
        case nil: return files
        case .tooManyFiles: throw .tooManyPhotos
        // It was cut in the midst of the next.
        case .tooLarge: throw .photoTooLarge(files.count + 1, limit: FormLimits().file)
        case .spool(let error): throw .unavailable(error)
        case .spoolFull, .malformed, .notUTF8, .tooManyFields, .nameTooLong, .textTooLong:
            throw .unavailable(nil)
        }
    }

    /// Whether nothing is wrong but with files, so that what was typed before them is there.
    var hasItsWords: Bool {
        switch error {
        case nil, .tooManyFiles, .tooLarge, .spool, .spoolFull: true
        case .malformed, .notUTF8, .tooManyFields, .nameTooLong, .textTooLong: false
        }
    }
}
