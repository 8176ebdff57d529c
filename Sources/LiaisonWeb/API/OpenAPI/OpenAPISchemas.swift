import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonText

/// The schemas that the document's operations refer to.
enum OpenAPISchemas {
    static func reference(_ name: String) -> JSON {
        .object([JSON.Member("$ref", .string("#/components/schemas/\(name)"))])
    }

    static var all: [JSON.Member] {
        [
            .init("Case", APIField.schema(of: APIFields.summary)),
            .init("CaseDetail", APIField.schema(of: APIFields.detail)),
            .init("Quarantined", APIField.schema(of: APIFields.quarantined)),
            .init("Event", APIField.schema(of: APIFields.event)),
            .init("Identity", APIField.schema(of: APIFields.identity)),
            .init("Handover", APIField.schema(of: APIFields.handover)),
            .init("Report", report), .init("Norms", norms), .init("Districts", districts),
            .init("Action", action), .init("Intake", intake),
            .init("Problem", problem),
        ] + contacts + records
    }

    /// RFC 9457, with the members of Liaison's own that some types have.
    private static var problem: JSON {
        [
            "type": "object", "required": ["type", "title", "status", "detail"],
            "properties": [
                "type": [
                    "type": "string", "enum": .array(ProblemType.allCases.map { .string($0.uri) }),
                    "description": "Stable; programs go by it.",
                ],
                "title": ["type": "string"], "status": ["type": "integer"], "detail": ["type": "string"],
                "member": [
                    "type": "string",
                    "description": "bad-member: which member of the body is missing, wrong, or there twice.",
                ],
                "parameter": [
                    "type": "string", "description": "bad-parameter, unknown-holder, foreign-holder: which.",
                ],
                "choices": ["type": "array", "items": ["type": "string"]],
                "candidates": ["type": "array", "items": ["type": "string"]],
                "reason": ["type": "string", "description": "refused: why, in a word."],
            ],
        ]
    }

    private static var report: JSON {
        [
            "type": "object",
            "required": ["from", "to", "as_of", "earliest", "stations", "totals", "topics", "words"],
            "properties": [
                "from": ["type": "string", "format": "date"], "to": ["type": "string", "format": "date"],
                "as_of": ["type": "string", "format": "date"],
                "earliest": ["type": ["string", "null"], "format": "date"],
                "stations": ["type": "array", "items": ["type": "object"]], "totals": ["type": "object"],
                "topics": ["type": "array", "items": ["type": "object"]],
                "words": ["type": ["object", "null"]], "organisation": ["type": ["string", "null"]],
                "below": ["type": "boolean"],
            ],
        ]
    }

    private static var norms: JSON {
        [
            "type": "array",
            "items": [
                "type": "object", "required": ["norm", "station", "deputy", "figure", "limit", "month"],
                "properties": [
                    "norm": ["type": "string"], "station": ["type": "string"],
                    "deputy": ["type": ["string", "null"], "description": "The code of whom it is about."],
                    "figure": ["type": "integer"], "limit": ["type": "integer"],
                    "month": ["type": ["string", "null"], "description": "idle-month: which, as 2026-03."],
                ],
            ],
        ]
    }

    private static var districts: JSON {
        [
            "type": "array",
            "items": [
                "type": "object",
                "required": [
                    "district", "stations", "deputies", "fewest", "most", "below_norm", "above_norm",
                ],
                "properties": [
                    "district": ["type": "string"], "stations": ["type": "integer"],
                    "deputies": ["type": "integer"], "fewest": ["type": "integer"],
                    "most": ["type": "integer"], "below_norm": ["type": "integer"],
                    "above_norm": ["type": "integer"],
                ],
            ],
        ]
    }

    /// A member of text; null is as good as left out.
    static func text(_ limit: Int? = nil) -> JSON {
        var members: [JSON.Member] = [.init("type", ["string", "null"])]
        if let limit { members.append(.init("maxLength", .integer(limit))) }
        return .object(members)
    }

    private static func words(_ words: [String]) -> JSON {
        ["type": "string", "enum": .array(words.map(JSON.string))]
    }

    /// What a kind of act takes beside `text` and `for`.
    private static func act(
        _ kind: String, _ members: [JSON.Member] = [], required: [String] = []
    ) -> JSON {
        let properties =
            [JSON.Member("kind", ["const": .string(kind)])] + members + [
                JSON.Member("text", text(StaffAction.textLimit)), JSON.Member("for", text()),
            ]
        return [
            "type": "object", "required": .array((["kind"] + required).map(JSON.string)),
            "properties": .object(properties),
        ]
    }

    private static var action: JSON {
        let date: JSON = ["type": "string", "format": "date"]
        let line: JSON = text(StaffAction.reasonLimit)
        let kinds: [JSON] = [
            act("acknowledged", [.init("grade", words(Grade.allCases.map(\.rawValue)))], required: ["grade"]),
            act("replied", required: ["text"]), act("asked", required: ["text"]),
            act(
                "closed",
                [
                    .init("outcome", words(Outcome.allCases.map(\.rawValue))),
                    .init("reference", text(StaffAction.nameLimit)),
                ], required: ["outcome"]),
            act(
                "assigned",
                [
                    .init(
                        "unit",
                        [
                            "type": "string", "minLength": .integer(1),
                            "maxLength": .integer(StaffAction.nameLimit),
                        ]),
                    .init("until", ["type": ["string", "null"], "format": "date"]),
                ], required: ["unit"]),
            act("urged"),
            act("reopened"), act("extended", [.init("until", date)], required: ["until", "text"]),
            act("transferred", [.init("to", ["type": "string"])], required: ["to"]), act("claimed"),
            act("released"), act("discarded", required: ["text"]), act("erased", [.init("reason", line)]),
        ]
        return ["oneOf": .array(kinds)]
    }

    private static var intake: JSON {
        [
            "type": "object", "required": ["station", "text"],
            "properties": [
                "station": ["type": "string", "description": "A station's id or exact name."],
                "to": text(), "channel": ["enum": .array(intakeChannels)],
                "received": ["type": ["string", "null"], "format": "date"],
                "answered_at": [
                    "type": ["string", "null"], "format": "date",
                    "description":
                        "The Beijing day on which it was answered on the spot; it came on that day too, unless `received` says another.",
                ],
                "answer": text(StaffAction.textLimit),
                "outcome": [
                    "enum": .array(Outcome.allCases.map { .string($0.rawValue) } + [.null]),
                    "description": "How it ended on the spot; then `answer` says what the citizen was told.",
                ],
                "closed_at": [
                    "type": ["string", "null"], "format": "date",
                    "description":
                        "The Beijing day on which it was closed; when it was answered unless given.",
                ],
                "reference": text(StaffAction.nameLimit),
                "people": [
                    "type": ["integer", "null"], "minimum": .integer(1),
                    "maximum": .integer(Intake.mostPeople),
                    "description": "How many people came with it; 1 unless given.",
                ],
                "form": text(),
                "text": [
                    "type": "string", "minLength": .integer(1), "maxLength": .integer(TypedWords.textLimit),
                ],
                "name": text(TypedWords.nameLimit), "phone": text(TypedWords.nameLimit),
                "topic": text(TypedWords.nameLimit), "for": text(),
            ],
        ]
    }

    private static var intakeChannels: [JSON] {
        Channel.allCases.filter { $0 != .scan }.map { .string($0.rawValue) } + [.null]
    }
}
