import LiaisonWeb

/// What each command prints with `--json`: the manual says it, and a test asks for every command.
enum JSONOutputs {
    /// The shape of a command's output, as `[...]` for an array of such objects.
    ///
    /// - Parameter command: The command's name.
    /// - Returns: The members, those of a member in brackets behind it; nothing for a command that has no `--json`.
    static func shape(of command: String) -> String? {
        switch command {
        case "inbox list": "[{\(list(APIFields.summary))}]"
        case "inbox show": "{\(list(APIFields.detail))}"
        case "quarantine list": "[{\(list(APIFields.quarantined))}]"
        case "ack", "reply", "ask", "close", "reopen", "extend", "transfer", "claim", "assign", "urge":
            "{\(list(APIFields.event))}"
        case "intake": "{\(list(APIFields.handover)), new}"
        case "contact list": "[{\(list(APIFields.contact))}]"
        case "whoami": "{server, \(list(APIFields.identity))}"
        case "inbox pull": "{delivered, format, path}"
        case "roster list":
            "[{code, kind (deputy|station), id, name, station, level, group, title, status, parent, address, phone, reception, head, officer, rotation, district, gender, employer, public_phone, cadre, term}]"
        default: others[command]
        }
    }

    private static let entry =
        "entry, station, duty, register, on, deputies, people, title, text, case, reference, state (pending|counted|rejected|withdrawn), by, by_kind, by_code, for, for_name, at, duty_name, deputy_names, notice, erased, photos [{number, type, bytes, width, height, sha256, path}], station_name, guests, votes {satisfied, fair, dissatisfied}, result, settled"
    private static let notice =
        "notice, station, title, text, until, activity, places, duty, signed_up, waiting, attended, withdrawn, by, by_kind, by_code, for, for_name, at"
    private static let reception =
        "station, on, time, place, deputies, source (rule|set), announced, late, cancelled, deputy_names, reason, rule, moved_from, provisional"

    private static let others = [
        "log list": "[{\(entry)}]", "log add": "{\(entry), events}",
        "log show":
            "{\(entry), events [{kind, at, by, by_kind, by_code, for, for_name, facts, words, photos}]}",
        "log amend": "{\(entry), events}", "log withdraw": "{\(entry), events}",
        "log approve": "{\(entry), events}", "log reject": "{\(entry), events}",
        "log import": "{rows, new, entries [number], unknown_columns, doubles [{row, entry, like [number]}]}",
        "notice list": "[{\(notice)}]", "notice post": "{notices [{\(notice)}]}",
        "notice sign-up": "{\(notice), entry}", "notice attended": "{\(notice), entry}",
        "notice withdraw": "{\(notice), entry}",
        "reception list": "[{\(reception)}]", "reception set": "{\(reception)}",
        "reception cancel": "{\(reception)}",
        "points": "[{code, name, station, points, entries [{entry, duty, on, points}], station_name, place}]",
        "archive":
            "{code, name, id, level, station, station_name, group, title, status, codes [{code, history}], cases {received, replied, closed, overdue, days_to_answer_median, satisfied, fair, dissatisfied}, entries, activities, points, scored [{entry, duty, on, points, duty_name}]}",
        "roster import":
            "{prune, term, stations {added, changed, returned, gone}, deputies {added, moved, changed, staying, returned, gone}, questions [{name, station, level, file, row, candidates}], tokens_ended [{id, code, station, name, closed}], tokens_reopened [{id, code, station, name}], cases_orphaned [{case, station, to, to_name}], reception_duties [{station, on, deputy, name}], activity_places [{notice, on, deputy, name}], posters [{station, name, deputies [code]}]}",
        "roster check": "[{finding, station, name, code, deputies, ungrouped}]",
        "code history": "[{at, kind, id, name, station, fields, reason, successor, predecessor}]",
        "token list":
            "[{id, kind (deputy|station|office), code, station, name, issued, last_used, revoked, expires, opens, closed, closed_since, slip_until}]",
        "login": "[{profile, server, kind (deputy|station|office), name, code, station, current}]",
        "serve": "[{setting, value, source (flag|environment|file|default), line}]",
        "report":
            "{from, to, as_of, earliest, stations [{station, name, ...}], totals {...}, topics [{topic, station, name, month, count}], words, organisation, below}; in totals and per station: received, by_channel, by_month, people, acknowledged, replied, answered, closed, overdue, by_outcome, unrated, told, told_unanswered, days_from_news, and reply_rate, answer_rate, closing_rate, on_time_rate, closed_on_time_rate, solved_rate, satisfaction, each {numerator, denominator, percent}, and entries {register {count, people}}",
        "verify":
            "{sound, stations, segments, lines, newer_lines, cases, bytes, entry {path, line}, torn [{path, line}], words_left [{path, line}], findings [{path, line, kind, problem}]}",
        "seal":
            "{sealed, tokens {issued [id], revoked [id]}, roster {codes [{code, events}]}, stations [{station, lines, last, digest, segments [{segment, lines, hash}]}]}",
        "backup":
            "{files, bytes, copied_files, copied_bytes, findings [path], problems [{path, line, kept, problem, remedy}]}",
        "restore": "{whole, made, files, bytes, cases, lines, secret}",
        "erase": "[case]",
        "doctor": "[{check, level, message, remedy}]",
    ]

    private static func list(_ fields: [APIField]) -> String {
        fields.map { field in
            switch field.kind {
            case .word(let words): "\(field.name) (\(words.joined(separator: "|")))"
            case .list(let members): "\(field.name) [{\(list(members))}]"
            case .object(let members): "\(field.name) {\(list(members))}"
            default: field.name
            }
        }.joined(separator: ", ")
    }
}
