import LiaisonInstallation
import LiaisonText

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
            guard setting.accepts(text) else { throw ValueProblem(setting.form.reason) }
            return text
        }
    }
}

extension Setting {
    /// The wording of what its values must be like: why one is refused, and what to write instead.
    var form: (reason: String, remedy: String) {
        switch self {
        case .baseURL: ("cli.setting.address", "cli.setting.address.remedy")
        case .listen, .admin: ("cli.setting.listener", "cli.setting.listener.remedy")
        case .rateLimit: ("cli.setting.rate", "cli.setting.rate.remedy")
        case .drainDelay: ("cli.setting.seconds", "cli.setting.seconds.remedy")
        case .simpleDays, .closeSimpleDays: ("cli.setting.days", "cli.setting.days.remedy")
        case .ordinaryMonths, .majorMonths, .closeOrdinaryMonths, .closeMajorMonths:
            ("cli.setting.months", "cli.setting.months.remedy")
        case .receptionShift: ("cli.setting.shift", "cli.setting.shift.remedy")
        case .deskDays: ("cli.setting.desk-days", "cli.setting.desk-days.remedy")
        case .deskIdleHours: ("cli.setting.hours", "cli.setting.hours.remedy")
        case .notifyHour: ("cli.setting.hour", "cli.setting.hour.remedy")
        case .eraseAfter: ("cli.setting.period", "cli.setting.period.remedy")
        case .icp: ("cli.setting.icp", "cli.setting.icp.remedy")
        case .police: ("cli.setting.police", "cli.setting.police.remedy")
        case .freeSpaceReserve: ("cli.setting.size", "cli.setting.size.remedy")
        case .name, .handler, .contact, .retention, .topics, .trustedProxies, .accessLog, .notifyCommand:
            ("cli.setting.text", "cli.setting.text.remedy")
        }
    }
}
