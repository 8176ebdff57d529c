import LiaisonCodes
import LiaisonInstallation
import LiaisonMail
import LiaisonPosters
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonWording

/// How posters look and in which form they come, whatever is on them: ink, pictures, the month, PDF.
struct PosterOptions {
    static let options: [OptionDescription] = [
        .flag("pdf"), .flag("black"), .value("month", "MONTH"), .value("logo", "FILE"),
        .value("pictures", "DIR"),
    ]

    private let wantsPDF: Bool
    private let isBlack: Bool
    private let month: CivilDate?
    private let logo: String?
    private let pictures: String?

    init(_ arguments: ParsedArguments) throws(UsageError) {
        wantsPDF = arguments.has("pdf")
        isBlack = arguments.has("black")
        month = try arguments.value("month", .month)
        logo = arguments.value("logo")
        pictures = arguments.value("pictures")
    }

    /// What prints in the chosen look.
    func press(_ language: Language, _ context: CommandContext) throws(CommandFailure) -> PosterPress {
        let picture = try logo.map { path throws(CommandFailure) in try Self.picture(path, context) }
        return PosterPress(
            language: language, printed: BeijingTime(context.clock.now).date, isBlack: isBlack, logo: picture)
    }

    /// The browser for PDF, or nothing where HTML is wanted, or no browser is there: then that is said.
    func browser(_ context: CommandContext) -> Chromium? {
        guard wantsPDF else { return nil }
        if let browser = Chromium.find() { return browser }
        context.say("poster.no-chromium", style: .yellow)
        return nil
    }

    /// Reads what the layouts need beyond the roster.
    func fill(
        _ source: inout PrintSource, for layouts: Set<PosterLayout>, of stations: [Station],
        _ context: CommandContext
    ) throws(CommandFailure) {
        source.month = month ?? BeijingTime(context.clock.now).date
        if layouts.contains(.rules) {
            let directory = source.directory
            source.boards = PosterBoard.boards(
                parsing: try CommandFailure.wrapping { () throws(InstallationError) in try directory.rules() }
            )
            if source.boards.isEmpty {
                throw CommandFailure(
                    "poster.no-rules", ["path": directory.path(of: .rules)],
                    remedy: "poster.no-rules.remedy")
            }
        }
        if let pictures {
            for station in stations {
                source.pictures[station.id] = try Self.picture(of: station, in: pictures, context)
            }
        }
        try source.readRecords(for: layouts, at: stations, context)
    }

    /// The picture of a station, `ID.jpg`, `.jpeg`, `.png` or `.svg` in the folder; a station may have none.
    private static func picture(
        of station: Station, in folder: String, _ context: CommandContext
    ) throws(CommandFailure) -> PosterPicture? {
        for ending in ["jpg", "jpeg", "png", "svg"] {
            let path = "\(folder)/\(station.id).\(ending)"
            do throws(SystemError) {
                guard try Files.status(path) != nil else { continue }
            } catch {
                throw CommandFailure("cli.file.unreadable", ["path": path], cause: error)
            }
            return try picture(path, context)
        }
        return nil
    }

    /// A picture that browsers show, by its first bytes.
    private static func picture(_ path: String, _ context: CommandContext) throws(CommandFailure)
        -> PosterPicture
    {
        let file = try context.read(file: path, limit: 16 << 20)
        let type: String
        if file.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
            type = "image/png"
        } else if file.starts(with: [0xFF, 0xD8, 0xFF]) {
            type = "image/jpeg"
        } else if String(decoding: file.prefix(1024), as: UTF8.self).contains("<svg") {
            type = "image/svg+xml"
        } else {
            throw CommandFailure("poster.picture", ["path": path], remedy: "poster.picture.remedy")
        }
        let text = String(decoding: Base64.encode(file), as: UTF8.self)
        return PosterPicture(address: "data:\(type);base64,\(text)")
    }
}

extension ValueKind where Value == CivilDate {
    /// A month as `2026-12`: its first day.
    static let month = ValueKind { text throws(ValueProblem) in
        guard let date = CivilDate(iso8601: "\(text)-01".utf8) else { throw ValueProblem("cli.value.month") }
        return date
    }
}
