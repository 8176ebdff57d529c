import LiaisonCases
import LiaisonHTTP
import LiaisonJournal
import LiaisonSystem
import Synchronization

/// Photos that came with a form which went back to its writer for another reason: a browser forgets them, so they wait here
/// for the form to be sent again.
///
/// They are stripped, lie in the spool directory, and belong to the form's nonce, which nobody can guess and which no
/// address holds: whoever has another form gets none of them. The page shows their number alone. What waits is bounded for
/// one client and in all, in number and bytes, and goes after an hour. Another server, or this one after a start, has none
/// of them: then the form asks for them again, before anything is sent without them.
final class KeptPhotos: Sendable {
    /// What may wait.
    struct Limits: Sendable {
        /// Photos of one client, and their bytes.
        var ofOne = (count: 24, bytes: 64 << 20)
        /// Photos of all clients, and their bytes.
        var ofAll = (count: 600, bytes: 512 << 20)
    }

    /// How long they wait, in milliseconds.
    static let lifetime: Int64 = 3_600_000

    private struct Entry {
        var photos: [IncomingPhoto]
        let client: ClientAddress
        var at: Timestamp
        var bytes: Int { photos.reduce(0) { $0 + $1.photo.byteCount } }
    }

    private let limits: Limits
    private let entries = Mutex<[[UInt8]: Entry]>([:])

    init(_ limits: Limits = Limits()) { self.limits = limits }

    /// Keeps photos for a form, in the place of those kept for it before.
    ///
    /// - Parameters:
    ///   - photos: The photos, at most as many as a form takes.
    ///   - nonce: The form's nonce, decoded.
    ///   - client: Who sent them.
    ///   - now: The time.
    /// - Returns: Whether they wait, and those of before no longer; not where one has gone from the spool directory, or too many wait already.
    func keep(_ photos: [IncomingPhoto], for nonce: [UInt8], of client: ClientAddress, at now: Timestamp)
        -> Bool
    {
        sweep(at: now)
        guard !photos.isEmpty, photos.allSatisfy(\.isWaiting) else { return false }
        let entry = Entry(photos: photos, client: client, at: now)
        let (isKept, replaced) = entries.withLock { entries -> (Bool, Entry?) in
            let others = entries.filter { $0.key != nonce }.values
            let own = others.filter { $0.client == client }
            guard Self.fits(entry, beside: own, limits.ofOne),
                Self.fits(entry, beside: Array(others), limits.ofAll)
            else { return (false, nil) }
            return (true, entries.updateValue(entry, forKey: nonce))
        }
        // What is replaced goes outside the lock, with its files.
        _ = consume replaced
        return isKept
    }

    /// The photos that wait for a form; they go on waiting. Touches no file.
    func photos(for nonce: [UInt8], at now: Timestamp) -> [IncomingPhoto] {
        entries.withLock { entries in
            entries[nonce].flatMap { Self.isOver($0, at: now) ? nil : $0.photos } ?? []
        }
    }

    /// Has what waits for one form wait for another, which its writer is shown instead.
    func move(from nonce: [UInt8], to other: [UInt8]) {
        entries.withLock { entries in
            if let entry = entries.removeValue(forKey: nonce) { entries[other] = entry }
        }
    }

    /// Lets go of what waits for a form, if anything does: it was sent, or is not wanted.
    func drop(_ nonce: [UInt8]) {
        let dropped = entries.withLock { $0.removeValue(forKey: nonce) }
        // The files go here, outside the lock.
        _ = consume dropped
    }

    /// How many photos wait.
    var count: Int { entries.withLock { $0.values.reduce(0) { $0 + $1.photos.count } } }

    private static func isOver(_ entry: Entry, at now: Timestamp) -> Bool {
        // A moment that is still far to come was noted before the clock was set back.
        abs(now.milliseconds - entry.at.milliseconds) > lifetime
    }

    /// Lets go of what has waited for an hour.
    func sweep(at now: Timestamp) {
        let old = entries.withLock { entries in
            let old = entries.filter { Self.isOver($0.value, at: now) }
            for nonce in old.keys { entries[nonce] = nil }
            return old
        }
        _ = consume old
    }

    private static func fits(_ entry: Entry, beside others: [Entry], _ limit: (count: Int, bytes: Int))
        -> Bool
    {
        let count = others.reduce(entry.photos.count) { $0 + $1.photos.count }
        let bytes = others.reduce(entry.bytes) { $0 + $1.bytes }
        return count <= limit.count && bytes <= limit.bytes
    }
}
