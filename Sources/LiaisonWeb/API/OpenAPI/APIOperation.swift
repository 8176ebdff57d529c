import LiaisonDesk
import LiaisonText

/// One method on one path of the API, as the document describes it.
struct APIOperation: Sendable {
    let method: Method
    /// The path below `/api/v1`, parameters in braces.
    let path: String
    let id: String
    let summary: String
    var description = ""
    var parameters: [Parameter] = []
    /// The schema's name of the JSON that is posted.
    var body: String?
    /// Whether photos may come with it, as a form.
    var takesPhotos = false
    let status: Int
    let answer: Answer
    var problems: [ProblemType] = []
    /// Whether it takes no token.
    var isPublic = false

    enum Method: String, Sendable { case get, post, put, delete }

    /// What a success holds.
    enum Answer: Sendable {
        case json(schema: String)
        /// A page of a list.
        case page(of: String)
        /// All of a list.
        case list(of: String)
        case file([String])
        case lines
        case anything
        case nothing
    }

    /// A parameter in path, query or header.
    struct Parameter: Sendable {
        let name: String
        let place: String
        let schema: JSON
        let description: String
        var isRequired = false
    }

    /// What a request with a token can run into whatever it asks for.
    static let common: [ProblemType] = [
        .unauthorized, .tooManyRequests, .unavailable, .badRequest, .timedOut, .targetTooLong,
        .headersTooLarge,
        .internalError,
    ]
    /// The same of what is posted.
    static let posting: [ProblemType] = [
        .keyMissing, .notJSON, .malformed, .badMember, .keyReused, .contentTooLarge, .lengthRequired,
    ]
}

extension APIOperation {
    /// Every operation; a test holds them against ``APIRoute``.
    static let all: [APIOperation] =
        [
            APIOperation(
                method: .get, path: "/openapi.json", id: "document", summary: "This document",
                description: "Takes no token; nothing secret stands in it.", status: 200, answer: .anything,
                isPublic: true),
            APIOperation(
                method: .get, path: "/whoami", id: "whoami", summary: "Whom the token stands for",
                status: 200,
                answer: .json(schema: "Identity")),
            APIOperation(
                method: .get, path: "/events", id: "events", summary: "What happened, in order, for pulls",
                description:
                    "One event a line (schema Event), then a line with the cursor at which the next page begins, and whether there is more already.",
                parameters: [.after, .limit(2000, usual: 2000)], status: 200, answer: .lines,
                problems: [.badCursor, .badLimit]),
            list("/cases", "cases", "The cases that the token may see, newest first", of: "Case"),
            APIOperation(
                method: .post, path: "/cases", id: "enter",
                summary: "Enter a matter that came without a scan",
                description:
                    "For station and office. The same key again gives the same answer, and no second case.",
                parameters: [.idempotencyKey], body: "Intake", status: 201, answer: .json(schema: "Handover"),
                problems: posting + [.forbidden, .formNumberTaken, .spaceShort]),
            list(
                "/claimable", "claimable", "What waits in shared inboxes to be claimed, newest first",
                of: "Case"),
            list(
                "/quarantine", "quarantine", "What looks like no person's message, newest first",
                of: "Quarantined"),
            APIOperation(
                method: .get, path: "/report", id: "report", summary: "A period's figures",
                parameters: [
                    .query("from", .date, "The first day."), .query("to", .date, "The last day."),
                    .query("as_of", .date, "The day on which overdue cases are overdue; today unless given."),
                    .query("station", .text, "A station's id or exact name."),
                    .flag("below", "Whether the stations below it count too, however deep."),
                ], status: 200, answer: .json(schema: "Report"),
                problems: [.badPeriod, .foreignStation, .unknownHolder, .noStation]),
            APIOperation(
                method: .get, path: "/report/norms", id: "norms",
                summary: "Who doesn't meet the norms for stations",
                parameters: [
                    .query("from", .date, "The first day; a year before the last unless given."),
                    .query("to", .date, "The last day; the last month's end unless given."),
                    .query("station", .text, "A station's id or exact name."),
                    .flag("below", "Whether the stations below it count too, however deep."),
                ], status: 200, answer: .json(schema: "Norms"),
                problems: [.badPeriod, .foreignStation, .unknownHolder, .noStation]),
            APIOperation(
                method: .get, path: "/report/districts", id: "districts",
                summary: "The stations of each district",
                parameters: [
                    .query("station", .text, "A station's id or exact name."),
                    .flag("below", "Whether the stations below it count too, however deep."),
                ], status: 200, answer: .json(schema: "Districts"),
                problems: [.badPeriod, .foreignStation, .unknownHolder, .noStation]),
            APIOperation(
                method: .get, path: "/cases/{number}", id: "case",
                summary: "One case with all that was written to it",
                parameters: [.number], status: 200, answer: .json(schema: "CaseDetail"), problems: [.notFound]
            ),
            APIOperation(
                method: .get, path: "/cases/{number}/message.eml", id: "message",
                summary: "A case's message as mail (RFC 5322)", parameters: [.number], status: 200,
                answer: .file(["message/rfc822"]), problems: [.notFound]),
            APIOperation(
                method: .get, path: "/cases/{number}/photos/{index}", id: "photo",
                summary: "A photo of a case",
                parameters: [.number, .index], status: 200, answer: .file(["image/jpeg", "image/png"]),
                problems: [.notFound]),
            APIOperation(
                method: .post, path: "/cases/{number}/events", id: "act", summary: "Act on a case",
                description:
                    "The same key again gives the same answer, and does nothing twice. `kind` says what is done, and which other members it takes.",
                parameters: [.number, .idempotencyKey], body: "Action", status: 201,
                answer: .json(schema: "Event"),
                problems: posting + [.notFound, .forbidden, .refused, .handedOver]),
        ] + contacts + records

    private static func list(_ path: String, _ id: String, _ summary: String, of schema: String)
        -> APIOperation
    {
        APIOperation(
            method: .get, path: path, id: id, summary: summary,
            description:
                "A page; the field Link with rel=\"next\" says where the next one is, as long as there may be more. A page may be empty and have a next one, where a text is looked for.",
            parameters: [.after, .limit(CaseListing.pageLimit, usual: CaseListing.usualLimit)]
                + Parameter.narrowing, status: 200, answer: .page(of: schema),
            problems: [.badCursor, .badLimit, .badParameter, .unknownHolder, .foreignHolder])
    }
}
