import LiaisonCases
import LiaisonCodes
import LiaisonJournal
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem
import LiaisonText

/// What a deputy or officer does to a case: the body of the API's `POST cases/N/events`, and what the commands make
/// of their words.
package struct StaffAction: Equatable, Sendable {
    package var verb: Verb
    /// The reply, the question, the reason; the citizen reads it.
    package var text: String?
    /// The deputy in whose name an officer acts: by code, 编号 or exact name.
    package var onBehalfOf: String?

    package init(_ verb: Verb, text: String? = nil, onBehalfOf: String? = nil) {
        self.verb = verb
        self.text = text
        self.onBehalfOf = onBehalfOf
    }

    /// What is done.
    package enum Verb: Equatable, Sendable {
        /// Takes the matter up with a grade, or grades it anew.
        case acknowledge(Grade)
        case reply
        /// Asks the citizen for more.
        case ask
        /// Ends the case; a suggestion that it became may have a number.
        case close(Outcome, reference: String? = nil)
        case reopen
        /// Moves the deadline, for a reason.
        case extend(until: CivilDate)
        /// Hands the matter over: to a deputy's or station's code, a station's number or name, or a deputy of the station by
        /// 编号 or exact name.
        case transfer(to: String)
        /// Takes the matter from the station's shared inbox.
        case claim
        /// Gives the matter to a department (交办), by a day if one is set.
        case assign(unit: String, until: CivilDate? = nil)
        /// Urges the department (督办).
        case urge
        /// Lets a message out of the quarantine.
        case release
        /// Finds nobody's message in the quarantine, for a reason.
        case discard
        /// Takes what people typed, and their photos, out of the store for good; the reason stays.
        case erase(reason: String?)

        /// The `kind` of the event that it makes.
        package var kind: EventKind {
            switch self {
            case .acknowledge: .acknowledged
            case .reply: .replied
            case .ask: .asked
            case .close: .closed
            case .reopen: .reopened
            case .extend: .extended
            case .transfer: .transferred
            case .claim: .claimed
            case .release: .released
            case .discard: .discarded
            case .assign: .assigned
            case .urge: .urged
            case .erase: .erased
            }
        }
    }

    /// The most characters (Unicode scalars) of a text.
    package static let textLimit = 20_000
    /// The most characters of the reason for an erasure: it stays for good, so it is a word on the ground, not a letter.
    package static let reasonLimit = 200

    /// The most characters of a department's name, or of a suggestion's number.
    package static let nameLimit = 100

    /// Whether it can be a department's name, or a suggestion's number: one short line that isn't blank.
    package static func isName(_ text: String) -> Bool {
        text.unicodeScalars.count <= nameLimit && !text.allSatisfy(\.isWhitespace)
            && !text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    }

    /// Whether it can be the reason for an erasure: one short line.
    package static func isReason(_ text: String) -> Bool {
        text.count <= reasonLimit && !text.utf8.contains { $0 < 0x20 }
    }

    /// As the API takes it: `kind`, then `grade`, `outcome`, `reference`, `unit`, `until`, `to` or `reason`, `text` and `for` where they apply.
    package var json: JSON {
        var members = [JSON.Member("kind", .string(verb.kind.rawValue))]
        switch verb {
        case .acknowledge(let grade): members.append(.init("grade", .string(grade.rawValue)))
        case .close(let outcome, let reference):
            members.append(.init("outcome", .string(outcome.rawValue)))
            if let reference { members.append(.init("reference", .string(reference))) }
        case .assign(let unit, let until):
            members.append(.init("unit", .string(unit)))
            if let until { members.append(.init("until", .string(until.iso8601))) }
        case .extend(let date): members.append(.init("until", .string(date.iso8601)))
        case .transfer(let target): members.append(.init("to", .string(target)))
        case .erase(let reason?): members.append(.init("reason", .string(reason)))
        case .reply, .ask, .reopen, .claim, .release, .discard, .urge, .erase: break
        }
        if let text { members.append(.init("text", .string(text))) }
        if let onBehalfOf { members.append(.init("for", .string(onBehalfOf))) }
        return .object(members)
    }

    /// Reads what ``json`` made.
    ///
    /// - Parameter json: The request's body.
    /// - Throws: The first member that is missing or can't be what it says.
    package init(json: JSON) throws(CaseActionError) {
        func word<Value>(_ name: String, _ read: (String) -> Value?) throws(CaseActionError) -> Value {
            guard let value = json[name]?.text.flatMap(read) else { throw .invalid(member: name) }
            return value
        }
        func optional<Value>(_ name: String, _ read: (String) -> Value?) throws(CaseActionError) -> Value? {
            guard let member = json[name], member != .null else { return nil }
            return try word(name, read)
        }
        verb =
            switch json["kind"]?.text.flatMap({ EventKind(rawValue: $0) }) {
            case .acknowledged: .acknowledge(try word("grade") { Grade(rawValue: $0) })
            case .replied: .reply
            case .asked: .ask
            case .closed:
                .close(
                    try word("outcome") { Outcome(rawValue: $0) }, reference: try optional("reference") { $0 }
                )
            case .reopened: .reopen
            case .extended: .extend(until: try word("until") { CivilDate(iso8601: $0.utf8) })
            case .transferred: .transfer(to: try word("to") { $0.isEmpty ? nil : $0 })
            case .claimed: .claim
            case .released: .release
            case .discarded: .discard
            case .assigned:
                .assign(
                    unit: try word("unit") { $0 },
                    until: try optional("until") { CivilDate(iso8601: $0.utf8) })
            case .urged: .urge
            case .erased: .erase(reason: try optional("reason") { Self.isReason($0) ? $0 : nil })
            // What citizens and the ledger itself do, and what only a newer release knows.
            case .received, .appended, .answered, .rated, .referred, .notified, nil:
                throw .invalid(member: "kind")
            }
        text = try optional("text") { $0 }
        onBehalfOf = try optional("for") { $0.isEmpty ? nil : $0 }
    }

    /// What was typed as it is stored: nothing where only white space was.
    var words: Event.Personal? {
        var words = Event.Personal()
        if let text, !text.allSatisfy(\.isWhitespace) { words.text = TypedWords.withPlainNewlines(text) }
        if case .assign(let unit, _) = verb { words.unit = unit }
        if case .close(_, let reference) = verb { words.reference = reference }
        return words == Event.Personal() ? nil : words
    }
}

