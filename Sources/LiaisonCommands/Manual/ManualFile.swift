import LiaisonWording

/// A file or directory that commands read or write: on the server's machine, and below the home of whoever works from
/// elsewhere.
enum ManualFile: String, CaseIterable {
    case conf, secret, roster, tokens, desk, contacts, notify, inbox, photos, spool, calendar, duties,
        templates, rules
    case config, share, attempts, drafts

    var path: String {
        switch self {
        case .conf: "DIR/liaison.conf"
        case .secret: "DIR/secret"
        case .roster: "DIR/roster/"
        case .tokens: "DIR/tokens.jsonl"
        case .desk: "DIR/desk/"
        case .contacts: "DIR/contacts.csv"
        case .notify: "DIR/notify/"
        case .inbox: "DIR/stations/ID/inbox/"
        case .photos: "DIR/stations/ID/photos/"
        case .spool: "DIR/spool/"
        case .calendar: "DIR/calendar.txt"
        case .duties: "DIR/duties.csv"
        case .templates: "DIR/templates.txt"
        case .rules: "DIR/rules.txt"
        case .config: "~/.config/liaison/"
        case .share: "~/.local/share/liaison/"
        case .attempts: "~/.local/state/liaison/attempts/"
        case .drafts: "~/.local/state/liaison/drafts/"
        }
    }

    /// The path and what stands there.
    func row(_ wording: Wording) -> (term: String, text: String) {
        ("Pa \(Mdoc.argument(path))", wording("manual.file.\(rawValue)"))
    }

    /// The files that a command reads or writes.
    static func used(by command: CommandDescription) -> [ManualFile] {
        var files = inTheDirectory(command)
        if command.option("profile") != nil { files.insert(.config) }
        if command.option("idempotency-key") != nil { files.insert(.attempts) }
        if command.option("text") != nil { files.insert(.drafts) }
        return allCases.filter(files.contains)
    }

    private static func inTheDirectory(_ command: CommandDescription) -> Set<ManualFile> {
        let everything: Set<ManualFile> = [
            .conf, .secret, .roster, .tokens, .desk, .contacts, .notify, .inbox, .photos, .calendar, .duties,
            .templates, .rules,
        ]
        switch command.path[0] {
        case "demo", "completions", "manual", "help": return []
        case "init", "setup": return [.conf, .secret, .calendar, .duties]
        case "serve": return everything.union([.spool])
        case "backup", "restore", "doctor", "verify": return everything
        case "token": return [.conf, .roster, .tokens, .desk]
        case "roster": return [.roster, .tokens, .contacts, .inbox]
        case "code": return [.roster, .contacts]
        case "qr": return [.conf, .roster]
        case "poster": return [.conf, .secret, .roster, .inbox, .calendar, .rules]
        case "login", "logout", "whoami": return [.config]
        case "report": return [.conf, .roster, .inbox, .calendar]
        case "seal": return [.tokens, .inbox]
        case "erase": return [.conf, .inbox, .photos]
        case "contact": return [.roster, .contacts]
        case "notify": return [.conf, .roster, .contacts, .notify, .inbox, .calendar]
        case "digest": return [.conf, .roster, .inbox, .calendar]
        case "log": return [.roster, .inbox, .photos, .duties]
        case "points", "archive": return [.roster, .inbox, .duties]
        case "reception": return [.roster, .inbox, .calendar]
        case "notice": return [.roster, .inbox, .duties]
        case "intake": return [.conf, .secret, .roster, .inbox, .calendar]
        case "inbox" where command.path.last == "pull": return [.conf, .roster, .inbox, .photos, .share]
        case "inbox": return [.conf, .roster, .inbox, .photos]
        default: return [.conf, .roster, .inbox, .calendar]
        }
    }
}
