import LiaisonCodes
import LiaisonJournal
import LiaisonPhotos
import LiaisonSystem
import LiaisonText

// What stands in a station's ledger beside its cases: registers, notices, reception days.
//
// The ledger keeps such a line as it keeps every other: in the chain, synced before it is answered, its words apart so that
// they can be taken out. What it means is a fold's, which the ledger asks three things: whether a record may be written now,
// to take one in, and to take one back that could not be stored. So what makes lines durable knows nothing of what they
// say, and a further kind of work is a further fold over the same lines.

/// One line of a station's ledger that belongs to no case.
///
/// Nothing of it is ever changed: what is put right, withdrawn or decided later is a record of the same number.
package struct Record: Equatable, Sendable {
    /// When it was written, by the clock of the server that wrote it.
    package var at: Timestamp
    /// What happened, such as `recorded`.
    package var kind: String
    /// What it happened to.
    package var number: RecordNumber
    /// Who did it; nothing for the service itself.
    package var actor: Actor?
    /// A keyed hash of what makes this act the same act when it is asked for again.
    package var key: Digest?
    /// What a machine needs to know of it: an object, kept as it was written.
    package var facts: JSON
    /// What a person typed, by name; nothing when nothing was, when it has been taken out, or when it wasn't read.
    package var words: [JSON.Member]?
    /// The photos that came with it; they stand below its number.
    package var photos: [Photo]

    package init(
        at: Timestamp, kind: String, number: RecordNumber, actor: Actor? = nil, key: Digest? = nil,
        facts: JSON = .object([]), words: [JSON.Member]? = nil, photos: [Photo] = []
    ) {
        self.at = at
        self.kind = kind
        self.number = number
        self.actor = actor
        self.key = key
        self.facts = facts
        self.words = words
        self.photos = photos
    }

    /// The kind of the record that has words and photos of all records of its number taken out of the store.
    package static let erasure = "erased"
}

/// A record as it was read back.
package struct RecordEntry: Equatable, Sendable {
    /// `<station>/<segment>/<line>`: unique for ever.
    package let id: String
    package let record: Record
    /// The hash of its line, 64 lower-case hexadecimal digits.
    package let hash: String
    /// Whether its words have been taken out.
    package let isErased: Bool
    /// Where it stands in the order in which every server folds.
    package let order: LineOrder
}

/// What somebody wants recorded.
package struct RecordDraft: Sendable {
    package var kind: String
    /// What it is about.
    package var subject: Subject
    package var actor: Actor?
    /// The same for every repetition of the same act.
    package var key: Digest
    /// An object.
    package var facts: JSON
    /// What a person typed, by name.
    package var words: [JSON.Member]
    /// The photos that come with it.
    package var photos: [IncomingPhoto] = []

    /// Something that has a number, or something new that gets one.
    package enum Subject: Equatable, Sendable {
        case known(RecordNumber)
        /// The ledger gives it the first free number of that series and day.
        case new(RecordNumber.Series, on: CivilDate)

        /// Whether it gets its number only now.
        package var isNew: Bool { if case .new = self { true } else { false } }
    }

    package init(
        _ kind: String, _ subject: Subject, by actor: Actor?, key: Digest, facts: JSON,
        words: [JSON.Member] = []
    ) {
        self.kind = kind
        self.subject = subject
        self.actor = actor
        self.key = key
        self.facts = facts
        self.words = words
    }
}

/// What the ledger says once a draft stands on stable storage.
package struct RecordCommitment: Equatable, Sendable {
    package let number: RecordNumber
    /// Whether a line was written; none was for a repetition.
    package let isNew: Bool
}

/// Why a record can't be written now; worded at the edges.
package struct RecordRefusal: Error, Equatable, Sendable {
    /// The word that programs know it by.
    package let word: String
    /// What the sentence needs beside it.
    package let values: [String: String]

    package init(_ word: String, _ values: [String: String] = [:]) {
        self.word = word
        self.values = values
    }
}
