import LiaisonCases
import LiaisonHTTP
import LiaisonJournal
import LiaisonPhotos
import LiaisonSystem

/// The photos of a form, taken in: stripped and on stable storage, or why not.
struct PhotoUploads {
    private(set) var photos: [IncomingPhoto] = []
    /// What has to be put right, in the order of the files.
    private(set) var problems: [FormProblem] = []

    /// Takes in what a form brought; blocks on the disk.
    ///
    /// - Parameters:
    ///   - files: The files as they came.
    ///   - store: Where they go.
    ///   - isSizeKnown: Whether files of a size that none may have have been named already.
    init(_ files: [FormFile], into store: PhotoStore, isSizeKnown: Bool = false) {
        for (index, file) in files.enumerated() {
            if isSizeKnown, file.isTooLarge || file.count == 0 { continue }
            do throws(PhotoError) {
                photos.append(try store.receive(file))
            } catch {
                problems.append(Self.problem(error, index: index + 1))
            }
        }
    }

    private static func problem(_ error: PhotoError, index: Int) -> FormProblem {
        switch error {
        case .empty: .photoEmpty(index: index)
        case .notAPhoto: .photoNotAnImage(index: index)
        case .heic: .photoHEIC(index: index)
        case .damaged: .photoDamaged(index: index)
        case .tooManyPixels: .photoTooManyPixels(index: index)
        case .system: .serviceUnavailable
        }
    }
}

extension FormFile: PhotoSource {}
