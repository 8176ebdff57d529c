import LiaisonCases
import LiaisonCodes
import LiaisonJournal
import LiaisonMail
import LiaisonSystem

extension CaseView {
    /// A page of events; blocks on the disk.
    package func events(after cursor: EventCursor, limit: Int) throws(SystemError) -> (
        events: [InboxEvent], page: EventPage
    ) {
        var events: [InboxEvent] = []
        let page = try forEachEvent(after: cursor, limit: limit) { events.append($0) }
        return (events, page)
    }

    /// A page of events, each given away as soon as it is made; blocks on the disk.
    ///
    /// - Parameters:
    ///   - cursor: Where the last page ended.
    ///   - limit: The most events.
    ///   - body: Gets each event, in their order.
    /// - Returns: The page.
    /// - Throws: What the file system says; then what was given is no page.
    package func forEachEvent(
        after cursor: EventCursor, limit: Int, _ body: (InboxEvent) -> Void
    ) throws(SystemError) -> EventPage {
        let page = try ledger.events(after: cursor, of: sources(), limit: limit, where: sees)
        var handovers = Handovers(of: self)
        for entry in page.entries {
            guard var event = try handovers.event(entry, in: page) else { continue }
            if event.photos > 0 { event.firstPhoto = try firstPhoto(of: entry, event) }
            body(event)
        }
        return page
    }

    /// An entry as the API's stream and a pull know it.
    package func event(_ entry: LedgerEntry, _ value: Case) -> InboxEvent {
        var events = EventViews(of: self)
        return events.event(entry, value)
    }
}

/// Entries as the API's stream and a pull know them: what those of one case have in common, and what people are called, is
/// made once.
///
/// A page of everything has a thousand entries, of some two hundred cases.
struct EventViews {
    private let view: CaseView
    private let names: HolderNames
    /// What the events of a case have in common, by its message's nonce.
    private var cases: [Digest: Common] = [:]
    private var people: [Actor: String] = [:]

    private struct Common {
        let event: InboxEvent
        let number: String
        let isErased: Bool
    }

    init(of view: CaseView) { (self.view, names) = (view, view.names) }

    /// An entry of a case that is the same in all entries that are asked for.
    mutating func event(_ entry: LedgerEntry, _ value: Case) -> InboxEvent {
        let common = cases[value.nonceDigest] ?? common(value)
        cases[value.nonceDigest] = common
        return event(entry, common)
    }

    /// An entry of a case that has come before, which needn't be found again then.
    ///
    /// - Parameter entry: The entry.
    /// - Returns: The event; nothing where the case hasn't come before, or the entry doesn't say which it is.
    mutating func event(_ entry: LedgerEntry) -> InboxEvent? {
        guard let nonce = entry.event.ofNonce, let common = cases[nonce] else { return nil }
        return event(entry, common)
    }

    private mutating func event(_ entry: LedgerEntry, _ common: Common) -> InboxEvent {
        var event = common.event
        event.id = entry.id
        event.kind = entry.event.body.kind.word
        event.at = entry.event.at
        event.by = entry.event.actor.map { name(of: $0) }
        if !entry.event.body.isMessage {
            event.inReplyTo = event.messageID
            event.messageID = MessageID("\(common.number).\(entry.hash.prefix(16))", at: view.host)
        }
        if let topic = entry.event.namedTopic { event.topic = topic }
        if !common.isErased { event.photos = entry.event.photos.count }
        if let words = entry.event.personal {
            event.text = words.text
            event.name = words.name
            event.phone = words.phone
            event.unit = words.unit
            event.reference = words.reference
        }
        event.until = entry.event.body.facts.until
        event.on = entry.event.on
        event.entry = entry.hash
        return event
    }

    /// What all events of a case say of it; the rest is the message's.
    private func common(_ value: Case) -> Common {
        let number = value.number.description
        var event = InboxEvent(
            id: "", case: value.number, kind: "", at: value.received,
            messageID: MessageID(number, at: view.host), station: value.station,
            stationName: names.name(of: value.station), to: value.to, toName: names.name(of: value.to),
            channel: value.channel.word, topic: value.topic)
        event.grade = value.grade?.word
        event.due = view.snapshot.deadlines.due(value)
        event.outcome = value.outcome?.word
        event.rating = value.rating?.word
        event.url = "\(view.snapshot.baseURL)/desk/cases/\(number)"
        event.solved = value.solved?.word
        event.closeDue = view.snapshot.deadlines.closeDue(value)
        return Common(event: event, number: number, isErased: value.isErased)
    }

    private mutating func name(of actor: Actor) -> String {
        if let name = people[actor] { return name }
        let name = names.fullName(of: actor)
        people[actor] = name
        return name
    }
}
