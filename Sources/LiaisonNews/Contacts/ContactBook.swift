import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonText

/// `DIR/contacts.csv`: who is told of news, and where.
///
/// One line each, `code,station,channel,address`: a deputy by the code, a station's officer by the station (or by its
/// code). Commands add a column `set`, the time, which tells when a number has gone to somebody else since. A bad line
/// costs that line: it stays where it is, whoever uses the file says so, and the others count. Replaced whole, so that
/// no reader ever sees half of it.
package struct ContactBook: Sendable {
    /// The lines as they stand, those that say nothing here too.
    private var lines: [Line] = [] { didSet { index() } }
    private var byHolder: [Contact.Holder: Contact] = [:]
    /// What is wrong, in the order of the file.
    package private(set) var errors: [ContactError] = []
    private var columns = Column.places

    private struct Line: Sendable {
        var cells: [String]
        var contact: Contact?
    }

    /// A book of nobody.
    package init() { lines = [Line(cells: Column.allCases.map(\.rawValue))] }

    /// Reads a file, in any encoding in which Excel and WPS save CSV.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - name: Its name, for errors.
    /// - Throws: Why it is no table of text at all.
    package init(_ bytes: [UInt8], named name: String) throws(RosterFileError) {
        let sheet = try Sheet(bytes, named: name)
        var seen: Set<Contact.Holder> = []
        var found: [Line] = []
        var hasHeader = false
        for row in sheet.rows {
            if row.cells.first?.hasPrefix("#") == true {
                found.append(Line(cells: row.cells))
            } else if hasHeader {
                let contact = contact(row, &seen)
                found.append(Line(cells: row.cells, contact: contact))
            } else {
                found.append(Line(cells: row.cells))
                hasHeader = readHeader(row)
                if !hasHeader {
                    errors.append(ContactError(row.number, .channel, row.cells.first ?? "", .header))
                    break
                }
            }
        }
        if found.isEmpty {
            // Nobody writes a file of nothing: it was cut, or never reached the disk.
            errors.append(ContactError(1, .channel, "", .header))
            columns = [:]
        }
        // Without a heading nothing of it is understood, and all of it is kept.
        lines = hasHeader || errors.isEmpty ? found : sheet.rows.map { Line(cells: $0.cells) }
        index()
    }

    /// Reads a data directory's; one of nobody where there is none.
    package static func load(_ directory: DataDirectory) throws(RosterFileError) -> ContactBook {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try Files.read(directory.path(of: .contacts), limit: 16 << 20)
        } catch {
            if error.code == .noSuchFile { return ContactBook() }
            throw RosterFileError(file: directory.path(of: .contacts), problem: .unreadable(error))
        }
        return try ContactBook(bytes, named: directory.path(of: .contacts))
    }

    /// All contacts, in the order of the file.
    package var contacts: [Contact] { lines.compactMap(\.contact) }

    /// The contact of a deputy.
    ///
    /// - Parameters:
    ///   - code: The code that the deputy has now.
    ///   - roster: Who is in office.
    /// - Returns: The contact; nothing of one that was set for somebody else.
    package func contact(ofDeputy code: Code, in roster: Roster) -> Contact? {
        byHolder[.code(code)].flatMap { $0.isOver(in: roster) ? nil : $0 }
    }

    /// The contact of a station's officer.
    package func contact(of station: Station, in roster: Roster) -> Contact? {
        [Contact.Holder.station(station.id), .code(station.code)].lazy.compactMap { byHolder[$0] }
            .first { !$0.isOver(in: roster) }
    }

    /// Changes a data directory's file, one writer at a time.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - change: What to change; answers whether there is anything to write.
    /// - Returns: The book as it is then.
    /// - Throws: ``ContactFileError``; nothing was changed then.
    @discardableResult
    package static func update(
        _ directory: DataDirectory, _ change: (inout ContactBook) -> Bool
    ) throws(ContactFileError) -> ContactBook {
        let lock: FileLock
        do throws(SystemError) {
            lock = try FileLock(at: directory.path(of: .contactsLock))
        } catch {
            throw .system(error)
        }
        var book: ContactBook
        do throws(RosterFileError) { book = try load(directory) } catch { throw .file(error) }
        do throws(SystemError) {
            if change(&book) {
                try Files.replace(directory.path(of: .contacts), with: book.bytes, mode: 0o600)
            }
            try lock.release()
        } catch {
            throw .system(error)
        }
        return book
    }

    /// Puts a contact in place of the one that its holder has.
    package mutating func set(_ contact: Contact) {
        addHeader()
        addColumnOfTimes()
        var cells = [String](repeating: "", count: lines.map(\.cells.count).max() ?? 0)
        func put(_ text: String, _ column: Column) {
            guard let place = columns[column] else { return }
            while cells.count <= place { cells.append("") }
            cells[place] = text
        }
        switch contact.holder {
        case .code(let code): put(code.description, .code)
        case .station(let id): put(id.description, .station)
        }
        put(contact.channel, .channel)
        put(contact.address, .address)
        put(contact.since?.rfc3339 ?? "", .set)
        let line = Line(cells: cells, contact: contact)
        if let index = lines.firstIndex(where: { $0.contact?.holder == contact.holder }) {
            lines[index] = line
        } else {
            lines.append(line)
        }
    }

    /// Takes contacts out.
    ///
    /// - Parameter isGone: Which.
    /// - Returns: Those that are out.
    package mutating func remove(where isGone: (Contact) -> Bool) -> [Contact] {
        let gone = contacts.filter(isGone)
        lines.removeAll { $0.contact.map(isGone) ?? false }
        return gone
    }

    /// The whole file.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for line in lines { bytes.appendCSVRow(line.cells) }
        return bytes
    }

    // MARK: Reading

    private mutating func index() {
        byHolder = Dictionary(contacts.map { ($0.holder, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Gives a file that has no heading one: its rows may be good ones.
    private mutating func addHeader() {
        if columns[.channel] != nil, columns[.address] != nil, columns[.code] ?? columns[.station] != nil {
            return
        }
        columns = Column.places
        // What was wrong was that there was nothing.
        if lines.isEmpty { errors = [] }
        lines.insert(Line(cells: Column.allCases.map(\.rawValue)), at: 0)
    }

    private mutating func addColumnOfTimes() {
        guard columns[.set] == nil,
            let header = lines.firstIndex(where: { $0.cells.first?.hasPrefix("#") != true })
        else { return }
        columns[.set] = lines[header].cells.count
        lines[header].cells.append(Column.set.rawValue)
    }

    private mutating func readHeader(_ row: Sheet.Row) -> Bool {
        var found: [Column: Int] = [:]
        for (index, cell) in row.cells.enumerated() {
            guard let column = Column.allCases.first(where: { $0.headers.contains(cell.lowercased()) }) else {
                continue
            }
            if found[column] == nil { found[column] = index }
        }
        columns = found
        return found[.channel] != nil && found[.address] != nil
            && (found[.code] != nil || found[.station] != nil)
    }

    private mutating func contact(_ row: Sheet.Row, _ seen: inout Set<Contact.Holder>) -> Contact? {
        func cell(_ column: Column) -> String {
            guard let place = columns[column], row.cells.indices.contains(place) else { return "" }
            return FormulaGuard.removed(from: row.cells[place])
        }
        func refuse(_ column: Column, _ problem: ContactError.Problem) -> Contact? {
            errors.append(ContactError(row.number, column, cell(column), problem))
            return nil
        }
        let holder: Contact.Holder
        if !cell(.code).isEmpty {
            guard let code = try? Code(parsing: cell(.code)) else { return refuse(.code, .code) }
            holder = .code(code)
        } else if !cell(.station).isEmpty {
            guard let id = StationID(cell(.station)) else { return refuse(.station, .station) }
            holder = .station(id)
        } else {
            return refuse(.code, .nobody)
        }
        let channel = cell(.channel).lowercased()
        guard Contact.isChannel(channel) else { return refuse(.channel, .channel) }
        guard Contact.isAddress(cell(.address)) else { return refuse(.address, .address) }
        var since: Timestamp?
        if !cell(.set).isEmpty {
            since = Timestamp(rfc3339: cell(.set).utf8)
            if since == nil { return refuse(.set, .time) }
        }
        guard seen.insert(holder).inserted else { return refuse(.code, .twice(holder.text)) }
        return Contact(holder: holder, channel: channel, address: cell(.address), since: since)
    }

    /// A column, by the name that errors give it.
    enum Column: String, CaseIterable, Sendable {
        case code, station, channel, address, set

        /// Where they stand in a file that begins here.
        static let places = Dictionary(
            uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

        /// Every header that it is known by, folded.
        var headers: [String] {
            switch self {
            case .code: ["code", "编号", "编码"]
            case .station: ["station", "站点编号", "站点"]
            case .channel: ["channel", "渠道", "方式"]
            case .address: ["address", "地址", "联系方式"]
            case .set: ["set", "设置时间"]
            }
        }
    }
}
