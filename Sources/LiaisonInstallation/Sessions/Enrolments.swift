import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import Synchronization

/// The phones and office PCs that are signed in to the desk, and the slips that are used up: durable, and the same at every
/// server that shares the directory, without a lock between them.
///
/// ```
/// DIR/desk/<record>/used                a slip that is used up, when, and for which session, or `-` once that is signed out:
///                                       made with O_CREAT|O_EXCL, which one server does
/// DIR/desk/<record>/<session>/enrolled  a phone; written once, gone when it is signed out
/// DIR/desk/<record>/<session>/seen      when it was last used, in RFC 3339; replaced as a whole
/// DIR/desk/<record>/<session>/proved    when its PIN was last typed right; the same
/// DIR/desk/<record>/<session>/try-1...5 a try at the PIN that wasn't right, or not yet: made with O_CREAT|O_EXCL
/// ```
///
/// `<record>` is the name of the token's or slip's record, which says whose desk it is: what has become of that, token file
/// and roster are asked for at every request. `<session>` is a hash of the cookie's secret. Whether `enrolled` is there is
/// asked at every request too, so that a phone that is signed out at one server is out at all of them; its content is
/// remembered. A try takes its place before the PIN is looked at: five wrong ones end the enrolment, however many servers
/// are asked at once.
package final class Enrolments: Sendable {
    let files: EnrolmentFiles
    private let key: HMACSHA256
    let formKey: HMACSHA256
    private let rounds: Int
    private let known = Mutex<[String: Known]>([:])

    private struct Known {
        var enrolment: Enrolment
        /// What of ``Enrolment/seen`` stands in the file.
        var written: Timestamp
    }

    /// How many wrong PINs end an enrolment.
    package static let tries = 5
    /// How many rounds of the hash a PIN takes unless asked.
    package static let usualRounds = 120_000
    /// How many phones are remembered; they are forgotten all at once.
    private static let remembered = 20_000
    /// How many milliseconds pass before it is written down that a phone is in use still.
    private static let seenStep: Int64 = 10 * 60_000

    /// - Parameters:
    ///   - directory: The installation.
    ///   - secret: Its secret.
    ///   - rounds: How many rounds of the hash a PIN takes: some tenth of a second.
    package init(in directory: DataDirectory, secret: [UInt8], rounds: Int = Enrolments.usualRounds) {
        files = EnrolmentFiles(directory: directory.path(of: .desk))
        self.rounds = rounds
        let root = HMACSHA256(key: secret)
        key = HMACSHA256(key: root.authenticate(Array("desk pin".utf8)))
        formKey = HMACSHA256(key: root.authenticate(Array("desk form".utf8)))
    }

    // MARK: Signing in

    /// Uses a slip up, and enrols the phone that did; blocks on the disk.
    ///
    /// - Parameters:
    ///   - record: The slip's.
    ///   - pin: What its holder has chosen.
    ///   - nonce: That of the form which was sent: the same form with the same PIN, sent again within minutes, gives the same
    ///     cookie, at whichever server. A second tap, or an answer that was lost, uses nothing up.
    ///   - now: The time.
    /// - Returns: The phone's cookie; nothing when the slip is used up, here or at another server.
    /// - Throws: What the file system says; the slip can be used then.
    package func begin(
        usingUp record: TokenRecord, pin: PIN, form nonce: String? = nil, at now: Timestamp
    ) throws(SystemError) -> SessionCookie? {
        let cookie =
            nonce.map { self.cookie(ofForm: $0, pin, restingOn: record) }
            ?? SessionCookie(restingOn: record)
        let hash = PINHash(pin, key: key, rounds: rounds)
        let used = "\(files.path(record.name))/used"
        try files.makeDirectory(files.path(record.name))
        do throws(SystemError) {
            try Files.create(used, with: Array("\(now.rfc3339) \(cookie.session)\n".utf8), mode: 0o600)
        } catch {
            if error.code == .exists { return try hasBegun(cookie, at: now) ? cookie : nil }
            throw error
        }
        do throws(SystemError) {
            return try enrol(cookie, pin: hash, at: now)
        } catch {
            // Nobody was let in by it, so whoever holds it may try again.
            try Files.remove(used)
            throw error
        }
    }

    /// Enrols a phone or PC whose holder has shown a token; blocks on the disk.
    ///
    /// - Parameters:
    ///   - record: The token's.
    ///   - now: The time.
    /// - Returns: The cookie.
    /// - Throws: What the file system says.
    package func begin(
        byTokenOf record: TokenRecord, at now: Timestamp
    ) throws(SystemError) -> SessionCookie {
        try files.makeDirectory(files.path(record.name))
        return try enrol(SessionCookie(restingOn: record), pin: nil, at: now)
    }

    private func enrol(
        _ cookie: SessionCookie, pin: PINHash?, at now: Timestamp
    ) throws(SystemError) -> SessionCookie {
        let place = files.path(cookie.record, cookie.session)
        try files.makeDirectory(place)
        let enrolment = Enrolment(
            session: cookie.session, record: cookie.record, since: now, seen: now, proved: now, pin: pin)
        try Files.replace("\(place)/enrolled", with: enrolment.file, mode: 0o600)
        remember(enrolment, written: now)
        return cookie
    }

    /// Whether a slip is used up; blocks on the disk.
    package func isUsed(_ record: TokenRecord) throws(SystemError) -> Bool {
        try files.isUsed(record)
    }

    // MARK: Being signed in

    /// The enrolment of a phone at this moment, at whatever server it was changed last; blocks on the disk.
    ///
    /// - Parameters:
    ///   - cookie: What it shows.
    ///   - now: The time.
    ///   - limits: How long it may stay enrolled.
    /// - Returns: Nothing when it never was enrolled, or is no more.
    /// - Throws: What the file system says.
    package func enrolment(
        of cookie: SessionCookie, at now: Timestamp, _ limits: EnrolmentLimits
    ) throws(SystemError) -> Enrolment? {
        let (session, place) = (cookie.session, files.path(cookie.record, cookie.session))
        guard try files.exists("\(place)/enrolled") else {
            forget(session)
            return nil
        }
        var found = known.withLock { $0[session]?.enrolment }
        // Another server may know of later: it is asked where it matters.
        if found == nil || found?.record != cookie.record || found?.isIdle(at: now, limits) == true
            || found?.isFresh(at: now) == false
        {
            found = try files.read(session, of: cookie.record)
            if let found { remember(found, written: found.seen) }
        }
        guard let found else { return nil }
        if found.isOver(at: now, limits) {
            try end(found)
            return nil
        }
        return found
    }

    /// Whether a phone was enrolled at the last look; touches no file.
    package func remembers(_ cookie: SessionCookie) -> Bool {
        known.withLock { $0[cookie.session] != nil }
    }

    /// Takes down that a phone is in use, every ten minutes; blocks on the disk.
    package func note(_ enrolment: Enrolment, at now: Timestamp) throws(SystemError) {
        let isDue = known.withLock { known in
            known[enrolment.session]?.enrolment.seen = now
            let written = known[enrolment.session]?.written ?? enrolment.seen
            guard now.milliseconds - written.milliseconds >= Self.seenStep else { return false }
            known[enrolment.session]?.written = now
            return true
        }
        if isDue { try files.write(now, to: "seen", of: enrolment) }
    }

    /// What became of a try at a PIN.
    package enum Proof: Equatable, Sendable {
        case right
        /// Not this one; so many more may be tried.
        case wrong(left: Int)
        /// It was the last try, or there was none left: the phone is signed out.
        case ended
    }

    /// Tries a PIN; blocks on the disk, and for a tenth of a second.
    ///
    /// - Parameters:
    ///   - pin: What was typed.
    ///   - enrolment: The phone, which has one.
    ///   - now: The time.
    /// - Returns: Whether it was right.
    /// - Throws: What the file system says; it wasn't looked at then.
    package func prove(
        _ pin: PIN, of enrolment: Enrolment, at now: Timestamp
    ) throws(SystemError) -> Proof {
        guard let hash = enrolment.pin, let number = try takeTry(enrolment) else {
            try end(enrolment)
            return .ended
        }
        if hash.isOf(pin, key: key) {
            try renew(enrolment, at: now)
            for number in 1...Self.tries { try Files.remove("\(files.place(enrolment))/try-\(number)") }
            return .right
        }
        if number < Self.tries { return .wrong(left: Self.tries - number) }
        try end(enrolment)
        return .ended
    }

    /// Takes down that the holder has just proved to be the one; blocks on the disk.
    package func renew(_ enrolment: Enrolment, at now: Timestamp) throws(SystemError) {
        try files.write(now, to: "proved", of: enrolment)
        try files.write(now, to: "seen", of: enrolment)
        var enrolment = enrolment
        (enrolment.proved, enrolment.seen) = (now, now)
        remember(enrolment, written: now)
    }

    /// The first place among the tries that nobody has taken; nothing when there is none.
    private func takeTry(_ enrolment: Enrolment) throws(SystemError) -> Int? {
        for number in 1...Self.tries {
            do throws(SystemError) {
                try Files.create("\(files.place(enrolment))/try-\(number)", with: [], mode: 0o600)
                return number
            } catch {
                // Another server has just signed the phone out.
                if error.code == .noSuchFile { return nil }
                if error.code != .exists { throw error }
            }
        }
        return nil
    }

    // MARK: Signing out

    /// Signs a phone out, at all servers; blocks on the disk.
    package func end(_ enrolment: Enrolment) throws(SystemError) {
        forget(enrolment.session)
        let place = files.place(enrolment)
        // The file that says that it is enrolled goes first, and for good.
        do throws(SystemError) {
            try Files.remove("\(place)/enrolled")
            try Files.syncDirectory(place)
            try forgetForm(of: enrolment)
            try Files.removeTree(place)
        } catch {
            // Another server may be at the same, or have put a time down meanwhile: what is left opens nothing.
            if error.code != .noSuchFile, try files.exists("\(place)/enrolled") { throw error }
        }
    }

    /// The phones that rest on a record, the one that was used last first; blocks on the disk.
    package func enrolments(on record: TokenRecord) throws(SystemError) -> [Enrolment] {
        var found: [Enrolment] = []
        do throws(SystemError) {
            for session in try Files.names(in: files.path(record.name)) where session != "used" {
                if let enrolment = try files.read(session, of: record.name) { found.append(enrolment) }
            }
        } catch {
            if error.code != .noSuchFile { throw error }
        }
        return found.sorted { $0.seen > $1.seen }
    }

    // MARK: Memory

    private func remember(_ enrolment: Enrolment, written: Timestamp) {
        known.withLock { known in
            if known.count >= Self.remembered { known.removeAll(keepingCapacity: true) }
            known[enrolment.session] = Known(enrolment: enrolment, written: written)
        }
    }

    private func forget(_ session: String) { _ = known.withLock { $0.removeValue(forKey: session) } }
}
