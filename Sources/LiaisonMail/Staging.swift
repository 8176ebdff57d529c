import LiaisonSystem

/// The part of a message store that belongs to the pull: its state, its lock, and messages on their way.
package struct Staging: Sendable {
    /// The directory of state and lock.
    package let ownDirectory: String

    /// Where messages wait.
    var directory: String { "\(ownDirectory)/staging" }

    /// Makes the directories that are missing, readable by their owner alone.
    init(creating ownDirectory: String) throws(SystemError) {
        self.ownDirectory = ownDirectory
        try Files.makeDirectory(directory, mode: 0o700)
    }

    /// Where a message waits.
    func path(of name: MailName) -> String { "\(directory)/\(name)" }

    /// Removes what an interrupted pull staged and never promised.
    ///
    /// - Parameter promised: What stays, to be published.
    /// - Throws: What readdir(3) or unlink(2) says.
    package func clear(keeping promised: [MailName]) throws(SystemError) {
        let kept = Set(promised.map(\.description))
        for name in try Files.names(in: directory) where !kept.contains(name) {
            try Files.remove("\(directory)/\(name)")
        }
    }
}
