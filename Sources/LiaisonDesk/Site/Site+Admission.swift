import LiaisonInstallation
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import Synchronization

/// A token that was shown, at the moment of the request.
package enum Admission: Sendable {
    /// It opens what its scope is today.
    case admitted(Scope, TokenRecord)
    /// It was issued once, and opens nothing.
    case closed(TokenClosure)
    /// It was never issued.
    case unknown
}

extension Site {
    /// What a token opens now; blocks on the disk.
    ///
    /// Tokens and roster are asked for their status at every request and read again when a command has replaced them, on
    /// this machine or another: so an end holds from the next request on, everywhere, without a signal.
    ///
    /// - Parameter token: As a client sent it.
    /// - Returns: What it opens.
    /// - Throws: What kept tokens or roster from being read: nobody is let in on what was true before.
    package func admit(_ token: Token) throws(SiteError) -> Admission {
        guard let record = try tokens.fresh().issuedRecord(of: token) else { return .unknown }
        try takeOverRoster()
        switch TokenStanding(record, roster: current.roster, at: clock.now) {
        case .open(let scope):
            tokenUses.note(record.id, on: BeijingTime(clock.now).date)
            return .admitted(scope, record)
        case .closed(let closure): return .closed(closure)
        }
    }

    /// Whether a token was on record at the last look; touches no file, so that an event loop may ask.
    package func remembers(_ token: Token) -> Bool { tokens.remembered.issuedRecord(of: token) != nil }
}

/// The tokens' file as it was read last.
final class KnownTokens: Sendable {
    private let directory: DataDirectory
    private let known: Mutex<(file: TokenFile, stamp: FileStatus?)>
    /// The newest file that had everything of those before; touched under ``turn`` alone.
    private let complete: Mutex<TokenFile>
    /// Held while the file is read, which nobody who only asks memory waits for.
    private let turn = Mutex<Void>(())

    init(of directory: DataDirectory) throws(SiteError) {
        self.directory = directory
        let first = try Self.read(directory)
        known = Mutex(first)
        complete = Mutex(first.file)
    }

    /// As they were at the last look.
    var remembered: TokenFile { known.withLock { $0.file } }

    /// As they are now; blocks on the disk.
    func fresh() throws(SiteError) -> TokenFile {
        if let file = try unchanged() { return file }
        return try turn.withLock { _ throws(SiteError) in
            if let file = try unchanged() { return file }
            var read = try Self.read(directory)
            try known.withLock { known throws(SiteError) in
                // A store that was unmounted has no tokens either: that doesn't make one of them unknown.
                if read.stamp == nil, known.stamp != nil {
                    throw .installation(
                        .system(SystemError("stat", directory.path(of: .tokens), code: .noSuchFile)))
                }
                // It stays so until the file has all of it again. What a damaged line has lost is told as that.
                complete.withLock { complete in
                    if read.file.follows(complete) {
                        complete = read.file
                    } else {
                        read.file.isTurnedBack = read.file.damaged.isEmpty
                    }
                }
                known = read
            }
            return read.file
        }
    }

    private func unchanged() throws(SiteError) -> TokenFile? {
        let stamp = try Self.stamp(of: directory)
        return known.withLock { $0.stamp == stamp ? $0.file : nil }
    }

    private static func read(_ directory: DataDirectory) throws(SiteError) -> (
        file: TokenFile, stamp: FileStatus?
    ) {
        // The stamp first: what changes in between is seen at the next look.
        let stamp = try stamp(of: directory)
        let file = try SiteError.wrapping { () throws(InstallationError) in try TokenFile(of: directory) }
        return (file, stamp)
    }

    private static func stamp(of directory: DataDirectory) throws(SiteError) -> FileStatus? {
        do throws(SystemError) {
            return try Files.currentStatus(directory.path(of: .tokens))
        } catch {
            throw .installation(.system(error))
        }
    }
}
