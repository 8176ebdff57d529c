import LiaisonDesk
import LiaisonRecords
import LiaisonText

// What registers, notices, reception days, points and archives answer with and take.
extension APIFields {
    private static let by: [APIField] = [
        .optional("by"), .init("by_kind", .word(["citizen", "deputy", "station", "office", "other"])),
        .optional("by_code", .code), .optional("for", .code), .optional("for_name"),
    ]

    /// An entry of a register.
    package static let entry: [APIField] =
        [
            .init("entry"), .init("station"), .init("duty"),
            .optional("register", .word(Register.allCases.map(\.rawValue))), .init("on", .date),
            .init("deputies", .words), .init("people", .integer), .optional("title"), .optional("text"),
            .optional("case", .caseNumber), .optional("reference"),
            .init("state", .word(RegisterEntry.State.allCases.map(\.rawValue))),
        ] + by + [
            .init("at", .moment), .optional("duty_name"), .init("deputy_names", .words), .optional("notice"),
            .init("erased", .flag), .init("photos", .list(of: photo)), .init("station_name"),
            .optional("guests"), .optional("votes", .object(ballot)), .optional("result"),
            .optional("settled", .date), .init("cases", .words),
        ]

    private static let ballot: [APIField] = [
        .init("satisfied", .integer), .init("fair", .integer), .init("dissatisfied", .integer),
    ]

    /// What was recorded of an entry.
    package static let record: [APIField] =
        [.init("kind"), .init("at", .moment)] + by + [
            .init("facts", .object([])), .init("words", .object([])), .init("photos", .integer),
        ]

    /// A notice.
    package static let notice: [APIField] =
        [
            .init("notice"), .init("station"), .optional("title"), .optional("text"),
            .optional("until", .date), .optional("activity", .date), .optional("places", .integer),
            .optional("duty"), .init("signed_up", .words), .init("waiting", .words),
            .init("attended", .words), .init("withdrawn", .flag),
        ] + by + [.init("at", .moment)]

    /// A reception day.
    package static let receptionDay: [APIField] = [
        .init("station"), .init("on", .date), .optional("time"), .optional("place"),
        .init("deputies", .words), .init("source", .word(["rule", "set"])), .optional("announced", .date),
        .init("late", .flag), .init("cancelled", .flag), .init("deputy_names", .words), .optional("reason"),
        .optional("rule"), .optional("moved_from", .date), .init("provisional", .flag),
    ]

    /// What a deputy has scored.
    package static let standing: [APIField] = [
        .init("code", .code), .init("name"), .init("station"), .init("points", .number),
        .init("entries", .list(of: scored)), .init("station_name"), .optional("place", .integer),
    ]

    private static let scored: [APIField] = [
        .init("entry"), .init("duty"), .init("on", .date), .init("points", .number),
    ]

    /// A duty.
    package static let duty: [APIField] = [
        .init("key"), .init("duty"), .init("register", .word(Register.allCases.map(\.rawValue))),
        .init("points", .number), .optional("yearly_cap", .number),
        .init("source", .word(Duty.Source.allCases.map(\.rawValue))),
    ]

    /// A deputy's archive.
    package static let archive: [APIField] = [
        .init("code", .code), .init("name"), .optional("id"), .init("level"), .init("station"),
        .init("station_name"), .optional("group"), .optional("title"),
        .init("status", .word(["active", "retired"])), .init("codes", .list(of: codeHistory)),
        .init("cases", .object(tally)), .init("entries", .list(of: entry)),
        .init("activities", .list(of: activity)), .optional("points", .number),
        .optional("scored", .list(of: scored + [.optional("duty_name")])),
    ]

    private static let codeHistory: [APIField] = [
        .init("code", .code),
        .init(
            "history",
            .list(of: [.init("at", .moment), .init("kind"), .optional("station"), .optional("reason")])
        ),
    ]

    private static let tally: [APIField] = [
        .init("received", .integer), .init("replied", .integer), .init("closed", .integer),
        .init("overdue", .integer), .optional("days_to_answer_median", .integer),
        .init("satisfied", .integer), .init("fair", .integer), .init("dissatisfied", .integer),
    ]

    private static let activity: [APIField] = [
        .init("notice"), .optional("title"), .optional("on", .date), .init("attended", .flag),
    ]
}

