import LiaisonWording

/// A variable of the environment that commands read.
enum ManualVariable: String, CaseIterable {
    case data = "LIAISON_DATA"
    case locale = "LC_ALL"
    case noColor = "NO_COLOR"
    case visual = "VISUAL"
    case editor = "EDITOR"
    case pager = "PAGER"
    case viewer = "VIEWER"
    case configHome = "XDG_CONFIG_HOME"
    case stateHome = "XDG_STATE_HOME"
    case dataHome = "XDG_DATA_HOME"

    /// The variables that a command reads beyond those that all do.
    static func read(by command: CommandDescription) -> [ManualVariable] {
        allCases.filter { variable in
            switch variable {
            case .data: command.option("data") != nil
            case .locale, .noColor: false
            case .visual, .editor: command.option("text") != nil
            case .pager: command.path == ["inbox", "show"]
            case .viewer: command.path == ["inbox", "open"]
            case .configHome: ManualFile.used(by: command).contains(.config)
            case .stateHome: ManualFile.used(by: command).contains(.attempts)
            case .dataHome: ManualFile.used(by: command).contains(.share)
            }
        }
    }

    /// The variable and what it does.
    func row(_ wording: Wording) -> (term: String, text: String) {
        let key = rawValue.lowercased().split(separator: "_").joined(separator: "-")
        return ("Ev \(rawValue)", wording("manual.environment.\(key)"))
    }
}
