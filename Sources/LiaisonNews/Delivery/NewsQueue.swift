import Glibc
import LiaisonStore
import LiaisonSystem

/// The pieces that wait, each in a file of its own below `notify/queue`, and those that were laid by in `notify/dead`.
///
/// A piece is durable before the cursor moves past what made it news, and gone only once it was taken and the ledger
/// says so: killed at any moment, nothing is lost, and what was on its way comes once more under the same name.
package struct NewsQueue: Sendable {
    private let data: DataDirectory

    /// `notify`.
    var directory: String { data.path(of: .notify) }
    private var queue: String { data.path(of: .waitingNews) }
    private var dead: String { data.path(of: .deadNews) }
    /// A piece that tells of 2,000 cases together has less.
    private static let limit = 1 << 20

    package init(in data: DataDirectory) { self.data = data }

    /// Makes the directories.
    func prepare() throws(SystemError) {
        for path in [directory, queue, dead] {
            try Files.makeDirectory(path)
            try Files.secureDirectory(path)
        }
    }

    /// The names of the files that wait, in order.
    func waiting() throws(SystemError) -> [String] { try names(in: queue) }

    /// How many wait.
    package func waitingCount() throws(SystemError) -> Int { try waiting().count }

    /// How many were laid by.
    package func deadCount() throws(SystemError) -> Int { try names(in: dead).count }

    /// Reads a piece; nothing when it is gone, or isn't one.
    func read(_ name: String) throws(SystemError) -> QueuedNews? { try read(name, in: queue) }

    /// Stores a piece, durably; one of the same name is replaced.
    func store(_ item: QueuedNews) throws(SystemError) {
        try Files.replace("\(queue)/\(item.fileName)", with: item.bytes)
    }

    /// Takes a piece out.
    func remove(_ item: QueuedNews) throws(SystemError) {
        try Files.remove("\(queue)/\(item.fileName)")
    }

    /// Lays a piece by.
    func layBy(_ item: QueuedNews) throws(SystemError) {
        try Files.replace("\(dead)/\(item.fileName)", with: item.bytes)
        try remove(item)
    }

    /// Moves a file away that isn't a piece, so that it stands in nobody's way.
    func layBy(fileNamed name: String) throws(SystemError) {
        try retryingOnInterrupt("rename", "\(queue)/\(name)") {
            rename("\(queue)/\(name)", "\(dead)/\(name).unreadable")
        }
    }

    /// Puts what was laid by back into the queue, to be tried as if for the first time.
    ///
    /// - Parameter now: The time.
    /// - Returns: How many there were.
    /// - Throws: What the file system says; what was put back by then stays so.
    package func replay(at now: Timestamp) throws(SystemError) -> Int {
        try prepare()
        var count = 0
        for name in try names(in: dead) {
            guard var item = try read(name, in: dead) else { continue }
            (item.failures, item.next, item.error) = (0, now, nil)
            try store(item)
            try Files.remove("\(dead)/\(name)")
            count += 1
        }
        return count
    }

    private func read(_ name: String, in directory: String) throws(SystemError) -> QueuedNews? {
        guard let number = QueuedNews.number(inName: name) else { return nil }
        do throws(SystemError) {
            return QueuedNews(number: number, try Files.read("\(directory)/\(name)", limit: Self.limit))
        } catch {
            if error.code == .noSuchFile { return nil }
            throw error
        }
    }

    private func names(in path: String) throws(SystemError) -> [String] {
        do throws(SystemError) {
            return try Files.names(in: path).filter { QueuedNews.number(inName: $0) != nil }
        } catch {
            if error.code == .noSuchFile { return [] }
            throw error
        }
    }
}
