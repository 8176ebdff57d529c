import LiaisonCases
import LiaisonInstallation
import LiaisonNews
import LiaisonRecords
import LiaisonRoster
import LiaisonStore
import LiaisonSystem

/// What a file beside the ledger is, as far as a backup can tell a sound one from one that isn't.
///
/// A copy is worth keeping only if the next night's doesn't put a damaged file in its place: so the data directory's
/// file is read before it is taken, and compared with what the backup has.
enum StoredKind: Equatable {
    case secret, tokens, roster, configuration, calendar, contacts, duties
    /// Named by the beginning of the SHA-256 of its content.
    case photo(hash: String)
    case other

    /// The most bytes that are looked at: what is longer is taken as it is.
    static let limit = 64 << 20

    init(_ path: BackupPath) {
        switch DataDirectory.Entry(rawValue: path.description) {
        case .secret: self = .secret
        case .tokens: self = .tokens
        case .rosterFile: self = .roster
        case .configuration: self = .configuration
        case .calendar: self = .calendar
        case .contacts: self = .contacts
        case .duties: self = .duties
        default:
            if path.isPhoto, let name = path.names.last, let digits = name.split(separator: ".").first {
                self = .photo(hash: String(digits))
            } else {
                self = .other
            }
        }
    }

    /// Whether a file of that content and hash may be what it should be.
    ///
    /// - Parameters:
    ///   - content: The file's bytes.
    ///   - path: What to call it.
    /// - Returns: What is wrong with it by itself, and on which line; nothing when it is as it should be.
    func fault(in content: [UInt8], path: String) -> (BackupFinding.Fault, line: Int)? {
        if content.isEmpty, self != .other { return (.emptied, 0) }
        switch self {
        case .secret: return DataDirectory.secret(in: content) == nil ? (.unreadable, 1) : nil
        case .tokens:
            return TokenFile(parsing: content).damaged.first.map { (.unreadable, $0.line) }
        case .roster: return Self.roster(in: content, path).fault
        case .configuration: return Self.configurationFault(in: content, path)
        case .calendar: return Self.calendarFault(in: content)
        case .contacts: return Self.contactsFault(in: content, path)
        case .duties: return Self.dutiesFault(in: content, path)
        case .photo(let hash):
            return Hex.string(SHA256.digest(content)).hasPrefix(hash) ? nil : (.foreignContent, 0)
        case .other: return nil
        }
    }

    /// The same of an open file; nothing of one that is too long to be looked at.
    func fault(
        of file: borrowing FileDescriptor, _ path: BackupPath
    ) throws(SystemError) -> (BackupFinding.Fault, line: Int)? {
        guard self != .other, try file.status().size <= Self.limit else { return nil }
        return fault(in: try file.readToEnd(limit: Self.limit), path: path.description)
    }

    /// What a file has lost of what the backup has of it, if that is sound.
    ///
    /// - Parameters:
    ///   - content: The file's bytes.
    ///   - copy: The backup's.
    /// - Returns: What is wrong with the file; nothing when it may be what has become of the copy.
    func loss(in content: [UInt8], since copy: [UInt8]) -> BackupFinding.Fault? {
        if content == copy || copy.isEmpty { return nil }
        if content.isEmpty { return .emptied }
        switch self {
        case .secret:
            return DataDirectory.secret(in: content) == DataDirectory.secret(in: copy) ? nil : .differs
        case .tokens: return TokenFile(parsing: content).follows(TokenFile(parsing: copy)) ? nil : .older
        case .roster:
            guard let new = try? Roster(stored: content, file: ""),
                let old = try? Roster(stored: copy, file: "")
            else { return nil }
            return new.follows(old) ? nil : .older
        case .photo: return nil
        // Whoever leaves takes the last line along, and the office may shorten calendar and duties: only half a line is a
        // sign of a cut. Spreadsheets are read in whatever encoding they were saved.
        case .contacts, .duties:
            return content.last != 0x0A && content.count < copy.count && copy.starts(with: content)
                ? .cutShort : nil
        case .calendar where content.last == 0x0A:
            return Self.isText(copy) && !Self.isText(content) ? .unreadable : nil
        case .configuration, .calendar, .other:
            if content.count < copy.count, copy.starts(with: content) { return .cutShort }
            return Self.isText(copy) && !Self.isText(content) ? .unreadable : nil
        }
    }

    /// Whether bytes may be what somebody typed: zeros are what a power cut leaves.
    private static func isText(_ bytes: [UInt8]) -> Bool {
        !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
    }

    /// A roster, as far as it can be read, and what is wrong with it.
    static func roster(
        in content: [UInt8], _ path: String
    ) -> (roster: Roster?, fault: (BackupFinding.Fault, line: Int)?) {
        do throws(RosterError) {
            let roster = try Roster(stored: content, file: path)
            if let line = roster.condition.unusable.first?.line ?? roster.condition.altered.first {
                return (roster, (.unreadable, line))
            }
            return (roster, roster.condition.breach == nil ? nil : (.changed, 0))
        } catch {
            if case .damaged(_, let line, _) = error { return (nil, (.unreadable, line)) }
            // What a newer release wrote is sound as far as this one can tell.
            return (nil, nil)
        }
    }

    private static func configurationFault(
        in content: [UInt8], _ path: String
    ) -> (BackupFinding.Fault, line: Int)? {
        do throws(InstallationError) {
            _ = try Configuration(parsing: content, path: path)
            return content.contains(0) ? (.unreadable, 0) : nil
        } catch {
            switch error {
            case .badLine(_, let line, _), .badValue(_, _, _, let line?): return (.unreadable, line)
            default: return (.unreadable, 0)
            }
        }
    }

    private static func contactsFault(
        in content: [UInt8], _ path: String
    ) -> (BackupFinding.Fault, line: Int)? {
        do throws(RosterFileError) {
            return try ContactBook(content, named: path).errors.first.map { (.unreadable, $0.row) }
        } catch {
            return (.unreadable, 0)
        }
    }

    private static func dutiesFault(
        in content: [UInt8], _ path: String
    ) -> (BackupFinding.Fault, line: Int)? {
        do throws(DutyTableError) {
            _ = try DutyTable(content, named: path)
            return nil
        } catch {
            if case .rows(let errors) = error, let first = errors.first { return (.unreadable, first.row) }
            return (.unreadable, 0)
        }
    }

    private static func calendarFault(in content: [UInt8]) -> (BackupFinding.Fault, line: Int)? {
        WorkingCalendar(parsing: content).damage.first.map { (.unreadable, $0.line) }
    }
}
