import LiaisonWording

/// The page of one command, such as liaison-inbox-pull(1).
struct CommandPage {
    let command: CommandDescription
    /// Every command, for the references between them.
    let commands: [(section: CommandCatalog.Section, command: CommandDescription)]
    let wording: Wording

    var page: ManualPage {
        ManualPage(
            name: command.pageName, section: 1, about: wording("\(command.wordingPrefix).summary"),
            body: [synopsis, description, json, environment, files, exitStatus, examples, seeAlso].joined())
    }

    private var synopsis: String {
        let arguments = command.arguments.map { argument in
            let word = "Ar \(argument.name)\(argument.isRepeatable ? " ..." : "")"
            return argument.isRequired ? ".\(word)" : ".Op \(word)"
        }
        let options = command.options.map { option in
            let word = option.isRequired ? ".\(Mdoc.option(option))" : ".Op \(Mdoc.option(option))"
            return option.isRepeatable ? "\(word) ..." : word
        }
        let lines = [".Nm liaison", ".Cm \(command.name)"] + arguments + options
        return ".Sh SYNOPSIS\n\(lines.joined(separator: "\n"))\n"
    }

    private var description: String {
        let prefix = command.wordingPrefix
        let arguments = command.arguments.map { argument in
            ("Ar \(argument.name)", wording("\(prefix).argument.\(argument.name.lowercased())"))
        }
        let options = (command.options + [.help]).map { option in
            (Mdoc.option(option), wording(option.wordingKey(in: command)))
        }
        return ".Sh DESCRIPTION\n\(Mdoc.text(wording("\(prefix).details")))\(Mdoc.list(arguments + options))"
    }

    /// What a program gets.
    private var json: String {
        guard let shape = JSONOutputs.shape(of: command.name) else { return "" }
        return ".Sh JSON\n\(Mdoc.text(wording("manual.json.command")))"
            + ".Bd -ragged -offset indent\n\(Mdoc.text(shape)).Ed\n"
    }

    private var environment: String {
        let rows = ManualVariable.read(by: command).map { $0.row(wording) }
        return rows.isEmpty ? "" : ".Sh ENVIRONMENT\n\(Mdoc.list(rows))"
    }

    private var files: String {
        let rows = ManualFile.used(by: command).map { $0.row(wording) }
        return rows.isEmpty ? "" : ".Sh FILES\n\(Mdoc.list(rows))"
    }

    private var exitStatus: String {
        ".Sh EXIT STATUS\n\(Mdoc.text(wording("manual.exit-status")))"
    }

    private var examples: String {
        ".Sh EXAMPLES\n\(Mdoc.examples(wording("\(command.wordingPrefix).examples")))"
    }

    private var seeAlso: String {
        let group = commands.map(\.command).filter {
            $0.path.count > 1 && $0.path[0] == command.path[0] && $0.path != command.path
        }
        return ManualReference.seeAlso(
            Set(group.map { ManualReference($0.pageName, 1) })
                .union(ManualRelations.of(command)).union([ManualReference("liaison", 1)]))
    }
}

extension CommandDescription {
    /// What man(1) calls its page: `liaison-inbox-pull`.
    var pageName: String { (["liaison"] + path).joined(separator: "-") }
}
