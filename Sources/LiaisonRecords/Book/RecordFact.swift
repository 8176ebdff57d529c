import LiaisonCases
import LiaisonCodes
import LiaisonSystem
import LiaisonText

/// What one record says to a machine; what a person typed stands in the record's words, see ``RecordWord``.
package enum RecordFact: Equatable, Sendable {
    /// An entry of a register.
    case recorded(EntryFacts)
    /// Something of an entry is put right: what is named, and nothing else.
    case amended(EntryChange)
    /// An officer or the office has approved or rejected an entry, as it was after so many amendments, where they say what
    /// they have seen.
    case decided(isApproved: Bool, amendments: Int? = nil)
    /// An entry or a notice counts no more.
    case withdrawn
    /// A notice, or an activity.
    case posted(NoticeFacts)
    /// A deputy comes to an activity.
    case signedUp(Code)
    /// A deputy doesn't come after all.
    case signedOff(Code)
    /// Deputies have been at an activity.
    case attended([Code])
    /// A reception day is added, or it is said who is on duty, where and when.
    case set(ReceptionFacts)
    /// A reception day doesn't take place; with the date that the rules name for it, where it is one of theirs.
    case cancelled(ruleDate: CivilDate? = nil)

    /// The kind of its record.
    package var kind: String {
        switch self {
        case .recorded: "recorded"
        case .amended: "amended"
        case .decided: "decided"
        case .withdrawn: "withdrawn"
        case .posted: "posted"
        case .signedUp: "signed-up"
        case .signedOff: "signed-off"
        case .attended: "attended"
        case .set: "set"
        case .cancelled: "cancelled"
        }
    }

    /// The cases that it names.
    var cases: [CaseNumber] {
        switch self {
        case .recorded(let facts): facts.cases
        case .amended(let change): change.cases ?? []
        case .decided, .withdrawn, .posted, .signedUp, .signedOff, .attended, .set, .cancelled: []
        }
    }

    /// The `facts` of its record.
    package var json: JSON {
        switch self {
        case .recorded(let facts): facts.json
        case .amended(let change): change.json
        case .decided(let isApproved, let amendments):
            .object(
                [JSON.Member("approved", .bool(isApproved))]
                    + (amendments.map { [JSON.Member("amendments", .integer($0))] } ?? []))
        case .withdrawn: .object([])
        case .cancelled(let ruleDate): .object(ruleDate.map { [ReceptionFacts.member($0)] } ?? [])
        case .posted(let facts): facts.json
        case .signedUp(let code), .signedOff(let code): .members(["deputy": .string(code.description)])
        case .attended(let codes): .members(["deputies": .codes(codes)])
        case .set(let facts): facts.json
        }
    }

    /// What a record says; nothing for what this release doesn't know.
    package init?(_ record: Record) { self.init(record.kind, of: record.number.series, record.facts) }

    /// What a record of a kind says.
    ///
    /// - Parameters:
    ///   - kind: The record's.
    ///   - series: The series of its number.
    ///   - facts: What it says to a machine; nothing comes of what this release doesn't know.
    package init?(_ kind: String, of series: RecordNumber.Series, _ facts: JSON) {
        switch (series, kind) {
        case (.entry, "recorded"):
            guard let facts = EntryFacts(facts) else { return nil }
            self = .recorded(facts)
        case (.entry, "amended"): self = .amended(EntryChange(facts))
        case (.entry, "decided"):
            guard let isApproved = facts["approved"]?.bool else { return nil }
            self = .decided(isApproved: isApproved, amendments: facts["amendments"]?.integer)
        case (.entry, "withdrawn"), (.notice, "withdrawn"): self = .withdrawn
        case (.notice, "posted"): self = .posted(NoticeFacts(facts))
        case (.notice, "signed-up"), (.notice, "signed-off"):
            guard let code = facts["deputy"]?.text.flatMap({ try? Code(parsing: $0) }) else { return nil }
            self = kind == "signed-up" ? .signedUp(code) : .signedOff(code)
        case (.notice, "attended"): self = .attended(facts["deputies"]?.codes ?? [])
        case (.reception, "set"):
            guard let facts = ReceptionFacts(facts) else { return nil }
            self = .set(facts)
        case (.reception, "cancelled"): self = .cancelled(ruleDate: facts[ReceptionFacts.ruleMember]?.date)
        default: return nil
        }
    }
}

