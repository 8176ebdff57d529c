import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP

/// What a path below `/desk` asks for; letter case never matters, since a slip's code has its address in capitals.
enum DeskRoute: Equatable {
    case today
    /// Where a slip's code is typed, and sent.
    case slipEntry
    /// A slip, by what stands in the address as its code.
    case slip(String)
    case out
    case cases
    case caseFile(CaseNumber)
    /// A photo of a case, by its number from 1.
    case photo(CaseNumber, Int)
    case intake
    /// What the visitor takes home.
    case visitorsReceipt(CaseNumber, QueryCode)
    /// The registers.
    case log
    /// Where a whole register is entered.
    case logImport
    case entry(RecordNumber)
    /// A photo of an entry, by its number from 1.
    case entryPhoto(RecordNumber, Int)
    case notices
    case notice(RecordNumber)
    case reception
    case points
    case people
    /// The slips that were made there a moment ago, to print.
    case slips
    /// Where people are told of news.
    case contacts
    /// Where one of them is: by a code or a station's number.
    case contact(String)
    case printing
    case report
    case roster
    /// A file of rules: the scored duties, or the calendar of working days.
    case rules(RuleUpload.Subject)
    /// What looks like no person's message.
    case quarantine
    case nothing

    static func isDesk(_ path: [UInt8]) -> Bool {
        let prefix = "/desk".utf8
        guard path.count >= prefix.count,
            path.count == prefix.count || path[prefix.count] == UInt8(ascii: "/")
        else { return false }
        return zip(path, prefix).allSatisfy { $0 == $1 || ($0 | 0x20) == $1 }
    }

    /// Reads a path, decoded, for which ``isDesk(_:)`` holds.
    init(_ path: [UInt8]) {
        var parts = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        if parts.count == 2, parts[1].isEmpty { parts.removeLast() }
        switch (parts.count, parts.count > 1 ? parts[1].lowercased() : "") {
        case (1, _): self = .today
        case (2, "in"): self = .slipEntry
        case (3, "in"): self = parts[2].isEmpty ? .slipEntry : .slip(parts[2])
        case (2, "out"): self = .out
        case (2, "cases"): self = .cases
        case (3, "cases"): self = (try? CaseNumber(parsing: parts[2])).map { .caseFile($0) } ?? .nothing
        case (5, "cases") where parts[3].lowercased() == "photos":
            guard let number = try? CaseNumber(parsing: parts[2]), let index = UInt8(parts[4]), index > 0
            else {
                self = .nothing
                return
            }
            self = .photo(number, Int(index))
        case (2, "intake"): self = .intake
        case (2, "log"): self = .log
        case (3, "log") where parts[2].lowercased() == "import": self = .logImport
        case (3, "log"): self = Self.number(parts[2], .entry).map { .entry($0) } ?? .nothing
        case (5, "log") where parts[3].lowercased() == "photos":
            guard let number = Self.number(parts[2], .entry), let index = UInt8(parts[4]), index > 0 else {
                self = .nothing
                return
            }
            self = .entryPhoto(number, Int(index))
        case (2, "notices"): self = .notices
        case (3, "notices"): self = Self.number(parts[2], .notice).map { .notice($0) } ?? .nothing
        case (2, "reception"): self = .reception
        case (2, "points"): self = .points
        case (2, "roster"): self = .roster
        case (2, "duties"): self = .rules(.duties)
        case (2, "calendar"): self = .rules(.calendar)
        case (2, "quarantine"): self = .quarantine
        case (2, "people"): self = .people
        case (3, "people") where parts[2].lowercased() == "slips": self = .slips
        case (2, "contacts"): self = .contacts
        case (3, "contacts"):
            // Nothing that a path of ours can't hold comes from there.
            let isHolder = (try? Code(parsing: parts[2])) != nil || StationID(parts[2]) != nil
            self = isHolder ? .contact(parts[2].uppercased()) : .nothing
        case (2, "print"): self = .printing
        case (2, "report"): self = .report
        case (4, "intake"):
            guard let number = try? CaseNumber(parsing: parts[2]),
                let query = try? QueryCode(parsing: parts[3])
            else {
                self = .nothing
                return
            }
            self = .visitorsReceipt(number, query)
        default: self = .nothing
        }
    }

