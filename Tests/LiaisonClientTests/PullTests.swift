import LiaisonMail
import Testing

@testable import LiaisonClient

@Suite struct PullTests {
    private func state(_ cursor: String?, pending: PullState.Delivery? = nil) -> PullState {
        var state = PullState(account: sampleAccount)
        state.cursor = cursor
        state.pending = pending
        return state
    }

    @Test func goesThroughAPageInThisOrder() throws {
        let event = try sampleEvent(1)
        let delivery = PullState.Delivery(cursor: "1", names: [MailName(of: event)], erasures: [])
        var pull = Pull(resuming: state(nil))
        #expect(try pull.next() == .fetch(after: nil))
        let page = EventPage(events: [event], cursor: "1", hasMore: false)
        #expect(try pull.next(after: .fetched(page)) == .readNames)
        #expect(try pull.next(after: .names([])) == .stage([event]))
        #expect(try pull.next() == .save(state(nil, pending: delivery)))
        #expect(try pull.next() == .publish(delivery))
        #expect(try pull.next() == .save(state("1")))
        #expect(try pull.next() == .finish(delivered: 1))
    }

    @Test func asksOnlyOnceWhenNothingIsNew() throws {
        var pull = Pull(resuming: state("7"))
        #expect(try pull.next() == .fetch(after: "7"))
        let page = EventPage(events: [], cursor: "7", hasMore: false)
        #expect(try pull.next(after: .fetched(page)) == .finish(delivered: 0))
    }

    @Test func finishesWhatWasPromisedBeforeAskingForMore() throws {
        let delivery = PullState.Delivery(
            cursor: "2", names: [MailName(of: try sampleEvent(1))], erasures: [])
        var pull = Pull(resuming: state("1", pending: delivery))
        #expect(try pull.next() == .publish(delivery))
        #expect(try pull.next() == .save(state("2")))
        #expect(try pull.next() == .fetch(after: "2"))
    }

    @Test func leavesOutWhatIsThereAlready() throws {
        let events = try [1, 2, 2].map { try sampleEvent($0) }
        var pull = Pull(resuming: state(nil))
        _ = try pull.next()
        _ = try pull.next(after: .fetched(EventPage(events: events, cursor: "3", hasMore: false)))
        #expect(try pull.next(after: .names([MailName(of: events[0])])) == .stage([events[1]]))
    }

    @Test func savesTheCursorOfAPageThatIsThereAlready() throws {
        let event = try sampleEvent(1)
        var pull = Pull(resuming: state(nil))
        _ = try pull.next()
        _ = try pull.next(after: .fetched(EventPage(events: [event], cursor: "1", hasMore: true)))
        #expect(try pull.next(after: .names([MailName(of: event)])) == .save(state("1")))
        #expect(try pull.next() == .fetch(after: "1"))
    }

    @Test func promisesTheErasureWithItsMessage() throws {
        let event = try sampleEvent(4, kind: "erased")
        var pull = Pull(resuming: state("3"))
        _ = try pull.next()
        _ = try pull.next(after: .fetched(EventPage(events: [event], cursor: "4", hasMore: false)))
        _ = try pull.next(after: .names([]))
        let erasure = PullState.Erasure(number: event.case, at: event.at)
        let delivery = PullState.Delivery(cursor: "4", names: [MailName(of: event)], erasures: [erasure])
        #expect(try pull.next() == .save(state("3", pending: delivery)))
    }

    @Test func refusesToTurnInACircle() throws {
        var pull = Pull(resuming: state("7"))
        _ = try pull.next()
        let page = EventPage(events: [], cursor: "7", hasMore: true)
        #expect(throws: Pull.Failure.noProgress) { try pull.next(after: .fetched(page)) }
    }

    @Test func returnsFromItsFileUnchanged() throws {
        let event = try sampleEvent(1)
        let delivery = PullState.Delivery(
            cursor: "2", names: [MailName(of: event)], erasures: [.init(number: event.case, at: event.at)])
        var interrupted = state(nil, pending: PullState.Delivery(cursor: nil, names: [], erasures: []))
        interrupted.ahead = [MailName(of: event)]
        for state in [state(nil), state("1"), state("1", pending: delivery), interrupted] {
            #expect(PullState(json: state.json) == state)
        }
    }

    @Test func deliversThePartOfAPageThatCameAndLeavesTheCursorBeforeIt() throws {
        let events = try [1, 2, 3].map { try sampleEvent($0) }
        let names = events.map { MailName(of: $0) }
        var pull = Pull(resuming: state("0"))
        _ = try pull.next()
        let page = EventPage(events: events, cursor: "3", hasMore: true)
        _ = try pull.next(after: .fetched(page))
        #expect(try pull.next(after: .names([])) == .stage(events))
        let part = PullState.Delivery(cursor: "0", names: [names[0], names[1]], erasures: [])
        #expect(
            try pull.next(after: .interrupted(after: 2, position: nil)) == .save(state("0", pending: part)))
        #expect(try pull.next() == .publish(part))
        var saved = state("0")
        saved.ahead = part.names
        #expect(try pull.next() == .save(saved))
        #expect(try pull.next() == .finish(delivered: 2))
        // Both are left out when the page comes again, though the user has deleted one.
        var again = Pull(resuming: saved)
        #expect(try again.next() == .fetch(after: "0"))
        _ = try again.next(after: .fetched(page))
        #expect(try again.next(after: .names([names[0]])) == .stage([events[2]]))
        let rest = PullState.Delivery(cursor: "3", names: [names[2]], erasures: [])
        var promised = saved
        promised.pending = rest
        #expect(try again.next() == .save(promised))
        #expect(try again.next() == .publish(rest))
        #expect(try again.next() == .save(state("3")))
    }

    @Test func endsWhereNothingCame() throws {
        let event = try sampleEvent(1)
        var pull = Pull(resuming: state(nil))
        _ = try pull.next()
        _ = try pull.next(after: .fetched(EventPage(events: [event], cursor: "1", hasMore: false)))
        _ = try pull.next(after: .names([]))
        #expect(try pull.next(after: .interrupted(after: 0, position: nil)) == .finish(delivered: 0))
    }

    @Test func aPartThatWasPromisedBeforeAKillIsAheadOfTheCursor() throws {
        let name = MailName(of: try sampleEvent(1))
        let part = PullState.Delivery(cursor: nil, names: [name], erasures: [])
        var pull = Pull(resuming: state(nil, pending: part))
        #expect(try pull.next() == .publish(part))
        var saved = state(nil)
        saved.ahead = [name]
        #expect(try pull.next() == .save(saved))
    }
}
