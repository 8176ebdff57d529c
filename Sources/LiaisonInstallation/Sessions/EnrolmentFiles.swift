import LiaisonSystem

/// The files of ``Enrolments``, one by one.
struct EnrolmentFiles: Sendable {
    let directory: String

    func path(_ names: String...) -> String { ([directory] + names).joined(separator: "/") }

    /// The directory of a phone.
    func place(_ enrolment: Enrolment) -> String { path(enrolment.record, enrolment.session) }

    /// Whether a slip is used up.
    func isUsed(_ slip: TokenRecord) throws(SystemError) -> Bool {
        try Files.currentStatus(path(slip.name, "used")) != nil
    }

    func makeDirectory(_ path: String) throws(SystemError) {
        try Files.makeDirectory(path, mode: 0o700)
        for found in [directory, path] { try Files.secureDirectory(found) }
    }

    /// Whether there is such a file at this moment, on whichever machine it was made or removed.
    func exists(_ path: String) throws(SystemError) -> Bool {
        do throws(SystemError) { return try Files.currentStatus(path) != nil } catch {
            if error.code == .notDirectory { return false }
            throw error
        }
    }

    /// A phone as it stands in its files; nothing when it isn't enrolled.
    func read(_ session: String, of record: String) throws(SystemError) -> Enrolment? {
        let place = path(record, session)
        guard let file = try content("\(place)/enrolled"),
            var enrolment = Enrolment(session: session, record: record, file: file)
        else { return nil }
        if let seen = try time("\(place)/seen") { enrolment.seen = max(seen, enrolment.seen) }
        if let proved = try time("\(place)/proved") { enrolment.proved = max(proved, enrolment.proved) }
        return enrolment
    }

    private func time(_ path: String) throws(SystemError) -> Timestamp? {
        try content(path).flatMap { Timestamp(rfc3339: $0.prefix { $0 != 0x0A }) }
    }

    /// What a file holds; nothing where there is none.
    func content(_ path: String) throws(SystemError) -> [UInt8]? {
        do throws(SystemError) { return try Files.read(path, limit: 1 << 16) } catch {
            if error.code == .noSuchFile || error.code == .notDirectory { return nil }
            throw error
        }
    }

    /// Writes a moment into one of a phone's files; of one that was signed out meanwhile nothing is made.
    func write(_ moment: Timestamp, to name: String, of enrolment: Enrolment) throws(SystemError) {
        do throws(SystemError) {
            try Files.replace(
                "\(place(enrolment))/\(name)", with: Array("\(moment.rfc3339)\n".utf8), mode: 0o600)
        } catch {
            if error.code != .noSuchFile { throw error }
        }
    }
}
