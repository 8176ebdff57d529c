import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonQR
import LiaisonRoster
import LiaisonStore
import LiaisonSystem

/// Settings and roster at one moment: what a request uses from beginning to end.
package final class SiteSnapshot: Sendable {
    package let configuration: Configuration
    package let roster: Roster
    package let baseURL: BaseURL
    package let topics: [String]
    /// By when cases want their answers.
    package let deadlines: Deadlines
    package let identity: SiteIdentity
    /// What the roster's file was when it was read.
    let stamp: Stamp
    /// Where posters hang that are told apart.
    package let places: Places

    /// What fstat(2) says of the files that are looked at again and again: another one after every change.
    struct Stamp: Equatable, Sendable {
        let roster: FileStatus?
        let places: FileStatus?
        let calendar: FileStatus?
    }

    static func stamp(of directory: DataDirectory) throws(SiteError) -> Stamp {
        do throws(RosterError) {
            let roster = try Roster.fileStatus(in: directory)
            do throws(SystemError) {
                return Stamp(
                    roster: roster, places: try Files.currentStatus(directory.path(of: .places)),
                    calendar: try Files.currentStatus(directory.path(of: .calendar)))
            } catch {
                throw .system(error)
            }
        } catch {
            throw .roster(error)
        }
    }

    init(of directory: DataDirectory, flags: [Setting: String]) throws(SiteError) {
        stamp = try Self.stamp(of: directory)
        configuration = try SiteError.wrapping { () throws(InstallationError) in
            try directory.configuration(flags: flags)
        }
        do throws(RosterError) {
            roster = try Roster.load(from: directory)
            places = try Places.load(from: directory)
        } catch {
            throw .roster(error)
        }
        do throws(BaseURLError) {
            baseURL = try BaseURL(parsing: configuration[.baseURL])
        } catch {
            throw .baseURL(configuration[.baseURL])
        }
        topics = configuration.list(.topics)
        deadlines = try Deadlines(of: directory, configuration)
        identity = SiteIdentity(
            name: configuration[.name], handler: configuration[.handler], contact: configuration[.contact],
            retention: configuration[.retention],
            filings: [
                FilingNumber(icp: configuration[.icp]), FilingNumber(police: configuration[.police]),
            ].compactMap { $0 })
    }

    /// The same settings with the roster and the calendar as they are now.
    init(_ before: SiteSnapshot, withRosterOf directory: DataDirectory) throws(SiteError) {
        // The stamp first: what changes in between is seen at the next look.
        stamp = try Self.stamp(of: directory)
        var deadlines = before.deadlines
        if stamp.calendar != before.stamp.calendar {
            do throws(SiteError) { deadlines = try Deadlines(of: directory, before.configuration) } catch {
                // A calendar that can't be read keeps nobody who has left office in; the next change of it is seen.
            }
        }
        self.deadlines = deadlines
        do throws(RosterError) {
            roster = try Roster.load(from: directory)
            places = try Places.load(from: directory)
        } catch {
            throw .roster(error)
        }
        (configuration, baseURL, topics) = (before.configuration, before.baseURL, before.topics)
        identity = before.identity
    }

    /// The code that takes another message for whoever a case is with: the same one, else the station's.
    package func openForm(insteadOf code: Code, at station: StationID) -> Code? {
        if roster.isActive(code) { return code }
        return roster.station(station).map(\.code).flatMap { roster.isActive($0) ? $0 : nil }
    }
}

extension Deadlines {
    /// The periods and the calendar of an installation.
    ///
    /// - Parameters:
    ///   - directory: Where the calendar is; lines of it that aren't understood are left out, see
    ///     ``WorkingCalendar/damage``.
    ///   - configuration: The settings.
    /// - Throws: What keeps the calendar's file from being read.
    package init(of directory: DataDirectory, _ configuration: Configuration) throws(SiteError) {
        let file = try SiteError.wrapping { () throws(InstallationError) in try directory.calendar() }
        let standard = Deadlines()
        self.init(
            calendar: WorkingCalendar(parsing: file),
            simpleDays: Int(configuration[.simpleDays]) ?? standard.simpleDays,
            ordinaryMonths: Int(configuration[.ordinaryMonths]) ?? standard.ordinaryMonths,
            majorMonths: Int(configuration[.majorMonths]) ?? standard.majorMonths,
            closeSimpleDays: Int(configuration[.closeSimpleDays]) ?? standard.closeSimpleDays,
            closeOrdinaryMonths: Int(configuration[.closeOrdinaryMonths]) ?? standard.closeOrdinaryMonths,
            closeMajorMonths: Int(configuration[.closeMajorMonths]) ?? standard.closeMajorMonths)
    }
}
