import LiaisonCodes
import LiaisonDesk
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem
import LiaisonWording
import Synchronization

/// The forms of an installation, made once for each snapshot of its settings and roster, each day, and each change of a
/// station's board.
///
/// A form is asked for far more often than anything of it changes: all of it but the nonce is kept as bytes.
final class PublicForms: Sendable {
    private let known = Mutex<OfSnapshot?>(nil)

    /// The forms made from one snapshot on one day.
    private final class OfSnapshot: Sendable {
        let snapshot: SiteSnapshot
        let today: CivilDate
        /// Of the boards.
        let revision: Int
        private let chinese: OfLanguage
        private let chosenChinese: OfLanguage
        private let english: OfLanguage

        init(_ snapshot: SiteSnapshot, today: CivilDate, revision: Int) {
            self.snapshot = snapshot
            self.today = today
            self.revision = revision
            chinese = OfLanguage(snapshot.formSetting(.chinese))
            chosenChinese = OfLanguage(snapshot.formSetting(.chosenChinese))
            english = OfLanguage(snapshot.formSetting(.english))
        }

        subscript(language: PageLanguage) -> OfLanguage {
            switch language {
            case .chinese: chinese
            case .chosenChinese: chosenChinese
            case .english: english
            }
        }
    }

    /// The forms of one language: the runs that all share, and each code's own once it has been asked for.
    private final class OfLanguage: Sendable {
        let shared: FormPage.SharedRuns
        let prepared = Mutex<[Code: FormPage.Prepared]>([:])

        init(_ setting: FormSetting) { shared = FormPage.SharedRuns(setting: setting) }
    }

    /// The form of a code that is in use, ready but for the nonce.
    ///
    /// - Parameters:
    ///   - code: The code.
    ///   - language: The reader's.
    ///   - snapshot: What the request sees.
    ///   - site: Its site, which knows the day and the boards.
    /// - Returns: The form; nothing where the code isn't in use.
    func form(
        _ code: Code, _ language: PageLanguage, _ snapshot: SiteSnapshot, of site: Site
    ) -> FormPage.Prepared? {
        let (today, revision) = (site.today, site.boards.revision)
        let forms = known.withLock { known in
            if let known, known.snapshot === snapshot, known.today == today, known.revision == revision {
                return known
            }
            let fresh = OfSnapshot(snapshot, today: today, revision: revision)
            known = fresh
            return fresh
        }[language]
        if let prepared = forms.prepared.withLock({ $0[code] }) { return prepared }
        guard case .active(let holder) = snapshot.roster.state(of: code) else { return nil }
        let context = site.formContext(code, holder, snapshot, today: today)
        let prepared = FormPage.Prepared(context, shared: forms.shared)
        forms.prepared.withLock { $0[code] = prepared }
        return prepared
    }
}

extension SiteSnapshot {
    fileprivate func formSetting(_ language: PageLanguage) -> FormSetting {
        FormSetting(
            site: identity, topics: topics, answerMonths: deadlines.ordinaryMonths, language: language)
    }
}

extension Site {
    /// The form of a code, for showing what was typed and what is wrong with it.
    func form(
        _ code: Code, _ holder: CodeHolder, _ language: PageLanguage, _ snapshot: SiteSnapshot,
        place: Int? = nil
    ) -> FormPage {
        var context = formContext(code, holder, snapshot, today: today)
        context.place = place
        return FormPage(context, setting: snapshot.formSetting(language))
    }

    fileprivate func formContext(
        _ code: Code, _ holder: CodeHolder, _ snapshot: SiteSnapshot, today: CivilDate
    ) -> FormPage.Context {
        let roster = snapshot.roster
        let record = roster.station(holder.station)
        let station = FormPage.Station(
            id: holder.station, name: record?.name ?? holder.station.description,
            code: record.flatMap { $0.status == .active && roster.isActive($0.code) ? $0.code : nil },
            address: record?.address.nonempty, phone: record?.phone.nonempty,
            reception: record?.receptionPlan.inWords.nonempty,
            days: record.map { nextReceptionDays(for: holder, of: $0, snapshot, today: today) } ?? [],
            notice: newestNotice(of: holder.station, on: today), head: record?.head, officer: record?.officer,
            rotatingHead: record?.rotatingHead(on: today))
        let addressee: FormPage.Addressee =
            switch holder {
            case .deputy(let deputy):
                .deputy(
                    name: deputy.name, level: CongressLevel(deputy.level), title: deputy.title?.nonempty,
                    employer: deputy.employer, phone: deputy.publicPhone)
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

    /// The title of a station's newest notice, cut where it is long, and how many run.
    private func newestNotice(of station: StationID, on today: CivilDate) -> (title: String, count: Int)? {
        guard let shown = boards.board(of: station)?.shown(on: today), let newest = shown.first else {
            return nil
        }
        let length = 30
        let title = newest.title.count > length ? newest.title.prefix(length - 1) + "…" : newest.title[...]
        return (String(title), shown.count)
    }

    /// The next three reception days on a station's page, the next one on a deputy's.
    private func nextReceptionDays(
        for holder: CodeHolder, of station: Station, _ snapshot: SiteSnapshot, today: CivilDate
    ) -> [FormPage.Reception] {
        guard station.status == .active else { return [] }
        let count =
            switch holder {
            case .station: 3
            case .deputy: 1
            }
        let days = reception(in: snapshot).next(count, of: station.receptionPlan, at: station.id, from: today)
        return days.map { day in
            FormPage.Reception(
                day: day, names: day.deputies.compactMap { snapshot.roster.state(of: $0)?.holder.name })
        }
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