    private static func number(_ text: String, _ series: RecordNumber.Series) -> RecordNumber? {
        (try? RecordNumber(parsing: text)).flatMap { $0.series == series ? $0 : nil }
    }

    /// The path in its own spelling: ASCII without what an address can't have.
    var path: String {
        switch self {
        case .today, .nothing: "/desk"
        case .slipEntry, .slip: "/desk/in"
        case .out: "/desk/out"
        case .cases: "/desk/cases"
        case .caseFile(let number): "/desk/cases/\(number)"
        case .photo(let number, let index): "/desk/cases/\(number)/photos/\(index)"
        case .intake: "/desk/intake"
        case .visitorsReceipt(let number, let query): "/desk/intake/\(number)/\(query)"
        case .log: "/desk/log"
        case .logImport: "/desk/log/import"
        case .entry(let number): "/desk/log/\(number)"
        case .entryPhoto(let number, let index): "/desk/log/\(number)/photos/\(index)"
        case .notices: "/desk/notices"
        case .notice(let number): "/desk/notices/\(number)"
        case .reception: "/desk/reception"
        case .points: "/desk/points"
        case .people: "/desk/people"
        case .slips: "/desk/people/slips"
        case .contacts: "/desk/contacts"
        case .contact(let holder): "/desk/contacts/\(holder)"
        case .printing: "/desk/print"
        case .report: "/desk/report"
        case .roster: "/desk/roster"
        case .rules(let subject): "/desk/\(subject.rawValue)"
        case .quarantine: "/desk/quarantine"
        }
    }

    /// What access log and metrics call the resource: never a number or code out of the path.
    var pattern: StaticString {
        switch self {
        case .today: "/desk"
        case .slipEntry: "/desk/in"
        case .slip: "/desk/in/:code"
        case .out: "/desk/out"
        case .cases: "/desk/cases"
        case .caseFile: "/desk/cases/:number"
        case .photo: "/desk/cases/:number/photos/:index"
        case .intake: "/desk/intake"
        case .visitorsReceipt: "/desk/intake/:number/:query"
        case .log: "/desk/log"
        case .logImport: "/desk/log/import"
        case .entry: "/desk/log/:number"
        case .entryPhoto: "/desk/log/:number/photos/:index"
        case .notices: "/desk/notices"
        case .notice: "/desk/notices/:number"
        case .reception: "/desk/reception"
        case .points: "/desk/points"
        case .people: "/desk/people"
        case .slips: "/desk/people/slips"
        case .contacts: "/desk/contacts"
        case .contact: "/desk/contacts/:holder"
        case .printing: "/desk/print"
        case .report: "/desk/report"
        case .roster: "/desk/roster"
        case .rules(.duties): "/desk/duties"
        case .rules(.calendar): "/desk/calendar"
        case .quarantine: "/desk/quarantine"
        case .nothing: "none"
        }
    }

    /// Where it is answered.
    func lane(of method: Method) -> Lanes.Kind {
        if method == .post { return .acts }
        return switch self {
        case .today, .cases, .photo, .entryPhoto, .people, .slips, .printing, .log, .notices, .reception,
            .quarantine:
            .streams
        case .report, .points: .analysis
        case .slipEntry, .slip, .out, .caseFile, .intake, .visitorsReceipt, .logImport, .entry, .notice,
            .roster, .rules, .contacts, .contact, .nothing:
            .staff
        }
    }

    /// Whether something can be sent there.
    var takesPosts: Bool {
        switch self {
        case .today, .slipEntry, .out, .caseFile, .intake, .people, .log, .logImport, .entry, .notices,
            .notice,
            .reception, .roster, .rules, .contact, .quarantine:
            true
        case .slip, .slips, .cases, .contacts, .photo, .entryPhoto, .visitorsReceipt, .printing, .report,
            .points,
            .nothing:
            false
        }
    }

    /// Whether photos may come with what is sent there.
    var takesPhotos: Bool {
        switch self {
        case .log, .entry: true
        case .today, .slipEntry, .slip, .out, .cases, .caseFile, .photo, .intake, .visitorsReceipt,
            .logImport, .entryPhoto, .notices, .notice, .reception, .points, .people, .slips, .contacts,
            .contact,
            .printing, .report, .roster, .rules, .quarantine, .nothing:
            false
        }
    }
}
