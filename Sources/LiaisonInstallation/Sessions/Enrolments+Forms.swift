import Glibc
import LiaisonCodes
import LiaisonSystem

/// What follows from the forms on a phone's pages, the same at every server that has the secret.
extension Enrolments {
    /// What the forms on a phone's pages bear, so that no foreign page can send one in its name: the same at every server.
    package func formToken(of enrolment: Enrolment) -> String {
        Base64URL.encode(Array(formKey.authenticate(Array(enrolment.session.utf8)).prefix(18)))
    }

    /// The code of the slip that a form asks for: sent twice, it is the same slip.
    ///
    /// - Parameters:
    ///   - nonce: The form's, which nobody can guess.
    ///   - scope: Whose desk the slip opens.
    /// - Returns: A code that is as random as the nonce.
    package func slipCode(ofForm nonce: String, for scope: Scope) -> SlipCode {
        SlipCode(random: formKey.authenticate(Array("slip \(nonce) \(scope)".utf8)))
    }

    // MARK: The same form again

    /// For how long a form that has used a slip up may be sent once more.
    private static let again: Int64 = 10 * 60_000
    /// How often it is looked whether the first has done its work, and how long in between, in microseconds.
    private static let looks: (count: Int, pause: UInt32) = (100, 20_000)

    /// The cookie of whoever sends a form that uses a slip up: nobody makes it without the form's nonce, the PIN, and the
    /// installation's secret.
    func cookie(ofForm nonce: String, _ pin: PIN, restingOn record: TokenRecord) -> SessionCookie {
        let message = Array("enrol \(record.name) \(nonce) ".utf8) + pin.digits
        return SessionCookie(restingOn: record, secret: formKey.authenticate(message))
    }

    /// Whether a slip was used up for that very session a moment ago, and it is signed in still. The first of two may be at
    /// its work in this moment: it is waited for.
    func hasBegun(_ cookie: SessionCookie, at now: Timestamp) throws(SystemError) -> Bool {
        let used = files.path(cookie.record, "used")
        for _ in 0..<Self.looks.count {
            if let file = try files.content(used), file.last == UInt8(ascii: "\n") {
                let parts = file.dropLast().split(separator: UInt8(ascii: " "))
                guard parts.count == 2, parts[1].elementsEqual(cookie.session.utf8),
                    let moment = Timestamp(rfc3339: parts[0]),
                    now.milliseconds - moment.milliseconds <= Self.again
                else { return false }
                if try files.exists(files.path(cookie.record, cookie.session, "enrolled")) { return true }
            }
            usleep(Self.looks.pause)
        }
        return false
    }

    /// Has the form that let a phone in let nobody in again, once it is signed out: whoever sends it is told at once.
    func forgetForm(of enrolment: Enrolment) throws(SystemError) {
        let used = files.path(enrolment.record, "used")
        guard let parts = try files.content(used)?.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }),
            parts.count == 2, parts[1].elementsEqual(enrolment.session.utf8)
        else { return }
        try Files.replace(used, with: Array(parts[0]) + Array(" -\n".utf8), mode: 0o600)
    }
}
