import LiaisonCodes
import LiaisonMail

/// A pull as a value: it says what to do next and is told how that went; it touches no disk and no network.
///
/// Each page goes through the same steps: fetch, stage (written and synced where no reader looks), promise (the
/// names saved with the state), publish (renamed into `new`), and save the cursor. A step that is repeated after
/// an interruption does no harm. When the source fails in the middle of a page, what has been staged goes through the
/// same steps, with the cursor left before the page.
package struct Pull: Sendable {
    /// What to do next.
    package enum Action: Equatable, Sendable {
        /// Publish what is promised and apply its erasures; what is staged no more counts as published.
        case publish(PullState.Delivery)
        /// Put the state on stable storage.
        case save(PullState)
        /// Ask for the page after this cursor.
        case fetch(after: String?)
        /// Read the names of the messages that are in the store.
        case readNames
        /// Write these events' messages where no reader looks, and sync them.
        case stage([InboxEvent])
        /// Nothing is left to do; so many messages were delivered.
        case finish(delivered: Int)
    }

    /// How the last action went; a failure ends the pull instead, and the next one resumes it.
    package enum Outcome: Sendable {
        case done
        /// Staged; where a store that is one file will put it.
        case staged(position: Int?)
        /// So many of the first were staged, and then the source failed; the pull ends once they are delivered.
        case interrupted(after: Int, position: Int?)
        case fetched(EventPage)
        case names(Set<MailName>)
    }

    /// Why the server's answer can't be used.
    package enum Failure: Error, Equatable, Sendable {
        /// More is announced, but nothing came and the cursor stands where it stood.
        case noProgress
    }

    private enum Phase {
        case start, resuming, resumed, fetching, naming(EventPage), staging([InboxEvent], EventPage)
        case promising(EventPage), publishing(EventPage), saving(EventPage), finished
        /// The same of a page that was interrupted.
        case promisingPart, publishingPart, savingPart
    }

    private var state: PullState
    private var phase = Phase.start
    /// The names in the store; read once a page brings something.
    private var known: Set<MailName>?
    package private(set) var delivered = 0

    /// A pull that goes on where the state stands.
    package init(resuming state: PullState) { self.state = state }

    /// The next action.
    ///
    /// - Parameter outcome: How the action before went; `done` at the start.
    /// - Returns: What to do.
    /// - Throws: ``Failure``.
    package mutating func next(after outcome: Outcome = .done) throws(Failure) -> Action {
        switch (phase, outcome) {
        case (.start, _):
            guard let pending = state.pending else { return fetch() }
            phase = .resuming
            return .publish(pending)
        case (.resuming, _):
            delivered += state.pending?.names.count ?? 0
            phase = .resumed
            // Of an interrupted page only a part was promised: the cursor stays before it.
            if state.pending?.cursor == state.cursor { state.ahead += state.pending?.names ?? [] }
            return settle(at: state.pending?.cursor ?? state.cursor)
        case (.resumed, _): return fetch()
        case (.fetching, .fetched(let page)): return try take(page)
        case (.naming(let page), .names(let names)):
            known = names
            return prepare(page)
        case (.staging(let events, _), .interrupted(let count, let position)):
            if count == 0 { return finish() }
            phase = .promisingPart
            let part = events.prefix(count)
            return promise(part, erasuresOf: part, to: state.cursor, position)
        case (.promisingPart, _):
            phase = .publishingPart
            return state.pending.map(Action.publish) ?? finish()
        case (.publishingPart, _):
            let names = state.pending?.names ?? []
            delivered += names.count
            state.ahead += names
            phase = .savingPart
            return settle(at: state.cursor)
        case (.savingPart, _): return finish()
        case (.staging(let events, let page), _):
            var position: Int?
            if case .staged(let found) = outcome { position = found }
            phase = .promising(page)
            return promise(events[...], erasuresOf: page.events[...], to: page.cursor, position)
        case (.promising(let page), _):
            phase = .publishing(page)
            return state.pending.map(Action.publish) ?? settle(page)
        case (.publishing(let page), _):
            delivered += state.pending?.names.count ?? 0
            phase = .saving(page)
            return settle(page)
        case (.saving(let page), _): return page.hasMore ? fetch() : finish()
        case (.finished, _): return finish()
        case (.fetching, _), (.naming, _): preconditionFailure("an outcome that doesn't answer the action")
        }
    }

    private mutating func fetch() -> Action {
        phase = .fetching
        return .fetch(after: state.cursor)
    }

    private mutating func finish() -> Action {
        phase = .finished
        return .finish(delivered: delivered)
    }

    /// The end of a page that was delivered whole.
    private mutating func settle(_ page: EventPage) -> Action {
        let names = Set(page.events.map { MailName(of: $0) })
        state.ahead = page.hasMore ? state.ahead.filter { !names.contains($0) } : []
        return settle(at: page.cursor)
    }

    /// Has the state promise what has been staged, before any of it is in a reader's sight.
    private mutating func promise(
        _ events: ArraySlice<InboxEvent>, erasuresOf page: ArraySlice<InboxEvent>, to cursor: String?,
        _ position: Int?
    ) -> Action {
        let erasures = page.filter { $0.kind == EventKind.erased.rawValue }
            .map { PullState.Erasure(number: $0.case, at: $0.at) }
        state.pending = PullState.Delivery(
            cursor: cursor, names: events.map { MailName(of: $0) }, position: position, erasures: erasures)
        return .save(state)
    }

    private mutating func settle(at cursor: String?) -> Action {
        state.cursor = cursor
        state.pending = nil
        return .save(state)
    }

    private mutating func take(_ page: EventPage) throws(Failure) -> Action {
        if page.cursor == state.cursor {
            // Nothing is new: the usual end.
            if page.events.isEmpty && !page.hasMore { return finish() }
            if page.hasMore { throw .noProgress }
        }
        if page.events.isEmpty {
            phase = .saving(page)
            return settle(page)
        }
        guard known == nil else { return prepare(page) }
        phase = .naming(page)
        return .readNames
    }

    /// Leaves out what is there already, which happens when a cursor was lost or a page was interrupted.
    private mutating func prepare(_ page: EventPage) -> Action {
        known?.formUnion(state.ahead)
        let fresh = page.events.filter { known?.insert(MailName(of: $0)).inserted ?? true }
        // A message that is there already may have been erased since: its tombstone comes again, and with it the erasure.
        let isErasing = page.events.contains { $0.kind == EventKind.erased.rawValue }
        if fresh.isEmpty && !isErasing {
            phase = .saving(page)
            return settle(page)
        }
        phase = .staging(fresh, page)
        return .stage(fresh)
    }
}
