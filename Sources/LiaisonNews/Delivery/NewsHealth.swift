import LiaisonSystem
import LiaisonText

/// How the operator's program has fared lately, for `doctor`, which is another process: `notify/health.json`.
package struct NewsHealth: Equatable, Sendable {
    /// What went wrong, by kind.
    package private(set) var problems: [NewsProblem: Trouble] = [:]
    /// When a piece was taken last, to the minute.
    package private(set) var lastTaken: Timestamp?

    /// One kind of trouble.
    package struct Trouble: Equatable, Sendable {
        package var count: Int
        package var last: Timestamp
        package var error: String
    }

    private static let name = "health.json"
    private static let precision: Int64 = 60_000

    package init() {}

    /// Reads it; nothing is known where it is absent or nobody can read it.
    package init(in directory: String) throws(SystemError) {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try Files.read("\(directory)/\(Self.name)", limit: 1 << 20)
        } catch {
            if error.code == .noSuchFile { return }
            throw error
        }
        guard let json = try? JSON(parsing: bytes) else { return }
        lastTaken = json["taken"]?.text.flatMap { Timestamp(rfc3339: $0.utf8) }
        for problem in NewsProblem.allCases {
            guard let item = json[problem.rawValue], let count = item["count"]?.integer,
                let last = item["last"]?.text.flatMap({ Timestamp(rfc3339: $0.utf8) })
            else { continue }
            problems[problem] = Trouble(count: count, last: last, error: item["error"]?.text ?? "")
        }
    }

    /// Notes what was odd or wrong.
    mutating func note(_ problem: NewsProblem, _ error: String, at now: Timestamp) {
        problems[problem] = Trouble(
            count: (problems[problem]?.count ?? 0) + 1, last: now, error: error)
    }

    /// Notes that a piece was taken.
    ///
    /// - Returns: Whether that is worth storing.
    mutating func noteTaken(at now: Timestamp) -> Bool {
        if let lastTaken, abs(now.milliseconds - lastTaken.milliseconds) < Self.precision {
            // A trouble since then is over.
            guard problems.values.contains(where: { $0.last >= lastTaken }) else { return false }
        }
        lastTaken = now
        return true
    }

    /// Stores it.
    func store(in directory: String) throws(SystemError) {
        var members = [JSON.Member("taken", .optional(lastTaken?.rfc3339))]
        for problem in NewsProblem.allCases {
            guard let trouble = problems[problem] else { continue }
            members.append(
                JSON.Member(
                    problem.rawValue,
                    .members([
                        "count": .integer(trouble.count), "last": .string(trouble.last.rfc3339),
                        "error": .string(trouble.error),
                    ])))
        }
        try Files.replace("\(directory)/\(Self.name)", with: JSON.object(members).prettyBytes)
    }
}
