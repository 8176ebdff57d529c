import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

// The room of what a line says: an event, a record, or a newer release's, as JSON in a segment and in short in the cache. Its
// rule: a stored word, number or order is never changed, only added to; what this release doesn't know is kept and passed on.
// Bytes come from the journal and go there; what the chain needs of a line is the journal's own.

/// One line of a segment: an event, or the opening that stands first; chained to the line before it.
///
/// Between the `prev` and the `sealed` of every line, see ``JournalLine``, an event has these members, in this order: `at`,
/// `kind`, then what the kind calls for: `case`, `by`, `for`, `key`, `nonce` (of an act: that of its case's message),
/// `record` and `facts` (of what belongs to no case, its `photos` at once behind them), `topic` (of an addition), `to`, `station`, `channel`, `topic`, `nonce`,
/// `query`, `digest`, `suspicion`, `grade`, `until`, `outcome`, `rating`, `solved`, `reason`, `arrived`, `people`, `place`,
/// `on` (of an answer given before it was entered), `photos`.
///
/// What of a line this release doesn't know is kept and passed on, never taken for damage; see
/// ``Content/newer(kind:)``, ``Event/Body/newer(kind:)``.
package struct LedgerLine: JournalLine, Equatable {
    package let frame: LineFrame
    package var content: Content
    /// Whether it says anything that this release doesn't know: a kind, a member, a word.
    package var isNewer = false

    /// What a line says.
    package enum Content: Equatable, Sendable {
        case opened(SegmentOpening)
        case event(Event)
        /// What belongs to no case; a newer release's kind too, for the fold to tell.
        case record(Record)
        /// What a newer release wrote, and no event of a case that could be read; its kind, where it says one.
        case newer(kind: String?)
    }

    /// The line's own hash.
    package var hash: LineHash { frame.hash }
    /// What has become of what a person typed.
    package var words: LineWords { frame.words }

    /// What it says as the first line of a segment; nothing for any other.
    package var opening: SegmentOpening? { if case .opened(let opening) = content { opening } else { nil } }

    /// The moment that it says; nothing where only a newer release can read it.
    package var moment: Timestamp? {
        switch content {
        case .opened(let opening): opening.at
        case .event(let event): event.at
        case .record(let record): record.at
        case .newer: nil
        }
    }
}
