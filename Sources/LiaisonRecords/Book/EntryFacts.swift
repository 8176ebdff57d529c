import LiaisonCodes
import LiaisonSystem
import LiaisonText

/// What an entry of a register says: which duty, when, who, and how many people came.
package struct EntryFacts: Equatable, Sendable {
    /// The duty's key in ``DutyTable``.
    package var duty: String
    package var on: CivilDate
    package var deputies: [Code]
    /// How many people it was about (人次).
    package var people: Int
    /// The cases that it belongs to, each once.
    package var cases: [CaseNumber]
    /// The activity that it comes from.
    package var notice: RecordNumber?
    /// The votes that were counted at it, where there was a vote.
    package var votes: Ballot?
    /// Whether it is written down what became of it.
    package var isSettled: Bool

    package init(
        duty: String, on: CivilDate, deputies: [Code], people: Int = 1, cases: [CaseNumber] = [],
        notice: RecordNumber? = nil, votes: Ballot? = nil, isSettled: Bool = false
    ) {
        self.duty = duty
        self.on = on
        self.deputies = deputies
        self.people = people
        self.cases = cases
        self.notice = notice
        self.votes = votes
        self.isSettled = isSettled
    }

    var json: JSON {
        var members = [
            JSON.Member("duty", .string(duty)), JSON.Member("on", .string(on.iso8601)),
            JSON.Member("deputies", .codes(deputies)), JSON.Member("people", .integer(people)),
        ]
        members += cases.members
        if let notice { members.append(JSON.Member("notice", .string(notice.description))) }
        if let votes { members.append(JSON.Member("votes", votes.json)) }
        if isSettled { members.append(JSON.Member("settled", .bool(true))) }
        return .object(members)
    }

    init?(_ json: JSON) {
        guard let duty = json["duty"]?.text, let on = json["on"]?.date else { return nil }
        self.init(
            duty: duty, on: on, deputies: json["deputies"]?.codes ?? [], people: json["people"]?.integer ?? 1,
            cases: [CaseNumber](members: json) ?? [],
            notice: json["notice"]?.text.flatMap { try? RecordNumber(parsing: $0) },
            votes: json["votes"].flatMap { Ballot($0) }, isSettled: json["settled"] == .bool(true))
    }
}

/// What an amendment of an entry changes.
package struct EntryChange: Equatable, Sendable {
    package var duty: String?
    package var on: CivilDate?
    package var deputies: [Code]?
    package var people: Int?
    /// None of them where it belongs to no case any more.
    package var cases: [CaseNumber]?
    /// An empty one takes the votes away.
    package var votes: Ballot?
    /// Whether it is written down now what became of it, or no more.
    package var isSettled: Bool?

    package init(
        duty: String? = nil, on: CivilDate? = nil, deputies: [Code]? = nil, people: Int? = nil,
        cases: [CaseNumber]? = nil
    ) {
        self.duty = duty
        self.on = on
        self.deputies = deputies
        self.people = people
        self.cases = cases
    }

    var json: JSON {
        var members: [JSON.Member] = []
        if let duty { members.append(JSON.Member("duty", .string(duty))) }
        if let on { members.append(JSON.Member("on", .string(on.iso8601))) }
        if let deputies { members.append(JSON.Member("deputies", .codes(deputies))) }
        if let people { members.append(JSON.Member("people", .integer(people))) }
        if let cases { members += cases.isEmpty ? [JSON.Member("case", .string(""))] : cases.members }
        if let votes { members.append(JSON.Member("votes", votes.json)) }
        if let isSettled { members.append(JSON.Member("settled", .bool(isSettled))) }
        return .object(members)
    }

    init(_ json: JSON) {
        self.init(
            duty: json["duty"]?.text, on: json["on"]?.date, deputies: json["deputies"]?.codes,
            people: json["people"]?.integer, cases: [CaseNumber](members: json))
        votes = json["votes"].flatMap { Ballot($0) }
        if case .bool(let flag)? = json["settled"] { isSettled = flag }
    }
}

extension [CaseNumber] {
    /// As facts say them: the first as `case`, which is all that earlier releases know, and where there are several all of them
    /// as `cases`.
    fileprivate var members: [JSON.Member] {
        guard let first else { return [] }
        let all = JSON.Member("cases", .array(map { .string($0.description) }))
        return [JSON.Member("case", .string(first.description))] + (count > 1 ? [all] : [])
    }

    /// - Parameter json: Facts; none where they say nothing of cases.
    fileprivate init?(members json: JSON) {
        guard let first = json["case"]?.text else { return nil }
        let texts = json["cases"]?.elements.map { $0.compactMap(\.text) } ?? [first]
        self = texts.compactMap { try? CaseNumber(parsing: $0) }
        if isEmpty, !first.isEmpty { return nil }
    }
}
