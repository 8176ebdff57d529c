import LiaisonCases
import LiaisonJournal
import LiaisonSystem
import LiaisonText

/// What is known of news between two looks: how far the ledger was read, and what of the day was told. Replaced whole
/// in `notify/state.json`.
struct NewsState: Equatable, Sendable {
    /// How far the ledger was read.
    var cursor = EventCursor()
    /// The last day whose news was told.
    var day: CivilDate?
    /// What was told that isn't an event, and is still so.
    var told: Set<String> = []

    private static let name = "state.json"
    /// More than 550 stations with everything due have.
    private static let limit = 64 << 20

    init() {}

    /// Reads it; what nobody can read is as good as none: news is told once more.
    ///
    /// - Parameter directory: `notify`.
    /// - Throws: What the file system says.
    init(in directory: String) throws(SystemError) {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try Files.read("\(directory)/\(Self.name)", limit: Self.limit)
        } catch {
            if error.code == .noSuchFile { return }
            throw error
        }
        guard let json = try? JSON(parsing: bytes),
            let cursor = json["cursor"]?.text.flatMap({ EventCursor($0) })
        else { return }
        self.cursor = cursor
        day = json["day"]?.text.flatMap { CivilDate(iso8601: $0.utf8) }
        told = Set((json["told"]?.elements ?? []).compactMap(\.text))
    }

    /// Stores it, durably.
    func store(in directory: String) throws(SystemError) {
        let json = JSON.members([
            "cursor": .string(cursor.text), "day": .optional(day?.iso8601),
            "told": .array(told.sorted().map(JSON.string)),
        ])
        try Files.replace("\(directory)/\(Self.name)", with: json.prettyBytes)
    }
}
