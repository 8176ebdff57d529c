import LiaisonCodes
import LiaisonSystem
import LiaisonWording

/// How pulled messages are kept.
package enum MessageFormat: String, CaseIterable, Sendable {
    /// A directory as maildir(5) describes it.
    case maildir
    /// A directory with one RFC 5322 file a message, `….eml`, lines ended by CRLF.
    case eml
    /// A directory with one JSON object a message, `….json`, as the API gives it; photos stay on the server.
    case json
    /// One file as RFC 4155 describes it.
    case mbox
}

/// Where a pull puts messages, each exactly once whatever interrupts it.
///
/// A message is first staged, whole and synced, where no reader looks, then promised by the pull's state, then
/// published. A message that is staged no more was published.
package protocol MessageStore: Sendable {
    /// What the user named: a directory or a file.
    var path: String { get }
    var format: MessageFormat { get }
    /// Where messages wait, and the pull keeps its state and its lock.
    var staging: Staging { get }

    /// The names of all messages that a pull has put there and that are still there.
    func names() throws(SystemError) -> Set<MailName>

    /// Where the next messages will stand, for a store that is one file: its length in bytes.
    func position() throws(SystemError) -> Int?

    /// Moves staged messages into readers' sight; durable when it returns, and harmless when done again.
    ///
    /// - Parameters:
    ///   - names: The messages, in order.
    ///   - position: What ``position()`` was when they were promised.
    /// - Throws: What the system says; nothing that was staged is lost.
    func publish(_ names: [MailName], at position: Int?) throws(SystemError)

    /// Replaces every message of a case by its tombstone; doing it again changes nothing.
    ///
    /// - Parameters:
    ///   - number: The case.
    ///   - moment: When it was erased on the server.
    ///   - language: The tombstone's language.
    /// - Throws: An ``ErasureError``; what was replaced until then stays replaced.
    func erase(_ number: CaseNumber, at moment: Timestamp, language: Language) throws(ErasureError)
}

/// Why a case's messages couldn't be replaced.
package enum ErasureError: Error, Equatable, Sendable {
    case system(SystemError)
    /// Another program kept renaming the messages while they were being replaced.
    case restless(CaseNumber)
}

extension MessageFormat {
    /// The bytes of an event's message in this format.
    ///
    /// - Parameters:
    ///   - event: The event.
    ///   - language: The language of subject and facts.
    ///   - attachments: The photos, as far as they could be had.
    /// - Returns: What is staged.
    package func content(
        of event: InboxEvent, _ language: Language, attachments: [MailMessage.Attachment] = []
    ) -> [UInt8] {
        switch self {
        case .maildir: event.mail(language, attachments: attachments).bytes
        case .eml: event.mail(language, attachments: attachments).wireBytes
        case .json: event.json.prettyBytes
        case .mbox:
            Mbox.entry(event.mail(language, attachments: attachments), MailName(of: event), at: event.at)
        }
    }

    /// Whether photos travel inside a message.
    package var carriesPhotos: Bool { self != .json }
}
