/// Which other pages a command's page refers to, beside those of its own group.
enum ManualRelations {
    /// The pages.
    static func of(_ command: CommandDescription) -> Set<ManualReference> {
        var pages = Set(commands(command).map { ManualReference("liaison-\($0)", 1) })
        if ManualFile.used(by: command).contains(.conf) { pages.insert(ManualReference("liaison.conf", 5)) }
        if ManualFile.used(by: command).contains(.duties) { pages.insert(ManualReference("duties.csv", 5)) }
        switch command.path[0] {
        case "verify", "seal", "backup", "restore", "erase", "quarantine":
            pages.insert(ManualReference("liaison-store", 5))
        default: break
        }
        pages.remove(ManualReference(command.pageName, 1))
        return pages
    }

    /// The commands that come before or after it in a day's work, by their pages' names.
    private static func commands(_ command: CommandDescription) -> [String] {
        let acts = ["ack", "reply", "ask", "close", "inbox-show"]
        return switch command.path[0] {
        case "demo": ["init", "serve"]
        case "serve": ["init", "doctor", "notify"]
        case "setup": ["init", "doctor", "roster-import", "serve"]
        case "init": ["setup", "doctor", "roster-import", "serve"]
        case "token": ["login", "roster-import"]
        case "roster": ["code-history", "poster", "token-slip"]
        case "code": ["roster-list", "poster"]
        case "qr": ["poster", "roster-list"]
        case "poster": ["qr", "token-slip", "intake"]
        case "inbox": ["login", "reply"]
        case "ack", "reply", "ask", "close", "reopen", "claim": acts
        case "extend", "transfer", "assign", "urge": acts + ["assign", "urge", "transfer"]
        case "intake": ["poster"] + acts
        case "report": ["points", "inbox-list"]
        case "quarantine": ["inbox-list"]
        case "reception": ["notice-post", "log-add"]
        case "notice": ["reception-list", "log-add"]
        case "log": ["points", "archive"]
        case "points", "archive": ["log-add", "log-list", "report"]
        case "digest": ["notify", "inbox-list"]
        case "contact": ["notify", "digest"]
        case "notify": ["contact-set", "digest", "serve"]
        case "login": ["logout", "whoami", "token-issue"]
        case "logout", "whoami": ["login"]
        case "verify": ["seal", "backup", "doctor"]
        case "seal": ["verify"]
        case "backup": ["restore", "verify"]
        case "restore": ["backup", "verify"]
        case "erase": ["inbox-show"]
        case "doctor": ["verify", "serve", "init"]
        case "completions": ["manual"]
        case "manual": ["completions"]
        default: []
        }
    }
}
