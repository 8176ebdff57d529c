import LiaisonCodes
import LiaisonMail

/// Whose inbox it is, and where: a store is filled from one account only.
package struct InboxAccount: Equatable, Sendable {
    /// The server's address, or the data directory as `file:///srv/liaison`.
    package let server: String
    /// `deputy`, `station` or `office`.
    package let kind: String
    /// The code or the station's number; empty for the office.
    package let holder: String
    /// Every code that the holder has or had: a store that was filled under another of them is the same holder's.
    package let codes: [String]

    package init(server: String, kind: String, holder: String, codes: [String] = []) {
        self.server = server
        self.kind = kind
        self.holder = holder
        self.codes = codes
    }

    /// Whether a store that was filled from the other account goes on with this one.
    func continues(_ other: InboxAccount) -> Bool {
        server == other.server && kind == other.kind
            && (holder == other.holder || codes.contains(other.holder))
    }
}

/// Some events in the order of their arrival, and where the next page starts.
package struct EventPage: Equatable, Sendable {
    package var events: [InboxEvent]
    /// Opaque; asking after it loses nothing and repeats nothing.
    package var cursor: String
    package var hasMore: Bool

    package init(events: [InboxEvent], cursor: String, hasMore: Bool) {
        self.events = events
        self.cursor = cursor
        self.hasMore = hasMore
    }
}

/// Where a pull takes its events from: a server's API, or the ledger on the same machine.
package protocol InboxSource: Sendable {
    /// The account that these events belong to.
    var account: InboxAccount { get }

    /// The events after a cursor.
    ///
    /// - Parameters:
    ///   - cursor: The cursor of the page before; nil for the very first.
    ///   - limit: The most events to give, at least 1.
    /// - Returns: The page, whole.
    /// - Throws: ``ClientError``.
    func events(after cursor: String?, limit: Int) throws(ClientError) -> EventPage

    /// One photo of a case.
    ///
    /// - Parameters:
    ///   - number: The case.
    ///   - index: Its number, from 1.
    /// - Returns: The file's bytes; nil when it has been erased since.
    /// - Throws: ``ClientError``.
    func photo(of number: CaseNumber, index: Int) throws(ClientError) -> [UInt8]?
}

extension InboxSource {
    /// An event's photos; one that has been erased since is left out, and the message says so.
    package func attachments(of event: InboxEvent) throws(ClientError) -> [MailMessage.Attachment] {
        var attachments: [MailMessage.Attachment] = []
        for index in 0..<event.photos {
            guard let content = try photo(of: event.case, index: event.firstPhoto + index),
                let attachment = MailMessage.Attachment(content: content)
            else { continue }
            attachments.append(attachment)
        }
        return attachments
    }
}
