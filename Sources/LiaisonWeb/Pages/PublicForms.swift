import LiaisonCodes
import LiaisonDesk
import LiaisonRoster
import LiaisonWording
import Synchronization

/// The forms of an installation, made once for each snapshot of its settings and roster.
///
/// A form is asked for far more often than anything of it changes: all of it but the nonce is kept as bytes.
final class PublicForms: Sendable {
    private let known = Mutex<OfSnapshot?>(nil)

    /// The forms made from one snapshot.
    private final class OfSnapshot: Sendable {
        let snapshot: SiteSnapshot
        private let chinese: OfLanguage
        private let english: OfLanguage

        init(_ snapshot: SiteSnapshot) {
            self.snapshot = snapshot
            chinese = OfLanguage(snapshot.formSetting(.chinese))
            english = OfLanguage(snapshot.formSetting(.english))
        }

        subscript(language: Language) -> OfLanguage {
            switch language {
            case .chinese: chinese
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
    /// - Returns: The form; nothing where the code isn't in use.
    func form(_ code: Code, _ language: Language, _ snapshot: SiteSnapshot) -> FormPage.Prepared? {
        let forms = known.withLock { known in
            if let known, known.snapshot === snapshot { return known }
            let fresh = OfSnapshot(snapshot)
            known = fresh
            return fresh
        }[language]
        if let prepared = forms.prepared.withLock({ $0[code] }) { return prepared }
        guard case .active(let holder) = snapshot.roster.state(of: code) else { return nil }
        let prepared = FormPage.Prepared(snapshot.formContext(code, holder), shared: forms.shared)
        forms.prepared.withLock { $0[code] = prepared }
        return prepared
    }
}

extension SiteSnapshot {
    /// The form of a code, for showing what was typed and what is wrong with it.
    func form(_ code: Code, _ holder: CodeHolder, _ language: Language) -> FormPage {
        FormPage(formContext(code, holder), setting: formSetting(language))
    }

    fileprivate func formSetting(_ language: Language) -> FormSetting {
        FormSetting(
            site: identity, topics: topics, answerMonths: deadlines.ordinaryMonths, language: language)
    }

    fileprivate func formContext(_ code: Code, _ holder: CodeHolder) -> FormPage.Context {
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
