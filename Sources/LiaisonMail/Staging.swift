import LiaisonSystem

/// The part of a message store that belongs to the pull: its state, its lock, and messages on their way.
package struct Staging: Sendable {
    /// How messages wait.
    enum Form: Sendable {
        /// Each in a file of its own, to be moved into place.
        case fileEach
        /// A page of them in one file, to be appended to another: making and removing thousands of files costs more
        /// than all the rest.
        case onePage
    }

    /// The directory of state and lock.
    package let ownDirectory: String
    let form: Form

    /// Where messages wait.
    var directory: String { "\(ownDirectory)/staging" }

    /// Makes the directories that are missing, readable by their owner alone.
    init(creating ownDirectory: String, form: Form) throws(SystemError) {
        self.ownDirectory = ownDirectory
        self.form = form
        try Files.makeDirectory(directory, mode: 0o700)
    }

    /// Where a message waits that has a file of its own.
    func path(of name: MailName) -> String { "\(directory)/\(name)" }

    /// Where a page of messages waits.
    var page: String { "\(directory)/page" }

    /// Removes what an interrupted pull staged and never promised.
    ///
    /// - Parameter promised: What stays, to be published.
    /// - Throws: What readdir(3) or unlink(2) says.
    package func clear(keeping promised: [MailName]) throws(SystemError) {
        let kept =
            switch form {
            case .fileEach: Set(promised.map(\.description))
            case .onePage: Set(promised.isEmpty ? [] : ["page"])
            }
        for name in try Files.names(in: directory) where !kept.contains(name) {
            try Files.remove("\(directory)/\(name)")
        }
    }
}
