import LiaisonCodes
import LiaisonHTTP

/// What a path below `/api/v1/` asks for.
enum APIRoute: Equatable {
    /// What the API is, for programs: OpenAPI.
    case document
    case whoAmI
    case events
    case cases
    /// What waits in the station's shared inbox.
    case claimable
    case quarantine
    /// The figures of a period.
    case report
    case caseFile(CaseNumber)
    case message(CaseNumber)
    /// A photo by its number, from 1.
    case photo(CaseNumber, Int)
    case caseEvents(CaseNumber)
    /// The registers, one entry, and what is done to it.
    case log
    case logImport
    case entry(RecordNumber)
    case entryEvents(RecordNumber)
    case notices
    case notice(RecordNumber)
    case noticeEvents(RecordNumber)
    case reception
    case points
    /// All archives that may be seen, or one deputy's.
    case archives
    case archive(String)
    case nothing

    /// What all paths of the API begin with.
    static let prefix = Array("/api/".utf8)

    /// Reads a path, decoded.
    init(_ path: [UInt8]) {
        let parts = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count >= 3, parts[0] == "api", parts[1] == "v1" else {
            self = .nothing
            return
        }
        switch (parts.count, parts[2]) {
        case (3, "openapi.json"): self = .document
        case (3, "whoami"): self = .whoAmI
        case (3, "events"): self = .events
        case (3, "cases"): self = .cases
        case (3, "claimable"): self = .claimable
        case (3, "quarantine"): self = .quarantine
        case (3, "report"): self = .report
        case (3, "log"): self = .log
        case (3, "notices"): self = .notices
        case (3, "reception"): self = .reception
        case (3, "points"): self = .points
        case (3, "archive"): self = .archives
        case (4, "log") where parts[3] == "import": self = .logImport
        case (4, "log"): self = Self.record(parts[3], .entry).map { .entry($0) } ?? .nothing
        case (5, "log") where parts[4] == "events":
            self = Self.record(parts[3], .entry).map { .entryEvents($0) } ?? .nothing
        case (4, "notices"): self = Self.record(parts[3], .notice).map { .notice($0) } ?? .nothing
        case (5, "notices") where parts[4] == "events":
            self = Self.record(parts[3], .notice).map { .noticeEvents($0) } ?? .nothing
        case (4, "archive"): self = .archive(parts[3])
        case (4, "cases"): self = (try? CaseNumber(parsing: parts[3])).map { .caseFile($0) } ?? .nothing
        case (5, "cases") where parts[4] == "message.eml":
            self = (try? CaseNumber(parsing: parts[3])).map { .message($0) } ?? .nothing
        case (5, "cases") where parts[4] == "events":
            self = (try? CaseNumber(parsing: parts[3])).map { .caseEvents($0) } ?? .nothing
        case (6, "cases") where parts[4] == "photos":
            guard let number = try? CaseNumber(parsing: parts[3]), let index = Int(parts[5]), index > 0 else {
                self = .nothing
                return
            }
            self = .photo(number, index)
        default: self = .nothing
        }
    }

    private static func record(_ text: String, _ series: RecordNumber.Series) -> RecordNumber? {
        (try? RecordNumber(parsing: text)).flatMap { $0.series == series ? $0 : nil }
    }

    /// What access log and metrics call the resource: never a number out of the path.
    var pattern: StaticString {
        switch self {
        case .document: "/api/v1/openapi.json"
        case .whoAmI: "/api/v1/whoami"
        case .events: "/api/v1/events"
        case .cases: "/api/v1/cases"
        case .claimable: "/api/v1/claimable"
        case .quarantine: "/api/v1/quarantine"
        case .report: "/api/v1/report"
        case .caseFile: "/api/v1/cases/:number"
        case .message: "/api/v1/cases/:number/message.eml"
        case .photo: "/api/v1/cases/:number/photos/:index"
        case .caseEvents: "/api/v1/cases/:number/events"
        case .log: "/api/v1/log"
        case .logImport: "/api/v1/log/import"
        case .entry: "/api/v1/log/:entry"
        case .entryEvents: "/api/v1/log/:entry/events"
        case .notices: "/api/v1/notices"
        case .notice: "/api/v1/notices/:notice"
        case .noticeEvents: "/api/v1/notices/:notice/events"
        case .reception: "/api/v1/reception"
        case .points: "/api/v1/points"
        case .archives: "/api/v1/archive"
        case .archive: "/api/v1/archive/:code"
        case .nothing: "none"
        }
    }

    /// Whether it is a list of cases.
    var isList: Bool { self == .cases || self == .claimable || self == .quarantine }

    /// Where it is answered.
    func lane(of method: Method) -> Lanes.Kind {
        switch self {
        case .caseEvents, .entryEvents, .noticeEvents: .acts
        case .log, .notices, .reception: method == .post ? .acts : .streams
        // A whole register, or everything that happened: long work.
        case .logImport, .points, .archives: .analysis
        case .cases: method == .post ? .acts : .streams
        // A message with its photos is megabytes.
        case .events, .claimable, .quarantine, .message, .photo: .streams
        case .report: .analysis
        case .document, .whoAmI, .caseFile, .entry, .notice, .archive, .nothing: .staff
        }
    }

    /// The methods that the path takes, as the `Allow` field lists them.
    var allowed: StaticString {
        switch self {
        case .caseEvents, .entryEvents, .noticeEvents, .logImport: "POST"
        case .cases, .log, .notices, .reception: "GET, HEAD, POST"
        case .document, .whoAmI, .events, .claimable, .quarantine, .report, .caseFile, .message, .photo,
            .entry, .notice, .points, .archives, .archive, .nothing:
            "GET, HEAD"
        }
    }
}
