import LiaisonCodes
import LiaisonInstallation
import LiaisonLedger
import LiaisonQR
import LiaisonRoster
import LiaisonSystem
import LiaisonWording
import Synchronization

/// Settings and roster at one moment, and the pages made from them.
package final class SiteSnapshot: Sendable {
    package let configuration: Configuration
    package let roster: Roster
    package let baseURL: BaseURL
    package let topics: [String]
    /// By when cases want their answers.
    package let deadlines: Deadlines
    package let identity: SiteIdentity
    /// What the roster's file was when it was read.
    let stamp: FileStatus?
    private let chineseForms: Forms
    private let englishForms: Forms

    /// What fstat(2) says of the roster's file: another one after every change.
    static func stamp(of directory: DataDirectory) throws(SiteError) -> FileStatus? {
        do throws(RosterError) { return try Roster.fileStatus(in: directory.path) } catch {
            throw .roster(error)
        }
    }

    /// The forms of one language: the runs that all share, and each code's own once it has been asked for.
    private final class Forms: Sendable {
        let shared: FormPage.SharedRuns
        let prepared = Mutex<[Code: FormPage.Prepared]>([:])

        init(setting: FormSetting) { shared = FormPage.SharedRuns(setting: setting) }
    }

    init(of directory: DataDirectory, flags: [Setting: String]) throws(SiteError) {
        stamp = try Self.stamp(of: directory)
        configuration = try SiteError.wrapping { () throws(InstallationError) in
            try directory.configuration(flags: flags)
        }
        do throws(RosterError) {
            roster = try Roster.load(from: directory.path)
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
            retention: configuration[.retention])
        let (identity, topics, months) = (identity, topics, deadlines.ordinaryMonths)
        let forms = { (language: Language) in
            Forms(
                setting: FormSetting(
                    site: identity, topics: topics, answerMonths: months, language: language))
        }
        chineseForms = forms(.chinese)
        englishForms = forms(.english)
    }

    /// The same settings with the roster as it is now.
    init(_ before: SiteSnapshot, withRosterOf directory: DataDirectory) throws(SiteError) {
        // The stamp first: what changes in between is seen at the next look.
        stamp = try Self.stamp(of: directory)
        do throws(RosterError) {
            roster = try Roster.load(from: directory.path)
        } catch {
            throw .roster(error)
        }
        (configuration, baseURL, topics) = (before.configuration, before.baseURL, before.topics)
        (deadlines, identity) = (before.deadlines, before.identity)
        chineseForms = Forms(setting: FormSetting(site: identity, topics: topics, language: .chinese))
        englishForms = Forms(setting: FormSetting(site: identity, topics: topics, language: .english))
    }

    /// The form of a code that is in use, ready but for the nonce.
    func preparedForm(_ code: Code, _ language: Language) -> FormPage.Prepared? {
        let forms =
            switch language {
            case .chinese: chineseForms
            case .english: englishForms
            }
        if let known = forms.prepared.withLock({ $0[code] }) { return known }
        guard case .active(let holder) = roster.state(of: code) else { return nil }
        let prepared = FormPage.Prepared(formContext(code, holder), shared: forms.shared)
        forms.prepared.withLock { $0[code] = prepared }
        return prepared
    }

    /// The form of a code, for showing what was typed and what is wrong with it.
    func form(_ code: Code, _ holder: CodeHolder, _ language: Language) -> FormPage {
        FormPage(
            formContext(code, holder),
            setting: FormSetting(
                site: identity, topics: topics, answerMonths: deadlines.ordinaryMonths, language: language))
    }

    /// The code that takes another message for whoever a case is with: the same one, else the station's.
    func openForm(insteadOf code: Code, at station: StationID) -> Code? {
        if roster.isActive(code) { return code }
        return roster.station(station).map(\.code).flatMap { roster.isActive($0) ? $0 : nil }
    }

    private func formContext(_ code: Code, _ holder: CodeHolder) -> FormPage.Context {
        let record = roster.station(holder.station)
        let station = FormPage.Station(
            id: holder.station, name: record?.name ?? holder.station.description,
            code: record.flatMap { $0.status == .active && roster.isActive($0.code) ? $0.code : nil },
            address: record?.address.nonempty, phone: record?.phone.nonempty,
            reception: record?.receptionInWords.nonempty)
        let addressee: FormPage.Addressee =
            switch holder {
            case .deputy(let deputy):
                .deputy(name: deputy.name, level: CongressLevel(deputy.level), title: deputy.title?.nonempty)
            case .station(let station):
                .station(
                    deputies: roster.deputies(of: station.id).filter {
                        $0.status == .active && roster.isActive($0.code)
                    }
                    .map {
                        FormPage.DeputyLink(code: $0.code, name: $0.name, level: CongressLevel($0.level))
                    })
            }
        return FormPage.Context(code: code, addressee: addressee, station: station)
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
            majorMonths: Int(configuration[.majorMonths]) ?? standard.majorMonths)
    }
}

extension CongressLevel {
    /// The roster's level as the pages name it.
    init(_ level: Level) {
        self =
            switch level {
            case .national: .national
            case .provincial: .province
            case .municipal: .city
            case .county: .county
            case .township: .township
            }
    }
}

extension String {
    /// The text, or nothing when there is none.
    var nonempty: String? { isEmpty ? nil : self }
}
