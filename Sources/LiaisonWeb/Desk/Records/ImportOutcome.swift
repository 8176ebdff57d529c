import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonSystem
import LiaisonText

/// What came of a register's import, on its way to the page that the browser is sent on to: in the address, with a seal, so
/// that nobody else's words are shown there.
struct ImportOutcome: Equatable {
    /// The most columns and doubles that an address has room for, and the most characters of a column's name.
    private static let most = (columns: 8, doubles: 20, name: 20)

    private(set) var rows = 0
    private(set) var new = 0
    /// The columns that were left out.
    private(set) var columns: [String] = []
    /// The rows whose entry looks like others.
    private(set) var doubles: [Double] = []
    /// How many more of these there are.
    private(set) var unlisted = 0

    struct Double: Equatable {
        let row: Int
        let entry: RecordNumber
        let like: [RecordNumber]
    }

    /// - Parameter answer: What ``RecordDesk/importEntries(_:named:station:)`` gave.
    init(_ answer: JSON) {
        (rows, new) = (answer["rows"]?.integer ?? 0, answer["new"]?.integer ?? 0)
        columns = (answer["unknown_columns"]?.elements ?? []).prefix(Self.most.columns).compactMap(\.text)
            .map { $0.count > Self.most.name ? "\($0.prefix(Self.most.name - 1))…" : $0 }
        let all = answer["doubles"]?.elements ?? []
        doubles = all.prefix(Self.most.doubles).compactMap { Double($0) }
        unlisted = all.count - doubles.count
    }

    /// Reads it back; nothing where an address says nothing of an import.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - nonces: What seals it.
    init?(_ request: Request, _ nonces: FormNonces) {
        guard let rows = request.queryValue("rows").flatMap({ UInt32($0) }),
            let new = request.queryValue("new").flatMap({ UInt32($0) })
        else { return nil }
        (self.rows, self.new) = (Int(rows), Int(new))
        guard let text = request.queryValue("more"), let seal = request.queryValue("seal"),
            nonces.check(seal, for: Self.subject(text)) != nil,
            let more = try? JSON(parsing: Array(text.utf8))
        else { return }
        columns = (more["columns"]?.elements ?? []).compactMap(\.text)
        doubles = (more["doubles"]?.elements ?? []).compactMap { Double($0) }
        unlisted = more["unlisted"]?.integer ?? 0
    }

    /// It as parameters of an address.
    func query(_ nonces: FormNonces, at now: Timestamp) -> String {
        let counts = "rows=\(rows)&new=\(new)"
        if columns.isEmpty, doubles.isEmpty { return counts }
        let more = JSON.members([
            "columns": .array(columns.map { .string($0) }), "doubles": .array(doubles.map(\.json)),
            "unlisted": .integer(unlisted),
        ])
        let text = String(decoding: more.bytes, as: UTF8.self)
        let seal = nonces.issue(for: Self.subject(text), at: now).text
        return "\(counts)&more=\(URIComponent.encoded(text))&seal=\(seal)"
    }

    private static func subject(_ text: String) -> String { "desk imported \(text)" }
}

extension ImportOutcome.Double {
    fileprivate init?(_ json: JSON) {
        guard let row = json["row"]?.integer,
            let entry = json["entry"]?.text.flatMap({ try? RecordNumber(parsing: $0) })
        else { return nil }
        // Three are enough to find the others by.
        let like = (json["like"]?.elements ?? []).prefix(3)
        self.init(
            row: row, entry: entry,
            like: like.compactMap { $0.text.flatMap { try? RecordNumber(parsing: $0) } })
    }

    fileprivate var json: JSON {
        .members([
            "row": .integer(row), "entry": .string(entry.description),
            "like": .array(like.map { .string($0.description) }),
        ])
    }
}
