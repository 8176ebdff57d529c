import LiaisonWording

/// liaison(1): what the program is, its commands, and what holds for all of them.
struct OverviewPage {
    let commands: [(section: CommandCatalog.Section, command: CommandDescription)]
    let wording: Wording

    var page: ManualPage {
        ManualPage(
            name: "liaison", section: 1, about: wording("manual.about"),
            body: ([synopsis, description] + CommandCatalog.Section.allCases.map(section)
                + [json, environment, files, exitStatus, examples, seeAlso]).joined())
    }

    private var synopsis: String {
        ".Sh SYNOPSIS\n.Nm liaison\n.Ar COMMAND\n.Op Ar ARGUMENTS\n.Op Fl \\-OPTIONS\n"
            + ".Nm liaison\n.Ar COMMAND\n.Fl \\-help\n.Nm liaison\n.Fl \\-version\n"
    }

    private var description: String {
        ".Sh DESCRIPTION\n\(Mdoc.text(wording("manual.description")))"
    }

    /// A part of the commands, each with its own page.
    private func section(_ section: CommandCatalog.Section) -> String {
        let rows = commands.filter { $0.section == section }.map { entry in
            let command = entry.command
            return ("Xr \(command.pageName) 1", wording("\(command.wordingPrefix).summary"))
        }
        if rows.isEmpty { return "" }
        let title = wording("help.section.\(section.rawValue)").uppercased()
        return ".Sh \(Mdoc.argument(title))\n\(Mdoc.list(rows))"
    }

    private var json: String { ".Sh JSON\n\(Mdoc.text(wording("manual.json")))" }

    private var environment: String {
        ".Sh ENVIRONMENT\n" + Mdoc.list(ManualVariable.allCases.map { $0.row(wording) })
    }

    private var files: String { ".Sh FILES\n" + Mdoc.list(ManualFile.allCases.map { $0.row(wording) }) }

    private var exitStatus: String {
        let rows = [ExitCode.done, .failed, .usage, .partly, .notAllowed].map { code in
            ("\(code.rawValue)", wording("manual.exit.\(code.rawValue)"))
        }
        return ".Sh EXIT STATUS\n" + Mdoc.list(rows)
    }

    /// From an empty machine to an answer.
    private var examples: String { ".Sh EXAMPLES\n\(Mdoc.examples(wording("manual.examples")))" }

    private var seeAlso: String {
        ManualReference.seeAlso(
            [
                ManualReference("jq", 1), ManualReference("mutt", 1), ManualReference("duties.csv", 5),
                ManualReference("liaison-store", 5), ManualReference("liaison.conf", 5),
                ManualReference("systemd.service", 5), ManualReference("mblaze", 7),
            ], wording("manual.see-also"))
    }
}