/// Why what a deputy or officer asked for was not done.
package enum CaseActionError: Error, Equatable, Sendable {
    /// No such case, or a foreign one.
    case absent
    /// A member of the request that is missing or wrong.
    case invalid(member: String)
    /// The caller had the case, and somebody else has it now.
    case handedOver(to: Code)
    /// The caller may not do that at all.
    case forbidden
    /// The state of the case doesn't allow it.
    case refused(TransitionRefusal)
    /// What the station has of registers, notices or reception days doesn't allow it.
    case recordRefused(RecordRefusal)
    /// A member of a request about registers, notices or reception days that can't be what it says, and why.
    case invalidRecord(member: String, RecordRefusal)
    /// Rows of a file that are wrong, all of them; nothing was entered.
    case rows([SheetError])
    /// A file that is no table of text.
    case sheet(RosterFileError)
    /// The installation's file of duties can't be used.
    case duties(DutyTableError)
    /// The installation's file of contacts is no table of text.
    case contacts(RosterFileError)
    /// The idempotency key was used for something else.
    case keyReused
    /// The number on the paper form belongs to another message.
    case formNumberTaken
    /// The store could not be read or written.
    case unavailable(SystemError?)
    /// The reserve of free space has been reached: no new matter is taken.
    case spaceShort(SpaceShortage)

    /// What the ledger says, as the callers of acts know it.
    init(_ error: LedgerError) {
        self =
            switch error {
            case .absent: .absent
            case .refused(let refusal): .refused(refusal)
            case .recordRefused(_, let refusal): .recordRefused(refusal)
            case .formNumberTaken: .formNumberTaken
            case .keyReused: .keyReused
            case .storage(let error), .unavailable(let error): .unavailable(error)
            case .spaceShort(let shortage): .spaceShort(shortage)
            case .numbersExhausted, .stopping: .unavailable(nil)
            }
    }
}
