import LiaisonSystem
import LiaisonText
import LiaisonWording

/// What the API's words are called on a terminal.
enum CaseWords {
    /// The day of an RFC 3339 moment in Beijing.
    static func day(_ moment: String?) -> String {
        guard let at = moment.flatMap({ Timestamp(rfc3339: $0.utf8) }) else { return "" }
        return BeijingTime(at).date.iso8601
    }

    /// Day and time of an RFC 3339 moment in Beijing.
    static func moment(_ moment: String?) -> String {
        guard let at = moment.flatMap({ Timestamp(rfc3339: $0.utf8) }) else { return "" }
        return String(at.rfc3339.prefix(16).map { $0 == "T" ? " " : $0 })
    }

    /// Whom a case is addressed to, by name; the code alone where a server of before tells no name.
    static func addressee(_ item: JSON, _ words: Wording) -> String {
        guard let name = item["to_name"]?.text else { return item["to"]?.text ?? "" }
        return item["to_kind"]?.text == "deputy" ? words("name.deputy", ["name": name]) : name
    }

    /// Who did something, as people call them; what a server of before says in its own language, as it says it.
    static func actor(_ event: JSON, _ words: Wording) -> String {
        let name = event["by"]?.text ?? ""
        let person =
            switch event["by_kind"]?.text {
            case "citizen": words["mail.citizen"]
            case "deputy": words("name.deputy", ["name": name])
            case "station": words("name.officer", ["station": name])
            case "office": words["name.office"]
            case nil where name.isEmpty: words["mail.citizen"]
            default: name
            }
        guard let deputy = event["for_name"]?.text else { return person }
        return words(
            "name.on-behalf", ["name": person, "deputy": words("name.deputy", ["name": deputy])])
    }

    /// The state's name; the word itself when a newer server has one that this client doesn't know.
    static func state(_ state: String?, _ words: Wording) -> String {
        switch state {
        case "received": words["state.received"]
        case "acknowledged": words["state.acknowledged"]
        case "asked": words["state.asked"]
        case "replied": words["state.replied"]
        case "closed": words["state.closed"]
        default: state ?? ""
        }
    }
}
