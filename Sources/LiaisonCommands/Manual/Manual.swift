import LiaisonWording

/// The manual: a page for the program, one for each command, and one for each kind of file that people edit or read.
///
/// Made from what the commands say of themselves, from the sample of `liaison.conf` and from the guides, so that none
/// of them says something else.
struct Manual {
    let commands: [(section: CommandCatalog.Section, command: CommandDescription)]
    let wording: Wording

    /// Every page, the program's own first.
    var pages: [ManualPage] {
        [overview]
            + commands.map { CommandPage(command: $0.command, commands: commands, wording: wording).page }
            + files
    }

    /// liaison(1).
    var overview: ManualPage { OverviewPage(commands: commands, wording: wording).page }

    /// The page that somebody means: by its name, or by a command's with or without the hyphens.
    ///
    /// - Parameter name: Such as `liaison-inbox-pull`, `inbox-pull`, `inbox pull`, `store` or `liaison.conf`.
    /// - Returns: The page, or nothing.
    func page(named name: String) -> ManualPage? {
        let wanted = name.split(separator: " ").joined(separator: "-")
        let names = [wanted, "liaison-\(wanted)", "liaison.\(wanted)", "\(wanted).csv"]
        return pages.first { names.contains($0.name) }
    }

    private var files: [ManualPage] {
        [
            SettingsPage(wording: wording).page,
            GuidePage(
                name: "liaison-store", about: wording("manual.store.about"), guide: Assets.storeGuide,
                seeAlso: [
                    ManualReference("liaison-backup", 1), ManualReference("liaison-erase", 1),
                    ManualReference("liaison-seal", 1), ManualReference("liaison-verify", 1),
                    ManualReference("liaison.conf", 5), ManualReference("duties.csv", 5),
                ]
            ).page,
            GuidePage(
                name: "duties.csv", about: wording("manual.duties.about"),
                guide: Assets.dutiesGuide(wording.language),
                seeAlso: [
                    ManualReference("liaison-log-add", 1), ManualReference("liaison-log-import", 1),
                    ManualReference("liaison-points", 1), ManualReference("liaison.conf", 5),
                    ManualReference("liaison-store", 5),
                ]
            ).page,
        ]
    }
}
