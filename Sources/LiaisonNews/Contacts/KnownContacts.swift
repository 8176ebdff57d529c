import LiaisonInstallation
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import Synchronization

/// The contacts of a data directory, read again after every change of the file.
package final class KnownContacts: Sendable {
    private let directory: DataDirectory
    private let known = Mutex<(book: ContactBook, status: FileStatus?)?>(nil)

    package init(of directory: DataDirectory) { self.directory = directory }

    /// The contacts as they are now; of a file that is no table at all those of before. Blocks on the disk.
    package func current() throws(SystemError) -> ContactBook {
        let status = try Files.currentStatus(directory.path(of: .contacts))
        return known.withLock { known in
            if let known, known.status == status { return known.book }
            let book: ContactBook
            do throws(RosterFileError) {
                book = try ContactBook.load(directory)
            } catch {
                // Whoever uses the file says what is wrong with it; to forget everybody would help nobody.
                book = known?.book ?? ContactBook()
            }
            known = (book, status)
            return book
        }
    }
}
