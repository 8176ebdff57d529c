import LiaisonCodes
import LiaisonMail

/// A pull as a value: it says what to do next and is told how that went; it touches no disk and no network.
///
/// Each page goes through the same steps: fetch, stage (written and synced where no reader looks), promise (the
/// names saved with the state), publish (renamed into `new`), and save the cursor. A step that is repeated after
/// an interruption does no harm.
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
        case fetched(EventPage)
        case names(Set<MailName>)
    }

    /// Why the server's answer can't be used.
    package enum Failure: Error, Equatable, Sendable {
        /// More is announced, but nothing came and the cursor stands where it stood.
        case noProgress
    }

    private enum Phase {
        case start, resuming, resumed, fetching, naming(EventPage), staging(PullState.Delivery, EventPage)
        case promising(EventPage), publishing(EventPage), saving(EventPage), finished
    }

    private var state: PullState
    private var phase = Phase.start
    /// The names in the store; read once a page brings something.
    private var known: Set<MailName>?
    private var delivered = 0

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
            return settle(at: state.pending?.cursor ?? state.cursor)
        case (.resumed, _): return fetch()
        case (.fetching, .fetched(let page)): return try take(page)
        case (.naming(let page), .names(let names)):
            known = names
            return prepare(page)
        case (.staging(var delivery, let page), _):
            if case .staged(let position) = outcome { delivery.position = position }
            state.pending = delivery
            phase = .promising(page)
            return .save(state)
        case (.promising(let page), _):
            phase = .publishing(page)
            return state.pending.map(Action.publish) ?? settle(at: page.cursor)
        case (.publishing(let page), _):
            delivered += state.pending?.names.count ?? 0
            phase = .saving(page)
            return settle(at: page.cursor)
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
            return settle(at: page.cursor)
        }
        guard known == nil else { return prepare(page) }
        phase = .naming(page)
        return .readNames
    }

    /// Leaves out what is there already, which happens when a cursor was lost.
    private mutating func prepare(_ page: EventPage) -> Action {
        var fresh: [InboxEvent] = []
        var names: [MailName] = []
        for event in page.events {
            let name = MailName(of: event)
            if known?.insert(name).inserted ?? true {
                fresh.append(event)
                names.append(name)
            }
        }
        let erasures = page.events.filter { $0.kind == EventKind.erased.rawValue }
            .map { PullState.Erasure(number: $0.case, at: $0.at) }
        if fresh.isEmpty && erasures.isEmpty {
            phase = .saving(page)
            return settle(at: page.cursor)
        }
        phase = .staging(
            PullState.Delivery(cursor: page.cursor, names: names, erasures: erasures), page)
        return .stage(fresh)
    }
}
