import LiaisonCodes
import LiaisonMail
import LiaisonSystem
import LiaisonText

/// How far a store has been filled, and from where; `state.json` in its own directory, replaced atomically.
package struct PullState: Equatable, Sendable {
    package let account: InboxAccount
    package let format: MessageFormat
    /// Everything up to here has been delivered; nil before the first page.
    package var cursor: String?
    /// What has been staged and must be finished before anything else.
    package var pending: Delivery?
    /// What was delivered of the page after the cursor, when that page was interrupted: it comes once more, and is left out
    /// then, even if the user has deleted it since.
    package var ahead: [MailName] = []

    /// A page's deliveries, promised on stable storage before the first is made.
    ///
    /// This is what makes a pull exact: after an interruption at any point, what is promised and still staged is
    /// published, and what is promised and no longer staged was published, even if the user has deleted it since.
    package struct Delivery: Equatable, Sendable {
        /// The cursor after the page; where the page was interrupted, the one before it.
        package var cursor: String?
        package var names: [MailName]
        /// Where they stand in a store that is one file, in bytes.
        package var position: Int?
        /// Cases whose pulled messages become tombstones.
        package var erasures: [Erasure]

        package init(cursor: String?, names: [MailName], position: Int? = nil, erasures: [Erasure]) {
            self.cursor = cursor
            self.names = names
            self.position = position
            self.erasures = erasures
        }
    }

    /// A case that was erased on the server, and when.
    package struct Erasure: Equatable, Sendable {
        package let number: CaseNumber
        package let at: Timestamp
    }

    /// A store into which nothing has been pulled yet.
    package init(account: InboxAccount, format: MessageFormat = .maildir) {
        self.account = account
        self.format = format
    }
}

extension PullState {
    /// The file's content.
    package var json: JSON {
        .members([
            "version": .integer(1),
            "server": .string(account.server),
            "kind": .string(account.kind),
            "holder": .string(account.holder),
            "format": .string(format.rawValue),
            "cursor": .optional(cursor),
            "pending": pending?.json ?? .null,
            "ahead": .array(ahead.map { .string($0.description) }),
        ])
    }

    /// Reads the file's content; nothing when it isn't one of ours.
    package init?(json: JSON) {
        guard json["version"]?.integer == 1, let server = json["server"]?.text, let kind = json["kind"]?.text,
            let holder = json["holder"]?.text,
            let format = MessageFormat(rawValue: json["format"]?.text ?? MessageFormat.maildir.rawValue)
        else { return nil }
        self.init(account: InboxAccount(server: server, kind: kind, holder: holder), format: format)
        cursor = json["cursor"]?.text
        // A state of before has none.
        let ahead = json["ahead"]?.elements ?? []
        self.ahead = ahead.compactMap { $0.text.flatMap { MailName(fileName: $0) } }
        if self.ahead.count != ahead.count { return nil }
        guard let pending = json["pending"], pending != .null else { return }
        guard let delivery = Delivery(json: pending) else { return nil }
        self.pending = delivery
    }
}

extension PullState.Delivery {
    fileprivate var json: JSON {
        .members([
            "cursor": .optional(cursor),
            "names": .array(names.map { .string($0.description) }),
            "position": position.map { .integer($0) } ?? .null,
            "erasures": .array(
                erasures.map {
                    .members(["case": .string($0.number.description), "at": .string($0.at.rfc3339)])
                }),
        ])
    }

    fileprivate init?(json: JSON) {
        guard let names = json["names"]?.elements, let erasures = json["erasures"]?.elements else {
            return nil
        }
        cursor = json["cursor"]?.text
        position = json["position"]?.integer
        self.names = names.compactMap { $0.text.flatMap { MailName(fileName: $0) } }
        self.erasures = erasures.compactMap { element in
            guard let number = element["case"]?.text.flatMap({ try? CaseNumber(parsing: $0) }),
                let at = element["at"]?.text.flatMap({ Timestamp(rfc3339: $0.utf8) })
            else { return nil }
            return PullState.Erasure(number: number, at: at)
        }
        guard self.names.count == names.count, self.erasures.count == erasures.count else { return nil }
    }
}
