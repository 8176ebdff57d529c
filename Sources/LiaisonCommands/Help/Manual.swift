import LiaisonSystem
import LiaisonWording

/// The manual page liaison(1) in mdoc(7), made from the commands' descriptions and the wording.
struct Manual {
    let commands: [(section: CommandCatalog.Section, command: CommandDescription)]
    let wording: Wording
    let date: CivilDate

    /// The page.
    var page: String {
        ([heading, name, synopsis, description] + CommandCatalog.Section.allCases.map(section)
            + [json, environment, files, exitStatus, examples, seeAlso]).joined()
    }

    private var heading: String {
        let month = Self.months[date.month - 1]
        return ".Dd \(month) \(date.day), \(date.year)\n.Dt LIAISON 1\n.Os\n"
    }

    private var name: String {
        ".Sh NAME\n.Nm liaison\n.Nd \(Mdoc.argument(wording("manual.about")))\n"
    }

    private var synopsis: String {
        ".Sh SYNOPSIS\n.Nm liaison\n.Ar COMMAND\n.Op Ar ARGUMENTS\n.Op Fl \\-OPTIONS\n"
            + ".Nm liaison\n.Ar COMMAND\n.Fl \\-help\n.Nm liaison\n.Fl \\-version\n"
    }

    private var description: String { ".Sh DESCRIPTION\n\(Mdoc.text(wording("manual.description")))" }

    private func section(_ section: CommandCatalog.Section) -> String {
        let members = commands.filter { $0.section == section }.map(\.command)
        if members.isEmpty { return "" }
        let title = wording("help.section.\(section.rawValue)").uppercased()
        return ".Sh \(Mdoc.argument(title))\n" + members.map(command).joined()
    }

    private func command(_ command: CommandDescription) -> String {
        let prefix = command.wordingPrefix
        let summary = wording("\(prefix).summary")
        var page = ".Ss \(command.name)\n\(Mdoc.text(summary)).Pp\n\(usage(command)).Pp\n"
        page += Mdoc.text(wording("\(prefix).details"))
        let arguments = command.arguments.map { argument in
            (".Ar \(argument.name)", wording("\(prefix).argument.\(argument.name.lowercased())"))
        }
        let options = command.options.map { (".\(Mdoc.option($0))", wording($0.wordingKey(in: command))) }
        if !(arguments + options).isEmpty { page += list(arguments + options) }
        let examples = wording("\(prefix).examples").split(separator: "\n")
        let isComment: (Substring) -> Bool = { $0.hasPrefix("#") }
        for example in examples {
            page +=
                isComment(example)
                ? ".Pp\n\(Mdoc.text(String(example.dropFirst(2))))" : Mdoc.literal(String(example))
        }
        return page
    }

    private func usage(_ command: CommandDescription) -> String {
        let arguments = command.arguments.map { argument in
            let word = "Ar \(argument.name)\(argument.isRepeatable ? " ..." : "")"
            return argument.isRequired ? ".\(word)" : ".Op \(word)"
        }
        let options = command.options.map { option in
            let word = option.isRequired ? ".\(Mdoc.option(option))" : ".Op \(Mdoc.option(option))"
            return option.isRepeatable ? "\(word) ..." : word
        }
        return ([".Nm liaison", ".Cm \(command.name)"] + arguments + options).joined(separator: "\n") + "\n"
    }

    /// What programs get: the members of every output, and where the API is described.
    private var json: String {
        let rows = commands.compactMap { entry -> (term: String, text: String)? in
            let name = entry.command.name
            guard entry.command.option("json") != nil, let shape = JSONOutputs.shape(of: name) else {
                return nil
            }
            return (".Cm \(name)", shape)
        }
        return ".Sh JSON\n\(Mdoc.text(wording("manual.json")))\(list(rows))"
    }

    private var environment: String {
        let variables = [
            "LIAISON_DATA", "LC_ALL", "NO_COLOR", "EDITOR", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
            "XDG_DATA_HOME",
        ]
        let rows = variables.map { name in
            let key = name.lowercased().split(separator: "_").joined(separator: "-")
            return (".Ev \(name)", wording("manual.environment.\(key)"))
        }
        return ".Sh ENVIRONMENT\n" + list(rows)
    }

    /// What stands where: on the server's machine, and below the home of whoever works from elsewhere.
    private var files: String {
        let paths = [
            ("DIR/liaison.conf", "conf"), ("DIR/secret", "secret"), ("DIR/roster/", "roster"),
            ("DIR/tokens.jsonl", "tokens"), ("DIR/stations/ID/inbox/", "inbox"),
            ("DIR/stations/ID/photos/", "photos"), ("DIR/calendar.txt", "calendar"),
            ("~/.config/liaison/", "config"), ("~/.local/share/liaison/", "share"),
            ("~/.local/state/liaison/attempts/", "attempts"), ("~/.local/state/liaison/drafts/", "drafts"),
        ]
        return ".Sh FILES\n" + list(paths.map { (".Pa \($0.0)", wording("manual.file.\($0.1)")) })
    }

    /// From an empty machine to an answer.
    private var examples: String {
        var page = ""
        for line in wording("manual.examples").split(separator: "\n") {
            if line.hasPrefix("#") {
                page += (page.isEmpty ? "" : ".Pp\n") + Mdoc.text(String(line.dropFirst(2)))
            } else {
                page += Mdoc.literal(String(line))
            }
        }
        return ".Sh EXAMPLES\n" + page
    }

    private var seeAlso: String {
        ".Sh SEE ALSO\n.Xr jq 1 ,\n.Xr mutt 1 ,\n.Xr systemd.service 5 ,\n.Xr mblaze 7\n.Pp\n"
            + Mdoc.text(wording("manual.see-also"))
    }

    private var exitStatus: String {
        let rows = [ExitCode.done, .failed, .usage, .partly, .notAllowed].map { code in
            ("\(code.rawValue)", wording("manual.exit.\(code.rawValue)"))
        }
        return ".Sh EXIT STATUS\n" + list(rows)
    }

    private func list(_ rows: [(term: String, text: String)]) -> String {
        let items = rows.map { row in
            let term = row.term.hasPrefix(".") ? String(row.term.dropFirst()) : row.term
            return ".It \(term)\n\(Mdoc.text(row.text))"
        }
        return ".Bl -tag -width Ds\n\(items.joined()).El\n"
    }

    /// What mdoc(7) wants in `.Dd`, whatever the page's language.
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]
}
