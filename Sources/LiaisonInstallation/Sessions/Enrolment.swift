import LiaisonSystem
import LiaisonText

/// A phone or office PC that has signed in to the desk.
package struct Enrolment: Equatable, Sendable {
    /// What it is called, see ``SessionCookie/session``.
    package let session: String
    /// The name of the record that it rests on, see ``TokenRecord/name``.
    package let record: String
    /// When it signed in.
    package let since: Timestamp
    /// When it was used last, to some ten minutes.
    package internal(set) var seen: Timestamp
    /// When its holder last proved to be the one: by signing in, by the PIN, or by the token.
    package internal(set) var proved: Timestamp
    let pin: PINHash?

    /// Whether its holder proves to be the one by a PIN; else by the token that was pasted.
    package var hasPIN: Bool { pin != nil }

    /// Whether it lay about for so long that its pages ask who is there.
    package func isIdle(at now: Timestamp, _ limits: EnrolmentLimits) -> Bool {
        now.milliseconds - seen.milliseconds >= Int64(limits.idleHours) * 3_600_000
    }

    /// Whether its holder proved to be the one so lately that what can't be taken back may be done.
    package func isFresh(at now: Timestamp) -> Bool {
        now.milliseconds - proved.milliseconds <= Self.freshMilliseconds
    }

    private static let freshMilliseconds: Int64 = 15 * 60_000

    /// Whether its time is over.
    package func isOver(at now: Timestamp, _ limits: EnrolmentLimits) -> Bool {
        secondsLeft(at: now, limits) == 0
    }

    /// How many seconds it has left.
    package func secondsLeft(at now: Timestamp, _ limits: EnrolmentLimits) -> Int {
        let end = since.milliseconds + Int64(limits.days) * 86_400_000
        return Int(max(0, (end - now.milliseconds) / 1000))
    }
}

/// How long a phone stays enrolled, and may lie about.
package struct EnrolmentLimits: Equatable, Sendable {
    package let days: Int
    package let idleHours: Int
}

extension Configuration {
    /// How long a phone stays signed in to the desk.
    package var enrolmentLimits: EnrolmentLimits {
        // What stands in a configuration has been accepted, so it can be read.
        EnrolmentLimits(days: Int(self[.deskDays]) ?? 180, idleHours: Int(self[.deskIdleHours]) ?? 12)
    }
}

// MARK: As a file

extension Enrolment {
    /// What is written when a phone signs in, and never changed: `since`, `pin` (null where a token was pasted).
    var file: [UInt8] {
        SealedLine.seal(
            JSON.members(["since": .string(since.rfc3339), "pin": pin?.json ?? .null]).bytes) + [0x0A]
    }

    /// Reads ``file``; nothing where it was damaged, or a newer release wrote what this one can't judge.
    init?(session: String, record: String, file: [UInt8]) {
        let line = file.last == 0x0A ? Array(file.dropLast()) : file
        guard SealedLine.state(of: line) == .holds, let json = try? JSON(parsing: line),
            let since = json["since"]?.text.flatMap({ Timestamp(rfc3339: $0.utf8) }), let pin = json["pin"]
        else { return nil }
        if pin == .null {
            self.pin = nil
        } else {
            guard let hash = PINHash(json: pin) else { return nil }
            self.pin = hash
        }
        (self.session, self.record, self.since) = (session, record, since)
        (seen, proved) = (since, since)
    }
}
