import LiaisonCodes
import LiaisonPhotos
import LiaisonSystem

/// One thing that happened to a case: the unit that the ledger stores, one JSON line each.
///
/// What may identify a person stands in ``Personal`` alone, apart from the rest, so that it can be erased
/// while the line's place in the chain, and every count, stays.
package struct Event: Equatable, Sendable {
    /// When it happened, by the clock of the server that wrote it.
    package var at: Timestamp
    /// The case it belongs to.
    package var caseNumber: CaseNumber
    /// What happened.
    package var body: Body
    /// Who did it; nothing for the citizen.
    package var actor: Actor?
    /// A keyed hash of what makes this act the same act when it is asked for again; see ``CaseAction/key``.
    package var key: Digest?
    /// The nonce of its case's message, which tells the case from another that has had the same number; nothing in the
    /// message itself, nor in lines of versions that wrote none.
    package var nonce: Digest?
    /// The topic that the citizen added, when it is one of the configured ones; a message has it in its receipt.
    package var topic: String?
    /// The Beijing date on which it happened, where it was entered later: an answer given on the spot counts from there.
    package var on: CivilDate?
    /// The photos that came with the citizen's words.
    package var photos: [Photo] = []
    /// What was typed; nothing when nothing was, or when it has been erased.
    package var personal: Personal?

    package init(
        at: Timestamp, caseNumber: CaseNumber, body: Body, actor: Actor? = nil, key: Digest? = nil,
        nonce: Digest? = nil, personal: Personal? = nil
    ) {
        self.at = at
        self.caseNumber = caseNumber
        self.body = body
        self.actor = actor
        self.key = key
        self.nonce = nonce
        self.personal = personal
    }

    /// What happened, with what a machine needs to know of it.
    package enum Body: Equatable, Sendable {
        /// A message arrived.
        case received(Receipt)
        /// The citizen added words, a name, a number or photos; the digest makes a repeated sending harmless.
        case appended(digest: Digest)
        /// The message was taken up and graded.
        case acknowledged(Choice<Grade>)
        /// The citizen was asked for more; the deadline waits.
        case asked
        /// The citizen answered the question; the deadline runs on.
        case answered(digest: Digest)
        /// An answer was given.
        case replied
        /// The deadline was moved.
        case extended(until: CivilDate)
        /// Another deputy or station has it now.
        case transferred(to: Code, station: StationID)
        /// A deputy took it from the station's shared inbox.
        case claimed(by: Code)
        /// It was closed.
        case closed(Choice<Outcome>)
        /// It was opened again.
        case reopened
        /// The citizen rated the handling, and said whether the matter is solved, where they were asked.
        case rated(Choice<Rating>, solved: Choice<Solved>?)
        /// What was typed was taken out of the store; the reason stays, and names nobody.
        case erased(reason: String?)
        /// An officer found a person's message in the quarantine: it goes where it is addressed to.
        case released
        /// An officer found nobody's message in the quarantine: it stays in the store, and is counted apart.
        case discarded
        /// A department has it to deal with, by that day if one was set; its name was typed.
        case assigned(until: CivilDate?)
        /// The department was urged.
        case urged
        /// Whoever must act was told of it; it changes nothing.
        case notified(Notification)
        /// A case of another station's ledger is, or will be, this station's to handle: a pointer that stands in
        /// this station's ledger, before the transfer stands in the other's.
        case referred
        /// What a newer release wrote of the case and this one doesn't know: it changes nothing, and is passed on.
        case newer(kind: String)
    }

    /// What was handed on: of what, to whom, and by which way; never the address.
    package struct Notification: Equatable, Sendable {
        package var news: Choice<NewsKind>
        /// The deputy's code, or the station's where its officer was told.
        package var to: Code
        /// The channel that was on record for them; nothing where none was.
        package var channel: String?

        package init(news: Choice<NewsKind>, to: Code, channel: String?) {
            (self.news, self.to, self.channel) = (news, to, channel)
        }
    }

    /// How a message arrived.
    package struct Receipt: Equatable, Sendable {
        /// The deputy's or station's code it is addressed to.
        package var to: Code
        package var channel: Choice<Channel>
        /// The topic, when it is one of the configured ones.
        package var topic: String?
        /// A keyed hash of the form's nonce: the same form sent twice is one message.
        package var nonce: Digest
        /// A keyed hash of the query code.
        package var query: Digest
        /// A keyed hash of all that was typed: a second sending of the same form with anything changed loses none of it.
        package var digest: Digest
        /// Why it looks like no person's message, if it does; it waits in quarantine then.
        package var suspicion: Choice<Suspicion>?
        /// The Beijing date on which it came, where it was entered on a later one: its clock runs from there.
        package var arrivedOn: CivilDate?
        /// How many people came with it (人次): 1 unless an officer counted more.
        package var people = 1
        /// Where the poster hung that was scanned, if it is one of those that are told apart.
        package var place: String?

        package init(
            to: Code, channel: Choice<Channel>, topic: String?, nonce: Digest, query: Digest, digest: Digest,
            suspicion: Choice<Suspicion>? = nil, arrivedOn: CivilDate? = nil, people: Int = 1,
            place: String? = nil
        ) {
            self.to = to
            self.channel = channel
            self.topic = topic
            self.nonce = nonce
            self.query = query
            self.digest = digest
            self.suspicion = suspicion
            self.arrivedOn = arrivedOn
            self.people = people
            self.place = place
        }
    }

    /// What a person typed, in UTF-8 as typed.
    package struct Personal: Equatable, Sendable {
        package var text: String?
        package var name: String?
        package var phone: String?
        /// A topic outside the configured ones.
        package var topic: String?
        /// The department that a matter was given to.
        package var unit: String?
        /// The number of the suggestion that a matter became.
        package var reference: String?

        package init(
            text: String? = nil, name: String? = nil, phone: String? = nil, topic: String? = nil,
            unit: String? = nil, reference: String? = nil
        ) {
            self.text = text
            self.name = name
            self.phone = phone
            self.topic = topic
            self.unit = unit
            self.reference = reference
        }
    }
}

