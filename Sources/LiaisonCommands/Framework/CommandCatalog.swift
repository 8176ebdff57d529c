/// Every command there is, in the order in which help shows them.
package enum CommandCatalog {
    /// A part of the help, with a heading `help.section.<name>`.
    package enum Section: String, CaseIterable, Sendable {
        /// Trying, installing, running.
        case start
        /// Stations, deputies, codes, posters.
        case roster
        /// Messages and what becomes of them.
        case cases
        /// Registers, notices, reception days, points.
        case station
        /// Who may do what.
        case access
        /// Keeping it sound.
        case care
        /// About the command line itself.
        case shell
    }

    /// The commands; one line each.
    package static let entries: [(section: Section, command: any Command.Type)] = [
        (.start, DemoCommand.self),
        (.start, ServeCommand.self),
        (.start, SetupCommand.self),
        (.start, InitCommand.self),
        (.access, TokenIssueCommand.self),
        (.access, TokenSlipCommand.self),
        (.access, TokenListCommand.self),
        (.access, TokenRevokeCommand.self),
        (.roster, RosterImportCommand.self),
        (.roster, RosterListCommand.self),
        (.roster, RosterExportCommand.self),
        (.roster, RosterCheckCommand.self),
        (.roster, CodeHistoryCommand.self),
        (.roster, CodeRevokeCommand.self),
        (.roster, CodeReissueCommand.self),
        (.roster, QRCommand.self),
        (.roster, PosterCommand.self),
        (.cases, InboxListCommand.self),
        (.cases, InboxShowCommand.self),
        (.cases, InboxOpenCommand.self),
        (.cases, InboxPullCommand.self),
        (.cases, InboxExportCommand.self),
        (.cases, AckCommand.self),
        (.cases, ReplyCommand.self),
        (.cases, AskCommand.self),
        (.cases, CloseCommand.self),
        (.cases, ReopenCommand.self),
        (.cases, ExtendCommand.self),
        (.cases, TransferCommand.self),
        (.cases, AssignCommand.self),
        (.cases, UrgeCommand.self),
        (.cases, ClaimCommand.self),
        (.cases, IntakeCommand.self),
        (.cases, ReportCommand.self),
        (.cases, QuarantineListCommand.self),
        (.cases, QuarantineReleaseCommand.self),
        (.cases, QuarantineDiscardCommand.self),
        (.station, ReceptionListCommand.self),
        (.station, ReceptionSetCommand.self),
        (.station, ReceptionCancelCommand.self),
        (.station, NoticePostCommand.self),
        (.station, NoticeListCommand.self),
        (.station, NoticeSignUpCommand.self),
        (.station, NoticeAttendedCommand.self),
        (.station, NoticeWithdrawCommand.self),
        (.station, LogAddCommand.self),
        (.station, LogImportCommand.self),
        (.station, LogListCommand.self),
        (.station, LogShowCommand.self),
        (.station, LogAmendCommand.self),
        (.station, LogWithdrawCommand.self),
        (.station, LogApproveCommand.self),
        (.station, LogRejectCommand.self),
        (.station, PointsCommand.self),
        (.station, ArchiveCommand.self),
        (.station, DigestCommand.self),
        (.access, ContactSetCommand.self),
        (.access, ContactListCommand.self),
        (.access, ContactRemoveCommand.self),
        (.access, LoginCommand.self),
        (.access, LogoutCommand.self),
        (.access, WhoamiCommand.self),
        (.care, VerifyCommand.self),
        (.care, SealCommand.self),
        (.care, BackupCommand.self),
        (.care, RestoreCommand.self),
        (.care, EraseCommand.self),
        (.care, NotifyCommand.self),
        (.care, DoctorCommand.self),
        (.shell, CompletionsCommand.self),
        (.shell, ManualCommand.self),
    ]

    /// The commands without their sections.
    package static var commands: [any Command.Type] { entries.map(\.command) }

    /// The words as the catalogue knows them: `inbox reply` is `reply`, for those who look for it there, and `login list`
    /// lists, as it does behind all other words.
    package static func canonical(_ words: [String]) -> [String] {
        if words.starts(with: ["login", "list"]) { return ["login", "--list"] + words.dropFirst(2) }
        guard words.count > 1, words[0] == "inbox", command(at: Array(words[..<2])) == nil,
            entries.contains(where: { $0.section == .cases && $0.command.description.path == [words[1]] })
        else { return words }
        return Array(words.dropFirst())
    }

    /// The command of exactly that path.
    package static func command(at path: [String]) -> (any Command.Type)? {
        commands.first { $0.description.path == path }
    }

    /// The descriptions of all commands whose path starts with that of a group, such as `["inbox"]`.
    package static func group(_ path: [String]) -> [CommandDescription] {
        commands.map { $0.description }.filter { $0.path.count > path.count && $0.path.starts(with: path) }
    }
}
