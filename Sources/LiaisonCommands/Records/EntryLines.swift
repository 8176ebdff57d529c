import LiaisonDesk
import LiaisonText

/// An entry as people read it in a terminal.
enum EntryLines {
    /// What has become of an entry, after something was done to it.
    static func tell(_ entry: JSON, _ context: CommandContext) {
        context.say(
            "log.done",
            [
                "entry": entry.string("entry"),
                "state": context.wording("log.state.\(entry.string("state"))"),
            ])
    }

    static func show(_ entry: JSON, _ context: CommandContext) {
        let words = context.wording
        func line(_ key: String, _ value: String) {
            if !value.isEmpty { context.print(words("log.line", ["label": words(key), "value": value])) }
        }
        line("log.heading.entry", entry.string("entry"))
        line("log.heading.state", words("log.state.\(entry.string("state"))"))
        line("log.heading.on", entry.string("on"))
        line("log.heading.duty", entry["duty_name"]?.text ?? entry.string("duty"))
        line("log.heading.deputies", entry.strings("deputy_names").joined(separator: "、"))
        line("log.heading.people", "\(entry["people"]?.integer ?? 1)")
        line("log.heading.title", entry.string("title"))
        line("log.heading.case", RegisterTable.cases(of: entry).joined(separator: "、"))
        line("log.heading.reference", entry.string("reference"))
        line("log.heading.guests", entry.string("guests"))
        line("log.heading.votes", RegisterTable.votes(of: entry) ?? "")
        line("log.heading.result", entry.string("result"))
        line("log.heading.settled", entry.string("settled"))
        line("log.heading.by", entry.string("by"))
        if let photos = entry["photos"]?.elements, !photos.isEmpty {
            line("log.heading.photos", words("log.photos", ["count": "\(photos.count)"]))
        }
        for text in entry.string("text").split(separator: "\n", omittingEmptySubsequences: false)
        where !entry.string("text").isEmpty {
            context.print("│ \(text)")
        }
    }
}