/// The names of what a person may type into a record: members of its `personal`.
package enum RecordWord: String, CaseIterable, Sendable {
    case title, text, reference, place, reason
    /// Who came beside deputies and the people: departments and their heads.
    case guests
    /// What became of it (成果转化).
    case result
}

/// What a notice says beside its words.
package struct NoticeFacts: Equatable, Sendable {
    /// The last day on which it is shown.
    package var until: CivilDate?
    /// The day of the activity, when it announces one.
    package var activity: CivilDate?
    /// How many deputies can come; as many as want to unless given.
    package var places: Int?
    /// The duty that having been there counts as.
    package var duty: String?

    package init(
        until: CivilDate? = nil, activity: CivilDate? = nil, places: Int? = nil, duty: String? = nil
    ) {
        self.until = until
        self.activity = activity
        self.places = places
        self.duty = duty
    }

    var json: JSON {
        var members: [JSON.Member] = []
        if let until { members.append(JSON.Member("until", .string(until.iso8601))) }
        if let activity { members.append(JSON.Member("activity", .string(activity.iso8601))) }
        if let places { members.append(JSON.Member("places", .integer(places))) }
        if let duty { members.append(JSON.Member("duty", .string(duty))) }
        return .object(members)
    }

    init(_ json: JSON) {
        self.init(
            until: json["until"]?.date, activity: json["activity"]?.date, places: json["places"]?.integer,
            duty: json["duty"]?.text)
    }
}

/// What is set of a reception day beside its place.
package struct ReceptionFacts: Equatable, Sendable {
    package var on: CivilDate
    /// At what times; the rule's unless given.
    package var times: [ReceptionTime]
    /// Who is on duty.
    package var deputies: [Code]
    /// The date that the rules name, where it was said of a day of theirs: what was said goes with it when a new holiday
    /// moves it.
    package var ruleDate: CivilDate?

    package init(
        on: CivilDate, times: [ReceptionTime] = [], deputies: [Code] = [], ruleDate: CivilDate? = nil
    ) {
        self.on = on
        self.times = times
        self.deputies = deputies
        self.ruleDate = ruleDate
    }

    /// What ``ruleDate`` is called where it is stored.
    fileprivate static let ruleMember = "rule_date"

    fileprivate static func member(_ ruleDate: CivilDate) -> JSON.Member {
        JSON.Member(ruleMember, .string(ruleDate.iso8601))
    }

    var json: JSON {
        .object(
            [
                JSON.Member("on", .string(on.iso8601)),
                JSON.Member("times", .array(times.map { .string($0.description) })),
                JSON.Member("deputies", .codes(deputies)),
            ] + (ruleDate.map { [Self.member($0)] } ?? []))
    }

    init?(_ json: JSON) {
        guard let on = json["on"]?.date else { return nil }
        self.init(
            on: on,
            times: (json["times"]?.elements ?? []).compactMap {
                $0.text.flatMap { ReceptionTime(parsing: $0) }
            },
            deputies: json["deputies"]?.codes ?? [], ruleDate: json[Self.ruleMember]?.date)
    }
}

extension JSON {
    /// A list of codes.
    package static func codes(_ codes: [Code]) -> JSON { .array(codes.map { .string($0.description) }) }

    /// The codes of a list of strings; nothing where this is no list, or one of them is no code.
    package var codes: [Code]? {
        guard let elements else { return nil }
        let codes = elements.compactMap { $0.text.flatMap { try? Code(parsing: $0) } }
        return codes.count == elements.count ? codes : nil
    }

    /// A date as ISO 8601 writes it.
    package var date: CivilDate? { text.flatMap { CivilDate(iso8601: $0.utf8) } }
}