extension Event.Body {
    /// The message was taken up with a grade that this release knows.
    package static func acknowledged(_ grade: Grade) -> Event.Body { .acknowledged(.known(grade)) }

    /// It was closed with an outcome that this release knows.
    package static func closed(_ outcome: Outcome) -> Event.Body { .closed(.known(outcome)) }

    /// The citizen gave a rating that this release knows.
    package static func rated(_ rating: Rating, solved: Solved? = nil) -> Event.Body {
        .rated(.known(rating), solved: solved.map(Choice.known))
    }
}

extension Event.Receipt {
    /// A receipt in words that this release knows.
    package init(
        to: Code, channel: Channel, topic: String?, nonce: Digest, query: Digest, digest: Digest,
        suspicion: Suspicion? = nil, arrivedOn: CivilDate? = nil, people: Int = 1,
        place: String? = nil
    ) {
        self.init(
            to: to, channel: .known(channel), topic: topic, nonce: nonce, query: query, digest: digest,
            suspicion: suspicion.map(Choice.known), arrivedOn: arrivedOn, people: people,
            place: place)
    }
}

/// Who acted on a case.
package struct Actor: Hashable, Sendable {
    /// As whom: `deputy 7K3M9QX`, `station SS00` or `office`.
    package let role: String
    /// The deputy in whose name an officer acted.
    package let onBehalfOf: Code?

    package init(role: String, onBehalfOf: Code? = nil) {
        self.role = role
        self.onBehalfOf = onBehalfOf
    }

    /// The deputy who acted, or in whose name an officer did; nothing where a station or the office acted for itself.
    package var deputy: Code? {
        if let onBehalfOf { return onBehalfOf }
        let prefix: StaticString = "deputy "
        let text = role.utf8.span
        let start = prefix.utf8CodeUnitCount
        guard text.count > start, (0..<start).allSatisfy({ text[$0] == prefix.utf8Start[$0] }) else {
            return nil
        }
        return Code(spelled: text.extracting(start...))
    }
}

/// The first 128 bits of a keyed hash: enough that two never meet, small enough to keep in memory.
package struct Digest: Hashable, Sendable {
    package let value: UInt128

    package init(value: UInt128) { self.value = value }

    /// Half of its bits, for tables.
    var hash: UInt64 { UInt64(truncatingIfNeeded: value) }

    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

    /// The first 16 bytes of a hash, big-endian.
    package init(_ hash: [UInt8]) {
        precondition(hash.count >= 16, "a digest needs 16 bytes of hash")
        value = hash.prefix(16).reduce(0) { $0 << 8 | UInt128($1) }
    }

    /// 32 hexadecimal digits, or nothing.
    package init?(hex: UnsafeBufferPointer<UInt8>) {
        guard let value = Hex.number(hex) else { return nil }
        self.init(value: value)
    }

    /// Appends 32 lower-case hexadecimal digits.
    package func appendHex(to output: inout [UInt8]) {
        withUnsafeBytes(of: value.bigEndian) { output.appendHex($0) }
    }
}

extension Event.Body {
    /// Whether the citizen never hears of it: where the case is kept, and whether it was taken for a machine's; and what
    /// a newer release wrote, of which nobody knows here whom it is meant for.
    package var isInternal: Bool {
        switch self {
        case .referred, .released, .discarded, .newer: true
        case .received, .appended, .acknowledged, .asked, .answered, .replied, .extended, .transferred,
            .claimed, .closed, .reopened, .rated, .erased, .assigned, .urged, .notified:
            false
        }
    }

    /// Whether a message arrived.
    package var isMessage: Bool { if case .received = self { true } else { false } }

    /// Whether it only says that somebody was told: nothing that anybody is told in turn.
    package var isNotification: Bool { if case .notified = self { true } else { false } }

    /// Whether this release doesn't know what happened.
    package var isNewer: Bool { if case .newer = self { true } else { false } }
}

extension Event {
    /// Whether it is a message, as its case begins with or has once more.
    var isMessage: Bool { body.isMessage }

    /// The nonce of its case's message, where the line says it.
    package var ofNonce: Digest? { if case .received(let receipt) = body { receipt.nonce } else { nonce } }

    /// The digest of what a citizen wrote, where the event is that.
    var ownDigest: Digest? {
        switch body {
        case .received(let receipt): receipt.digest
        case .appended(let digest), .answered(let digest): digest
        default: nil
        }
    }

    /// Calls `body` with each digest that makes the event recognisable when it comes again.
    func forEachMark(_ body: (Digest) -> Void) {
        if let key { body(key) }
        if let ownDigest { body(ownDigest) }
        for photo in photos { body(photo.digest) }
    }
}
