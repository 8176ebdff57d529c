import LiaisonCases
import LiaisonDesk
import LiaisonText

extension APIOperation.Parameter {
    /// What a query parameter holds.
    enum Kind { case text, date }

    static func query(_ name: String, _ kind: Kind, _ description: String) -> Self {
        let schema: JSON =
            switch kind {
            case .text: ["type": "string"]
            case .date: ["type": "string", "format": "date"]
            }
        return Self(name: name, place: "query", schema: schema, description: description)
    }

    static func flag(_ name: String, _ description: String) -> Self {
        Self(
            name: name, place: "query", schema: ["type": "string", "enum": ["true", "false"]],
            description: description)
    }

    static let after = query("after", .text, "The cursor of the page before: opaque.")

    static func limit(_ most: Int, usual: Int) -> Self {
        Self(
            name: "limit", place: "query",
            schema: ["type": "integer", "minimum": .integer(1), "default": .integer(usual)],
            description: "The most elements of a page; more than \(most) count as \(most).")
    }

    static let number = Self(
        name: "number", place: "path", schema: ["type": "string", "minLength": .integer(1)],
        description: "The case number, in any letter case.", isRequired: true)

    static let index = Self(
        name: "index", place: "path", schema: ["type": "integer", "minimum": .integer(1)],
        description: "The photo's number, from 1.", isRequired: true)

    static let idempotencyKey = Self(
        name: "Idempotency-Key", place: "header",
        schema: [
            "type": "string", "minLength": .integer(1), "maxLength": .integer(128),
            "pattern": "^[A-Za-z0-9._-]+$",
        ],
        description: "The same for every repetition of the same act.", isRequired: true)

    /// What narrows a list, in the order of ``CaseQuery/parameters``.
    static let narrowing: [Self] = [
        Self(
            name: "state", place: "query",
            schema: ["type": "string", "enum": .array(Case.State.allCases.map { .string($0.rawValue) })],
            description: "Cases in that state."),
        query("topic", .text, "Cases of that topic: a configured one, or one that cases have."),
        query("since", .date, "Cases that came on that Beijing day or later."),
        query("until", .date, "Cases that came on that Beijing day or before."),
        Self(
            name: "grep", place: "query",
            schema: ["type": "string", "maxLength": .integer(CaseQuery.textLimit)],
            description:
                "Cases in which somebody typed that; ASCII letters in either case. At most 200 bytes."),
        flag("overdue", "Cases that wait for their answer beyond its day; with close_overdue those of both."),
        flag("close_overdue", "Cases that wait for their closing beyond its day."),
        query("station", .text, "What that station sees: its id or exact name."),
        flag("below", "What the stations below that one see too, however deep."),
        query("deputy", .text, "What that deputy sees: a code or the exact name."),
        query("ending", .text, "Cases whose number ends so, hyphens left out; at least three symbols."),
    ]
}