extension OpenAPISchemas {
    static var records: [JSON.Member] {
        [
            .init("Entry", APIField.schema(of: APIFields.entry)),
            .init(
                "EntryDetail",
                APIField.schema(of: APIFields.entry + [.init("events", .list(of: APIFields.record))])),
            .init("Notice", APIField.schema(of: APIFields.notice)),
            .init(
                "PostedNotices", APIField.schema(of: [.init("notices", .list(of: APIFields.notice))])),
            .init("ReceptionDay", APIField.schema(of: APIFields.receptionDay)),
            .init("Standing", APIField.schema(of: APIFields.standing)),
            .init("Duty", APIField.schema(of: APIFields.duty)),
            .init("Archive", APIField.schema(of: APIFields.archive)),
            .init(
                "Imported",
                APIField.schema(of: [
                    .init("rows", .integer), .init("new", .integer), .init("entries", .words),
                    .init("unknown_columns", .words),
                    .init(
                        "doubles",
                        .list(of: [.init("row", .integer), .init("entry"), .init("like", .words)])),
                ])),
            .init("EntryDraft", draft(entryMembers, required: ["duty", "deputies"])),
            .init("EntryAct", entryAct), .init("NoticeDraft", notice), .init("NoticeAct", noticeAct),
            .init("ReceptionAct", receptionAct),
            .init(
                "RegisterFile",
                draft(
                    [
                        .init(
                            "csv",
                            ["type": "string", "description": "The file, as `liaison log import` takes it."]),
                        .init("name", line), .init("station", line),
                    ], required: ["csv"])),
        ]
    }

    /// A document with photos: a form of a part that is the document, and a file each.
    static func form(around document: JSON) -> JSON {
        [
            "schema": [
                "type": "object", "required": [.string(APIHandler.documentField)],
                "properties": .object([
                    .init(APIHandler.documentField, document),
                    .init(
                        "photos",
                        [
                            "type": "array", "maxItems": .integer(RegisterEntry.mostPhotos),
                            "items": ["type": "string", "format": "binary"],
                            "description": "JPEG or PNG; stored without where and with what they were taken.",
                        ]),
                ]),
            ],
            "encoding": .object([
                .init(APIHandler.documentField, ["contentType": "application/json"]),
                .init("photos", ["contentType": "image/jpeg, image/png"]),
            ]),
        ]
    }

    private static let line = text(RecordDesk.titleLimit)
    private static let votes: JSON = [
        "type": ["object", "string", "null"],
        "description": "satisfied, fair, dissatisfied: an object with the three counts, or 45/3/1.",
    ]
    private static let date: JSON = ["type": ["string", "null"], "format": "date"]
    private static let codes: JSON = [
        "type": "array", "items": ["type": "string"], "description": "Codes or exact names.",
    ]

    private static let cases: JSON = [
        "type": ["array", "null"], "items": ["type": "string"],
        "description":
            "The numbers of the cases, instead of `case`, which takes several on one line as well.",
    ]

    private static var entryMembers: [JSON.Member] {
        [
            .init("station", line), .init("duty", ["type": "string", "description": "A duty's key."]),
            .init("on", date), .init("deputies", codes),
            .init("people", ["type": ["integer", "null"], "minimum": .integer(1)]), .init("title", line),
            .init("text", text(RecordDesk.textLimit)), .init("case", line), .init("cases", cases),
            .init("reference", line),
            .init("guests", line), .init("votes", votes), .init("result", line), .init("for", line),
        ]
    }

    private static func draft(_ members: [JSON.Member], required: [String]) -> JSON {
        [
            "type": "object", "required": .array(required.map(JSON.string)),
            "properties": .object(members),
        ]
    }

    private static func kind(_ kind: String, _ members: [JSON.Member], required: [String] = []) -> JSON {
        draft(
            [.init("kind", ["const": .string(kind)])] + members + [.init("for", line)],
            required: ["kind"] + required)
    }

    private static var entryAct: JSON {
        let reason = JSON.Member("reason", line)
        return [
            "oneOf": [
                kind("amended", entryMembers.filter { $0.name != "for" && $0.name != "station" } + [reason]),
                kind("approved", [reason]), kind("rejected", [reason]), kind("withdrawn", [reason]),
                kind("erased", [.init("reason", line)]),
            ]
        ]
    }

    private static var notice: JSON {
        draft(
            [
                .init("station", line), .init("title", ["type": "string", "minLength": .integer(1)]),
                .init("text", text(RecordDesk.textLimit)), .init("until", date), .init("activity", date),
                .init("places", ["type": ["integer", "null"], "minimum": .integer(1)]), .init("duty", line),
                .init("for", line),
            ], required: ["title"])
    }

    private static var noticeAct: JSON {
        [
            "oneOf": [
                kind("signed-up", [.init("deputy", line)]), kind("signed-off", [.init("deputy", line)]),
                kind("attended", [.init("deputies", codes)], required: ["deputies"]),
                kind("withdrawn", [.init("reason", line)]), kind("erased", [.init("reason", line)]),
            ]
        ]
    }

    private static var receptionAct: JSON {
        let day: [JSON.Member] = [.init("station", line), .init("on", ["type": "string", "format": "date"])]
        return [
            "oneOf": [
                kind(
                    "set",
                    day + [
                        .init(
                            "time", ["type": ["string", "null"], "description": "As `9:00-11:30`."]),
                        .init("deputies", codes), .init("place", line),
                    ], required: ["on"]),
                kind(
                    "cancelled", day + [.init("reason", ["type": "string", "minLength": .integer(1)])],
                    required: ["on", "reason"]),
            ]
        ]
    }
}
