import LiaisonDesk
import LiaisonRecords
import LiaisonText

// Registers, notices, reception days, points and archives.
extension APIOperation {
    static let records: [APIOperation] = [
        records(
            .log, "log", "The registers, newest day first", of: "Entry",
            [
                .word("state", RegisterEntry.State.allCases.map(\.rawValue), "Entries in that state."),
                .query("duty", .text, "Entries of that duty: its key."),
                .flag("unsettled", "Only entries of which nobody has said what became of them."),
            ]),
        posting(
            "/log", "addEntry", "Enter something in a register", body: "EntryDraft", answer: "EntryDetail",
            "A deputy's own entry waits for officer or office; theirs counts at once.", takesPhotos: true),
        posting(
            "/log/import", "importEntries", "Enter all rows of a CSV file", body: "RegisterFile",
            answer: "Imported",
            "All rows or none: a bad file is refused with all that is wrong with it. The same file again changes nothing. A row that was put right is another entry: `doubles` names what it is like."
        ),
        document(
            "/log/{entry}", "entry", "One entry with all that was recorded of it", "EntryDetail", .entry),
        posting(
            "/log/{entry}/events", "actOnEntry", "Amend, approve, reject, withdraw or erase an entry",
            body: "EntryAct", answer: "EntryDetail", "Photos come with an amendment only.", about: .entry,
            takesPhotos: true),
        APIOperation(
            method: .get, path: "/log/{entry}/photos/{index}", id: "entryPhoto",
            summary: "A photo of an entry", parameters: [.entry, .index], status: 200,
            answer: .file(["image/jpeg", "image/png"]), problems: [.notFound]),
        records(
            .notices, "notices", "Notices and activities, newest first", of: "Notice",
            [.flag("all", "Whether those that have ended or were withdrawn are given too.")]),
        posting(
            "/notices", "postNotice", "Post a notice", body: "NoticeDraft", answer: "PostedNotices",
            "For station and office; `station` may be `all` for the office."),
        document("/notices/{notice}", "notice", "One notice", "Notice", .notice),
        posting(
            "/notices/{notice}/events", "actOnNotice",
            "Sign up for an activity, say who came, withdraw or erase a notice", body: "NoticeAct",
            answer: "Notice", about: .notice),
        records(
            .reception, "reception",
            "Reception days, the earliest first: thirty days from today unless asked",
            of: "ReceptionDay"),
        posting(
            "/reception", "actOnReception", "Add a reception day, say who is on duty, or cancel one",
            body: "ReceptionAct", answer: "ReceptionDay"),
        records(
            .points, "points", "What deputies have scored, each sum with its entries", of: "Standing",
            [.query("duty", .text, "Points of that duty alone: its key or name.")]),
        records(.duties, "duties", "The duties that are scored today", of: "Duty"),
        records(.archives, "archives", "The archives of all deputies that may be seen", of: "Archive"),
        document(
            "/archive/{code}", "archive", "One deputy's archive; never a citizen's words", "Archive",
            Parameter(
                name: "code", place: "path", schema: ["type": "string", "minLength": .integer(1)],
                description: "A code or an exact name.", isRequired: true), [.badMember]),
    ]

    private static func records(
        _ path: RecordPath, _ id: String, _ summary: String, of schema: String, _ others: [Parameter] = []
    ) -> APIOperation {
        let most = APIHandler.page(of: path).elements
        return APIOperation(
            method: .get, path: "/\(path.text)", id: id, summary: summary,
            description:
                "A page, which has fewer than the limit where it would be too long; the field Link with rel=\"next\" says where the next one is, as long as there may be more.",
            parameters: [
                .after, .limit(most, usual: 100),
                .query("station", .text, "A station's id or exact name."),
                .query("deputy", .text, "A deputy's code or exact name."),
                .query("from", .date, "The first day."), .query("to", .date, "The last day."),
            ] + others, status: 200, answer: .page(of: schema), problems: [.badCursor, .badLimit, .badMember])
    }

    private static func document(
        _ path: String, _ id: String, _ summary: String, _ schema: String, _ parameter: Parameter,
        _ problems: [ProblemType] = []
    ) -> APIOperation {
        APIOperation(
            method: .get, path: path, id: id, summary: summary, parameters: [parameter], status: 200,
            answer: .json(schema: schema), problems: [.notFound] + problems)
    }

    private static func posting(
        _ path: String, _ id: String, _ summary: String, body: String, answer: String,
        _ description: String = "", about parameter: Parameter? = nil, takesPhotos: Bool = false
    ) -> APIOperation {
        let repetition = "The same key again gives the same answer, and does nothing twice."
        return APIOperation(
            method: .post, path: path, id: id, summary: summary,
            description: description.isEmpty ? repetition : "\(description) \(repetition)",
            parameters: (parameter.map { [$0] } ?? []) + [.idempotencyKey], body: body,
            takesPhotos: takesPhotos, status: 201, answer: .json(schema: answer),
            problems: posting + [.notFound, .forbidden, .refused, .spaceShort])
    }
}

extension APIOperation.Parameter {
    fileprivate static let entry = number("entry", "The entry's number, `<station>-L<yymmdd>-<5 symbols>`.")
    fileprivate static let notice = number(
        "notice", "The notice's number, `<station>-N<yymmdd>-<5 symbols>`.")

    private static func number(_ name: String, _ description: String) -> Self {
        Self(
            name: name, place: "path", schema: ["type": "string", "minLength": .integer(1)],
            description: description, isRequired: true)
    }

    fileprivate static func word(_ name: String, _ words: [String], _ description: String) -> Self {
        Self(
            name: name, place: "query", schema: ["type": "string", "enum": .array(words.map(JSON.string))],
            description: description)
    }
}
