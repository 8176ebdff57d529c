import Glibc
import LiaisonCodes
import LiaisonSystem
import LiaisonText

/// The attempts of one account whose outcome isn't known: so that the same command line again does it once.
///
/// `DIR/<account>/<meaning>.json`, directories of mode 0700 and files of mode 0600. Both names are hashes: neither the
/// token nor a word that somebody typed can be read there. A file is made before anything is sent and goes when the
/// outcome is known, at the latest a week later.
package struct AttemptStore: Sendable {
    /// Of all accounts, such as `/home/zhang/.local/state/liaison/attempts`.
    private let directory: String
    /// Of this account.
    private let own: String

    /// - Parameters:
    ///   - directory: Of all accounts; it is made when it isn't there.
    ///   - account: What tells the account from others, such as ``ServerAPI/account``.
    package init(directory: String, account: String) {
        self.directory = directory
        own = "\(directory)/\(Hex.string(SHA256.digest(Array(account.utf8))))"
    }

    /// The directory that the XDG Base Directory Specification says: `$XDG_STATE_HOME/liaison/attempts`, else
    /// `~/.local/state/liaison/attempts`; nothing when neither variable helps.
    ///
    /// - Parameter environment: Looks a variable up; an empty one counts as absent.
    /// - Returns: The directory, or nothing.
    package static func directory(environment: (String) -> String?) -> String? {
        // A relative path is to be ignored, says the specification.
        if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") {
            return "\(state)/liaison/attempts"
        }
        return environment("HOME").map { "\($0)/.local/state/liaison/attempts" }
    }

    /// The attempt that is still open for a meaning, or else a fresh one, which is remembered from here on.
    ///
    /// Whoever asks at the same time in another window gets the same attempt.
    ///
    /// - Parameters:
    ///   - meaning: What is to be done.
    ///   - now: The time.
    /// - Returns: The attempt, as it was tried last when it was open before.
    /// - Throws: Why nothing can be remembered there.
    package func begin(
        _ meaning: Meaning, at now: Timestamp
    ) throws(ClientError) -> (attempt: Attempt, wasOpen: Bool) {
        try system { () throws(SystemError) in try Files.makeDirectory(own, mode: 0o700) }
        for path in [directory, own] { try ProfileStore.requirePrivate(path, wanted: 0o700) }
        try sweep(at: now)
        let fresh = Attempt(
            key: RandomBytes.hex(count: 16), kind: meaning.kind, number: meaning.number, at: now)
        if let open = try load(meaning), !Self.isOver(open.at, at: now) {
            // Tried last now: its week begins anew, whatever the clock said then.
            var again = open
            again.at = now
            try keep(again, as: meaning)
            return (open, true)
        }
        if try create(fresh, as: meaning) { return (fresh, false) }
        guard let open = try load(meaning), !Self.isOver(open.at, at: now) else {
            // It is too old, or was open in another window and has just come to its end: this is another one.
            try keep(fresh, as: meaning)
            return (fresh, false)
        }
        return (open, true)
    }

    /// Remembers an attempt, in the place of whatever stood there.
    package func keep(_ attempt: Attempt, as meaning: Meaning) throws(ClientError) {
        try system { () throws(SystemError) in
            try Files.replace(file(of: meaning), with: attempt.json.bytes, mode: 0o600)
        }
    }

    /// Forgets an attempt whose outcome is known; doing it again changes nothing.
    package func forget(_ meaning: Meaning) throws(ClientError) {
        try system { () throws(SystemError) in try Files.remove(file(of: meaning)) }
    }

    /// The open attempts of this account, those tried last first.
    ///
    /// - Parameter now: The time.
    /// - Returns: All that are younger than a week; none where nothing was ever remembered.
    /// - Throws: Why they can't be read.
    package func open(at now: Timestamp) throws(ClientError) -> [Attempt] {
        var attempts: [Attempt] = []
        for name in try names(in: own) {
            if let attempt = try read("\(own)/\(name)"), !Self.isOver(attempt.at, at: now) {
                attempts.append(attempt)
            }
        }
        return attempts.sorted { $0.at > $1.at }
    }

    private func load(_ meaning: Meaning) throws(ClientError) -> Attempt? { try read(file(of: meaning)) }

    private func file(of meaning: Meaning) -> String { "\(own)/\(meaning.digest).json" }

    private func read(_ path: String) throws(ClientError) -> Attempt? {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try Files.read(path, limit: 1 << 12)
        } catch {
            if error.code == .noSuchFile { return nil }
            throw .system(error)
        }
        guard let json = try? JSON(parsing: bytes), let attempt = Attempt(json: json) else {
            throw .damagedFile(path: path)
        }
        return attempt
    }

    /// Makes the file whole or not at all; answers whether it wasn't there before.
    private func create(_ attempt: Attempt, as meaning: Meaning) throws(ClientError) -> Bool {
        let path = file(of: meaning)
        let draft = "\(path).\(RandomBytes.hex(count: 4)).tmp"
        return try system { () throws(SystemError) in
            try Files.create(draft, with: attempt.json.bytes, mode: 0o600)
            var isNew = true
            let linked = Result { () throws(SystemError) in
                try retryingOnInterrupt("link", path) { link(draft, path) }
            }
            try Files.remove(draft)
            do throws(SystemError) {
                _ = try linked.get()
            } catch {
                if error.code != .exists { throw error }
                isNew = false
            }
            try Files.syncDirectory(own)
            return isNew
        }
    }

    /// Removes what is older than a week, of every account: tokens end, and nobody asks for theirs again.
    private func sweep(at now: Timestamp) throws(ClientError) {
        for account in try names(in: directory) {
            let folder = "\(directory)/\(account)"
            for name in try names(in: folder) {
                let status = try system { () throws(SystemError) in
                    try Files.status("\(folder)/\(name)", following: false)
                }
                let at = Timestamp(milliseconds: (status?.modifiedNanoseconds ?? 0) / 1_000_000)
                if Self.isOver(at, at: now) {
                    try system { () throws(SystemError) in try Files.remove("\(folder)/\(name)") }
                }
            }
        }
    }

    /// Whether an attempt of that moment is forgotten. One of a moment still to come was made before the clock was set
    /// back: it is remembered.
    private static func isOver(_ moment: Timestamp, at now: Timestamp) -> Bool {
        moment.adding(milliseconds: Attempt.lifetime) < now
    }

    private func names(in directory: String) throws(ClientError) -> [String] {
        do throws(SystemError) {
            return try Files.names(in: directory)
        } catch {
            // Swept by another command meanwhile, or never made.
            if error.code == .noSuchFile || error.code == .notDirectory { return [] }
            throw .system(error)
        }
    }
}
