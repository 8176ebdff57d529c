import LiaisonCodes
import LiaisonDesk
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
    /// Who doesn't meet the norms.
    case norms
    /// The stations of each district.
    case districts
    case caseFile(CaseNumber)
    case message(CaseNumber)
    /// A photo by its number, from 1.
    case photo(CaseNumber, Int)
    case caseEvents(CaseNumber)
    /// Where deputies and officers are told of news.
    case contacts
    /// Where one of them is: by a code or a station's number.
    case contact(String)
    /// Registers, notices, reception days, points, archives.
    case records(RecordPath)
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
        case (3, "contacts"): self = .contacts
        case (4, "contacts"): self = .contact(parts[3])
        case (4, "report") where parts[3] == "norms": self = .norms
        case (4, "report") where parts[3] == "districts": self = .districts
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
        default: self = RecordPath(parts[2...]).map { .records($0) } ?? .nothing
        }
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
        case .norms: "/api/v1/report/norms"
        case .districts: "/api/v1/report/districts"
        case .caseFile: "/api/v1/cases/:number"
        case .message: "/api/v1/cases/:number/message.eml"
        case .photo: "/api/v1/cases/:number/photos/:index"
        case .caseEvents: "/api/v1/cases/:number/events"
        case .contacts: "/api/v1/contacts"
        case .contact: "/api/v1/contacts/:holder"
        case .records(let path): path.pattern
        case .nothing: "none"
        }
    }

    /// Whether it is a list of cases.
    var isList: Bool { self == .cases || self == .claimable || self == .quarantine }

    /// Where it is answered.
    func lane(of method: Method) -> Lanes.Kind {
        switch self {
        case .caseEvents: .acts
        case .records(let path): path.lane(of: method)
        case .contact: method == .get ? .staff : .acts
        case .cases: method == .post ? .acts : .streams
        // A message with its photos is megabytes.
        case .events, .claimable, .quarantine, .message, .photo: .streams
        case .report, .norms, .districts: .analysis
        case .document, .whoAmI, .caseFile, .contacts, .nothing: .staff
        }
    }

    /// The methods that the path takes, as the `Allow` field lists them.
    var allowed: StaticString {
        switch self {
        case .caseEvents: "POST"
        case .cases: "GET, HEAD, POST"
        case .contact: "GET, HEAD, PUT, DELETE"
        case .records(let path):
            path.takesPosts ? path.givesAnswers ? "GET, HEAD, POST" : "POST" : "GET, HEAD"
        case .document, .whoAmI, .events, .claimable, .quarantine, .report, .norms, .districts, .caseFile,
            .message, .photo, .contacts, .nothing:
            "GET, HEAD"
        }
    }
}

extension RecordPath {
    /// As ``APIRoute/pattern``.
    fileprivate var pattern: StaticString {
        switch self {
        case .log: "/api/v1/log"
        case .logImport: "/api/v1/log/import"
        case .entry: "/api/v1/log/:entry"
        case .entryEvents: "/api/v1/log/:entry/events"
        case .photo: "/api/v1/log/:entry/photos/:index"
        case .notices: "/api/v1/notices"
        case .notice: "/api/v1/notices/:notice"
        case .noticeEvents: "/api/v1/notices/:notice/events"
        case .reception: "/api/v1/reception"
        case .points: "/api/v1/points"
        case .duties: "/api/v1/duties"
        case .archives: "/api/v1/archive"
        case .archive: "/api/v1/archive/:code"
        }
    }

    /// As ``APIRoute/lane(of:)``.
    fileprivate func lane(of method: Method) -> Lanes.Kind {
        switch self {
        case .entryEvents, .noticeEvents: .acts
        case .log, .notices, .reception: method == .post ? .acts : .streams
        case .photo: .streams
        // A whole register, or everything that happened: long work.
        case .logImport, .points, .archives, .archive: .analysis
        case .entry, .notice, .duties: .staff
        }
    }
}
