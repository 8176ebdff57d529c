import LiaisonCases
import LiaisonCodes
import LiaisonMail
import LiaisonSystem

/// What the stream brings of cases that changed hands.
///
/// To whom a case has left, every entry comes that came while they had it, once, but bare: without name, phone and
/// photos, and with the case as it was when it left. To whom it comes back, the entry that brings it says name and phone
/// anew, since what came before may have come to them bare.
struct Handovers {
    private let view: CaseView
    /// Events of cases as the page has them.
    private var events: EventViews
    private var files: [CaseNumber: CaseFile] = [:]

    init(of view: CaseView) { (self.view, events) = (view, EventViews(of: view)) }

    /// An entry of a page as the scope is to get it.
    mutating func event(_ entry: LedgerEntry, in page: EventPage) throws(SystemError) -> InboxEvent? {
        // Of most cases several entries come, and only those are known that the scope sees.
        if !entry.event.body.isHandover {
            let event = events.event(entry)
            if event != nil { return event }
        }
        // The page has the case of each: nothing may be passed over while the cursor moves on, but what the scope doesn't get.
        guard let value = page.case(of: entry) else {
            throw SystemError("read", entry.id, code: .inputOutput)
        }
        return try event(entry, value)
    }

    /// An entry as the scope is to get it, and its case as the page has it.
    mutating func event(_ entry: LedgerEntry, _ value: Case) throws(SystemError) -> InboxEvent? {
        if view.sees(value) {
            var event = events.event(entry, value)
            if entry.event.body.isHandover, view.had(value), let file = try file(value.number) {
                (event.name, event.phone) = (file.particulars.name, file.particulars.phone)
            }
            return event
        }
        guard let file = try file(value.number) else { return nil }
        // It came back since the page was chosen: the entry is theirs, and no later page has it.
        if view.sees(file.case) { return view.event(entry, file.case) }
        guard let left = file.left(by: view.sees) else { return nil }
        var event = view.event(entry, left.case)
        (event.name, event.phone, event.photos) = (nil, nil, 0)
        return event
    }

    private mutating func file(_ number: CaseNumber) throws(SystemError) -> CaseFile? {
        if let file = files[number] { return file }
        let file = try view.ledger.caseFile(number)
        files[number] = file
        return file
    }
}

extension Event.Body {
    /// Whether it brings the case to somebody.
    fileprivate var isHandover: Bool {
        switch self {
        case .transferred, .claimed: true
        default: false
        }
    }
}
