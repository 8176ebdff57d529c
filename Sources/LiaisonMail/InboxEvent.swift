import LiaisonCodes
import LiaisonSystem

/// One event of a case as a deputy's inbox shows it: one NDJSON line of the API, one message of a pull.
///
/// The server builds it from the ledger and prints ``json``; the client reads it with ``init(json:)`` and
/// delivers ``mail(_:attachments:)``.
package struct InboxEvent: Equatable, Sendable {
    /// Unique for ever, such as `SS00/2026-11-0001/3`: ASCII letters, digits, `.`, `_`, `-` and `/`.
    package var id: String
    package var `case`: CaseNumber
    /// The raw value of an ``EventKind``, or a word that a newer server has and this client doesn't know.
    package var kind: String
    package var at: Timestamp
    /// Who did it, as the public knows them; nil for the citizen.
    package var by: String?
    package var messageID: MessageID
    /// The message id of the case's first event; nil on that event itself.
    package var inReplyTo: MessageID?
    package var station: StationID
    package var stationName: String
    /// The code that the case is addressed to after this event, a deputy's or a station's.
    package var to: Code
    package var toName: String
    /// `scan`, `walk-in`, `phone` or `paper`.
    package var channel: String
    package var topic: String?
    /// What was written: the citizen's message, the reply, the reason; nil when there was none or it is erased.
    package var text: String?
    /// The citizen's name and phone number, as typed.
    package var name: String?
    package var phone: String?
    /// How many photos came with this event.
    package var photos: Int
    /// The number of the first of them among the case's photos, from 1.
    package var firstPhoto = 1
    /// `simple`, `ordinary` or `major`, once it is graded.
    package var grade: String?
    /// The day by which an answer is due.
    package var due: CivilDate?
    /// How it was closed: the word of an ``Outcome``.
    package var outcome: String?
    /// `satisfied`, `fair` or `dissatisfied`.
    package var rating: String?
    /// The hash of the ledger's line, hexadecimal.
    package var entry: String?
    /// Where the case is seen on the server.
    package var url: String?
    /// The day by which the case is to be closed.
    package var closeDue: CivilDate?
    /// The day that the event itself sets: a new deadline, or a department's.
    package var until: CivilDate?
    /// The day on which it happened, where it was entered later.
    package var on: CivilDate?
    /// The department that the case was given to by this event.
    package var unit: String?
    /// The number of the suggestion that it became by this event.
    package var reference: String?
    /// `yes`, `partly` or `no`: whether the matter is solved, as the citizen said last.
    package var solved: String?

    package init(
        id: String, case number: CaseNumber, kind: String, at: Timestamp, by: String? = nil,
        messageID: MessageID, inReplyTo: MessageID? = nil, station: StationID, stationName: String, to: Code,
        toName: String, channel: String, topic: String? = nil, text: String? = nil, name: String? = nil,
        phone: String? = nil, photos: Int = 0, grade: String? = nil, due: CivilDate? = nil,
        outcome: String? = nil, rating: String? = nil, entry: String? = nil, url: String? = nil
    ) {
        self.id = id
        self.case = number
        self.kind = kind
        self.at = at
        self.by = by
        self.messageID = messageID
        self.inReplyTo = inReplyTo
        self.station = station
        self.stationName = stationName
        self.to = to
        self.toName = toName
        self.channel = channel
        self.topic = topic
        self.text = text
        self.name = name
        self.phone = phone
        self.photos = photos
        self.grade = grade
        self.due = due
        self.outcome = outcome
        self.rating = rating
        self.entry = entry
        self.url = url
    }
}

/// A message id of RFC 5322 section 3.6.4, angle brackets included, such as `<SS00-1.3@llz.example.gov.cn>`.
package struct MessageID: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// Takes `<left@right>` of printable ASCII without spaces, at most 250 bytes; nothing for anything else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let content = bytes.dropFirst().dropLast()
        guard (5...250).contains(bytes.count), bytes.first == UInt8(ascii: "<"),
            bytes.last == UInt8(ascii: ">"), content.allSatisfy(Self.isAllowed)
        else { return nil }
        let parts = content.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy(Self.isDotAtom) else { return nil }
        description = text
    }

    /// Makes `<left@host>`.
    ///
    /// - Parameters:
    ///   - left: What tells the message from others at that host: letters, digits, single dots and hyphens, at most 120.
    ///   - host: The host.
    package init(_ left: String, at host: Host) { description = "<\(left)@\(host.name)>" }

    /// What stands to the right of the sign in ids that are made here.
    package struct Host: Sendable {
        fileprivate let name: String

        /// Takes whatever host a base URL has: of an address in brackets only what a name may have is left, and of a very
        /// long name the end, since a message without an id could not be told from others.
        ///
        /// - Parameter host: A name or address, with `:port` or without.
        package init(_ host: String) {
            let isBracketed = host.hasPrefix("[")
            let name = isBracketed ? host.dropFirst().prefix { $0 != "]" } : host.prefix { $0 != ":" }
            let (at, hyphen) = (UInt8(ascii: "@"), UInt8(ascii: "-"))
            let letters = name.utf8.map { MessageID.isAllowed($0) && $0 != at ? $0 : hyphen }
            let labels = letters.suffix(Self.limit).split(separator: UInt8(ascii: "."))
            let right = Array(labels.joined(separator: [UInt8(ascii: ".")]))
            let prefix = isBracketed ? "ip-" : ""
            self.name = prefix + (right.isEmpty ? "localhost" : String(decoding: right, as: UTF8.self))
        }

        /// The most bytes of a host's name.
        private static let limit = 120
    }

    private static func isDotAtom(_ text: ArraySlice<UInt8>) -> Bool {
        text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
    }

    /// atext of RFC 5322 section 3.2.3, the dot and the at sign.
    fileprivate static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-/=?^_`{|}~.@".utf8.contains(byte)
        }
    }
}
