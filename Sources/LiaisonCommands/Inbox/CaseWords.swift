import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// Moments on a terminal.
enum CaseWords {
    /// Day and time of an RFC 3339 moment in Beijing.
    static func moment(_ moment: String?) -> String {
        moment.flatMap { Timestamp(rfc3339: $0.utf8) }.map { self.moment($0) } ?? ""
    }

    /// Day and time in Beijing.
    static func moment(_ at: Timestamp) -> String {
        String(at.rfc3339.prefix(16).map { $0 == "T" ? " " : $0 })
    }
}

// What cases say on a terminal.
extension Wording {
    /// Whom a case is addressed to, by name; the code alone where a server of before tells no name.
    func addressee(_ item: CaseSummary) -> String {
        guard let name = item.toName else { return item.to.description }
        return item.toKind == .known(.deputy) ? self("name.deputy", ["name": name]) : name
    }

    /// Who did something, as people call them; what a server of before says in its own language, as it says it.
    func author(_ author: EventAuthor) -> String {
        let name = author.name ?? ""
        let person =
            switch author.kind?.known {
            case .citizen: self["mail.citizen"]
            case .deputy: self("name.deputy", ["name": name])
            case .station: self("name.officer", ["station": name])
            case .office: self["name.office"]
            case nil where author.kind == nil && name.isEmpty: self["mail.citizen"]
            case .other, nil: name
            }
        guard let deputy = author.deputyName else { return person }
        return self("name.on-behalf", ["name": person, "deputy": self("name.deputy", ["name": deputy])])
    }

    /// The state's name; the word itself when a newer server has one that this client doesn't know.
    func state(_ state: Choice<Case.State>) -> String {
        switch state {
        case .known(.received): self["state.received"]
        case .known(.acknowledged): self["state.acknowledged"]
        case .known(.asked): self["state.asked"]
        case .known(.replied): self["state.replied"]
        case .known(.closed): self["state.closed"]
        case .newer(let word): word
        }
    }
}
