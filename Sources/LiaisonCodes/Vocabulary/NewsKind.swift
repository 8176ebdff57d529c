/// What news is of: the words that a piece of news, and the ledger's line of having handed it on, has for it.
package enum NewsKind: String, Sendable, CaseIterable {
    /// A message arrived.
    case new
    /// The citizen added something, or had the matter reopened.
    case added
    /// An answer is due within three days.
    case due
    /// An answer is late; told every day.
    case overdue
    /// A case came from somebody else.
    case transferred
    /// Entries of a register wait for an officer's decision.
    case pending
    /// A reception day is near.
    case reception
    /// An activity is near.
    case activity
    /// All that is open, once a day.
    case daily
}
