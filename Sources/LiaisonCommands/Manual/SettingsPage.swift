import LiaisonInstallation
import LiaisonText
import LiaisonWording

/// liaison.conf(5), made from the sample that `liaison init` fills in: what a setting is for stands there once, above it.
struct SettingsPage {
    let wording: Wording

    var page: ManualPage {
        ManualPage(
            name: "liaison.conf", section: 5, about: wording("manual.conf.about"),
            body: [
                ".Sh DESCRIPTION\n\(Mdoc.text(wording("manual.conf.description")))", settings, files,
                examples,
                seeAlso,
            ].joined())
    }

    /// The settings in the order of the file, those that share an explanation below it.
    private var settings: String {
        let parts = SettingsSample.parts
        let rows = parts.flatMap { part in
            part.settings.enumerated().map { index, setting in
                (
                    "Ic \(setting.rawValue) No = Ar \(Mdoc.argument(setting.placeholder))",
                    [part.explanation(in: wording.language), note(on: setting)].joined(separator: "\n")
                )
            }
        }
        return ".Sh \(Mdoc.argument(wording("manual.conf.settings").uppercased()))\n\(Mdoc.list(rows))"
    }

    /// Whether it must be there, what holds without it, and whether it needs a restart.
    private func note(on setting: Setting) -> String {
        let standard = setting.defaultValue
        let first =
            setting.isRequired
            ? wording("manual.conf.required")
            : standard.isEmpty
                ? wording("manual.conf.blank") : wording("manual.conf.default", ["value": standard])
        let second = wording(setting.isReloadable ? "manual.conf.reload" : "manual.conf.restart")
        return wording("manual.conf.note", ["first": first, "second": second, "variable": setting.variable])
    }

    private var files: String {
        ".Sh FILES\n"
            + Mdoc.list(
                [ManualFile.conf, .secret, .calendar, .duties, .templates, .rules].map { $0.row(wording) })
    }

    private var examples: String { ".Sh EXAMPLES\n\(Mdoc.examples(wording("manual.conf.examples")))" }

    private var seeAlso: String {
        ManualReference.seeAlso([
            ManualReference("liaison-init", 1), ManualReference("liaison-serve", 1),
            ManualReference("liaison-doctor", 1), ManualReference("duties.csv", 5),
            ManualReference("liaison-store", 5),
        ])
    }
}
