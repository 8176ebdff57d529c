import LiaisonInstallation

/// `key=value` as `init --set` takes it.
struct SettingAssignment: Sendable {
    let setting: Setting
    let value: String

    /// How a word becomes an assignment.
    static let kind = ValueKind { text throws(ValueProblem) in
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        guard parts.count == 2 else { throw ValueProblem("cli.value.assignment") }
        guard let setting = Setting(rawValue: parts[0]) else {
            let names = Setting.allCases.map(\.rawValue)
            let near = Suggestions.near(parts[0], among: names)
            throw ValueProblem(
                "cli.value.setting",
                ["key": parts[0], "names": (near.isEmpty ? names : near).joined(separator: ", ")])
        }
        return SettingAssignment(setting: setting, value: try value(of: setting).read(parts[1]))
    }

    /// How a word becomes the value of one setting.
    static func value(of setting: Setting) -> ValueKind<String> {
        ValueKind { text throws(ValueProblem) in
            guard setting.accepts(text) else {
                throw ValueProblem("cli.value.setting-value", ["key": setting.rawValue])
            }
            return text
        }
    }
}
