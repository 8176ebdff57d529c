import LiaisonCodes
import LiaisonMail
import LiaisonSystem

/// What can go wrong between a deputy's machine and a server; the commands put it into words.
package enum ClientError: Error, Equatable, Sendable {
    /// The text is no `https://host[:port][/path]`.
    case badURL(String)
    /// Plain `http` to another machine would show the token to everyone on the way.
    case insecureURL(String)
    /// No token, or one with characters that none has.
    case badToken
    /// Nothing listens there, or no route leads there.
    case refused(host: String)
    /// No name server knows the host.
    case unknownHost(String)
    /// No connection came about for another reason.
    case unreachable(host: String, reason: String)
    /// What listens there speaks plain `http`, or nothing of the kind.
    case speaksNoTLS(host: String)
    /// The server's certificate isn't trusted, or the TLS handshake failed.
    case untrusted(host: String, reason: String)
    case timedOut(host: String)
    /// The connection ended in the middle of an answer.
    case torn(host: String)
    /// The connection failed, before a request was sent or after.
    case broken(host: String, reason: String)
    /// The answer breaks HTTP/1.1; the reason is for a log.
    case malformed(host: String, reason: String)
    /// Something answers there, but it isn't Liaison.
    case notLiaison(host: String)
    /// The server sends elsewhere; a token is never sent after a redirect.
    case redirected(host: String, location: String)
    /// 401: the token is unknown or mistyped, or opens nothing any more for a reason that the server gives.
    case unauthorised(host: String, reason: String?)
    /// Any other answer that isn't a success, with what the server says about it.
    case problem(Problem)
    /// An event that this version can't read: the member that is wrong.
    case unreadableEvent(member: String)
    /// The server doesn't know the place up to which events were fetched.
    case badCursor
    /// The server said there is more and then gave nothing: asking again would never end.
    case noProgress(host: String)
    /// A file or directory that others may read or that another user owns: what to set it to, in octal.
    case looseMode(path: String, wanted: UInt32)
    case foreignOwner(path: String)
    /// No profile of that name; nil when there is none at all.
    case noProfile(String?)
    /// Several profiles, and nothing says which is meant.
    case severalProfiles([String])
    /// The name of another holder's profile, or of one for another server.
    case profileTaken(String, by: String, on: ServerURL)
    /// A name that no profile can have.
    case badProfileName(String)
    /// A profile that doesn't hold what it should.
    case damagedProfile(path: String)
    /// No directory for profiles: neither `HOME` nor `XDG_CONFIG_HOME` is set.
    case noHome
    /// A file of a pull that doesn't hold what it should.
    case damagedFile(path: String)
    /// What is to be filled holds something else already.
    case foreignPlace(path: String)
    /// Another pull into the same place is running.
    case busy(path: String)
    /// What is there was pulled in another format.
    case otherFormat(path: String, found: MessageFormat, wanted: MessageFormat)
    /// What is there was filled from another account.
    case otherAccount(path: String, found: InboxAccount, wanted: InboxAccount)
    /// The program that speaks https isn't beside this one.
    case noRemoteProgram(path: String)
    /// Another program kept renaming a case's messages while they were being replaced by tombstones.
    case restless(CaseNumber)
    /// What was to be done may have been done all the same: no sure answer came, because of the error within.
    indirect case unclear(ClientError)
    case system(SystemError)

    /// Whether a request may have reached the server before this went wrong.
    var mayFollowDelivery: Bool {
        switch self {
        case .timedOut, .torn, .broken, .malformed, .notLiaison: true
        default: false
        }
    }
}

/// A problem document of RFC 9457, as far as Liaison uses it.
package struct Problem: Equatable, Sendable {
    /// The HTTP status, 400 to 599.
    package let status: Int
    /// The URI that names the kind of problem.
    package let type: String?
    /// Which member of what was sent is wrong, where the kind of problem names one.
    package let member: String?
    package let title: String?
    /// What this occurrence is about, in a sentence of the server's.
    package let detail: String?
    /// The seconds after which asking again makes sense, from Retry-After.
    package let retryAfter: Int?

    package init(
        status: Int, type: String? = nil, member: String? = nil, title: String? = nil, detail: String? = nil,
        retryAfter: Int? = nil
    ) {
        self.status = status
        self.type = type
        self.member = member
        self.title = title
        self.detail = detail
        self.retryAfter = retryAfter
    }
}

/// Runs `body`, whose errors are the system's.
func system<Result: ~Copyable>(
    _ body: () throws(SystemError) -> Result
) throws(ClientError) -> Result {
    do throws(SystemError) {
        return try body()
    } catch {
        throw .system(error)
    }
}
