import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRecords
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonText

/// A file of rules that the office sends to the desk: the scored duties, or the calendar of working days. What it would
/// change is shown first, and only what was shown is applied.
///
/// As with a roster, the file comes along with the button that applies it, and with it the digest of the file that it was
/// compared with: any server can apply it, nothing is kept in between, and a file that has changed meanwhile is compared
/// anew. The file itself is stored as it came, comments and all: it is the office's.
package struct RuleUpload: Sendable {
    package let subject: Subject
    package let file: RosterUpload.File

    /// The most bytes of such a file: what the installation reads back.
    package static let sizeLimit = 1 << 20

    /// Which file it is.
    package enum Subject: String, Sendable {
        case duties, calendar

        /// Its name in the data directory.
        package var fileName: String {
            switch self {
            case .duties: "duties.csv"
            case .calendar: "calendar.txt"
            }
        }

        fileprivate func path(in directory: DataDirectory) -> String {
            switch self {
            case .duties: directory.path(of: .duties)
            case .calendar: directory.path(of: .calendar)
            }
        }
    }

    package init(_ subject: Subject, _ file: RosterUpload.File) {
        (self.subject, self.file) = (subject, file)
    }

    /// What a file would change.
    package enum Changes: Equatable, Sendable {
        case duties(DutyDifference)
        case calendar(CalendarDifference)

        /// Whether everything counts as before.
        package var isEmpty: Bool {
            switch self {
            case .duties(let difference): difference.isEmpty
            case .calendar(let difference): difference.isEmpty
            }
        }
    }

    /// What the office is shown before it applies a file.
    package struct Preview: Sendable {
        package let changes: Changes
        /// Whether the file is the stored one, byte for byte.
        package let isSame: Bool
        /// Whether scores of before today become others: that has to be confirmed.
        package let changesPast: Bool
        /// What tells the stored file from any other.
        package let stored: String
        /// Reception days with a duty arranged that a calendar moves or leaves out, station by station.
        package var moves: [(station: StationID, move: ReceptionChange.Move)] = []
        /// Whether that couldn't be found out of every station: a calendar is stored while a station's files can't be read.
        package var hasUnknownMoves = false
    }

    /// Why a file is not compared or applied.
    package enum Refusal: Error, Equatable {
        /// It is no text, or no table.
        case file(RosterFileError)
        /// Everything that is wrong with duties.
        case rows([SheetError])
        /// Everything that is wrong with a calendar.
        case lines([CalendarDamage])
        /// Nothing stands in it.
        case empty
        case tooLarge
        /// The stored file isn't the one that was shown.
        case changed
        /// Scores of before today would become others, and nobody has confirmed that.
        case unconfirmed
        case unreadable(SiteError)
    }

    /// The file as it is stored now, or the one that ships; blocks on the disk.
    ///
    /// - Parameters:
    ///   - subject: Which.
    ///   - directory: The data directory.
    /// - Returns: Its bytes.
    /// - Throws: What keeps it from being read.
    package static func stored(
        _ subject: Subject, in directory: DataDirectory
    ) throws(SiteError) -> [UInt8] {
        try SiteError.wrapping { () throws(InstallationError) in
            switch subject {
            case .duties: try directory.duties()
            case .calendar: try directory.calendar()
            }
        }
    }

    /// Compares the file with the stored one; changes nothing. Blocks on the disk.
    ///
    /// - Parameter site: The installation.
    /// - Returns: What it would change.
    /// - Throws: Why it can't be compared.
    package func preview(of site: Site) throws(Refusal) -> Preview {
        let bytes = try content()
        let before: [UInt8]
        do throws(SiteError) { before = try Self.stored(subject, in: site.directory) } catch {
            throw .unreadable(error)
        }
        let digest = Hex.string(SHA256.digest(before))
        switch subject {
        case .duties:
            let new = try duties(bytes)
            // A stored file that can't be used counts for nothing.
            let old = (try? DutyTable(before, named: subject.fileName)) ?? DutyTable()
            let difference = DutyDifference(from: old, to: new)
            return Preview(
                changes: .duties(difference), isSame: bytes == before,
                changesPast: difference.changesWhatWas(before: site.today), stored: digest)
        case .calendar:
            let new = try calendar(bytes)
            let old = WorkingCalendar(parsing: before)
            var preview = Preview(
                changes: .calendar(CalendarDifference(from: old, to: new)), isSame: bytes == before,
                changesPast: false, stored: digest)
            for station in site.current.roster.stations {
                do throws(SystemError) {
                    preview.moves += try moves(at: station, of: site, from: old, to: new).map {
                        (station: station.id, move: $0)
                    }
                } catch {
                    preview.hasUnknownMoves = true
                }
            }
            return preview
        }
    }

    /// What is arranged for days to come that goes to other days by another calendar than it does by this one.
    private func moves(
        at station: Station, of site: Site, from old: WorkingCalendar, to new: WorkingCalendar
    ) throws(SystemError) -> [ReceptionChange.Move] {
        let changes = try RecordBook(of: station.id, in: site.ledger).receptionChanges
        let shift = site.current.receptionCalendar.shift
        func moves(_ working: WorkingCalendar) -> [ReceptionChange.Move] {
            let calendar = ReceptionCalendar(working: working, shift: shift)
            return ReceptionChange.moves(of: changes, by: station.receptionPlan, calendar)
        }
        let known = moves(old)
        return moves(new).filter { move in
            !known.contains(move) && !move.change.isCancelled
                && max(move.change.on, move.to ?? move.change.on) >= site.today
        }
    }

    /// Stores the file in the place of the one that it was shown with. Blocks on the disk, and waits for commands that
    /// change the roster.
    ///
    /// - Parameters:
    ///   - site: The installation; it goes by the new file then.
    ///   - shown: ``Preview/stored`` of what was shown.
    ///   - isConfirmed: Whether scores of before today may become others.
    /// - Throws: Why nothing was changed.
    package func apply(to site: Site, shown: String, isConfirmed: Bool) throws(Refusal) {
        let lock: RosterLock
        do throws(RosterError) { lock = try RosterLock.waiting(in: site.directory) } catch {
            throw .unreadable(.roster(error))
        }
        let preview = try preview(of: site)
        if !preview.isSame {
            if preview.stored != shown { throw .changed }
            if preview.changesPast, !isConfirmed { throw .unconfirmed }
            let bytes = try content()
            do throws(SystemError) { try Files.replace(subject.path(in: site.directory), with: bytes) } catch
            {
                throw .unreadable(.installation(.system(error)))
            }
        }
        _ = consume lock
        do throws(SiteError) { try site.takeOverRoster() } catch {
            // It stands on the disk; every server takes it over as it does a command's.
        }
    }

    // MARK: Reading

    /// What is stored: a table as it came, for it says in which encoding it is; a calendar, which says nothing, as UTF-8.
    private func content() throws(Refusal) -> [UInt8] {
        let bytes: [UInt8]
        switch subject {
        case .duties: bytes = file.bytes
        case .calendar:
            do throws(RosterFileError) { bytes = try Sheet.text(file.bytes, named: file.name) } catch {
                throw .file(error)
            }
        }
        if bytes.count > Self.sizeLimit { throw .tooLarge }
        return bytes
    }

    private func duties(_ bytes: [UInt8]) throws(Refusal) -> DutyTable {
        let table: DutyTable
        do throws(DutyTableError) { table = try DutyTable(bytes, named: file.name) } catch {
            switch error {
            case .file(let error): throw .file(error)
            case .rows(let errors): throw .rows(errors)
            }
        }
        if table.keys.isEmpty { throw .empty }
        return table
    }

    private func calendar(_ bytes: [UInt8]) throws(Refusal) -> WorkingCalendar {
        let calendar = WorkingCalendar(parsing: bytes)
        if !calendar.damage.isEmpty { throw .lines(calendar.damage) }
        if calendar.years.isEmpty { throw .empty }
        return calendar
    }
}
