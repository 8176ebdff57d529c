import LiaisonCodes
import LiaisonDesk
import LiaisonRecords
import LiaisonWording

/// What an installation sets for all of its forms in one language.
package struct FormSetting: Sendable {
    package let site: SiteIdentity
    /// What a message may be about; empty leaves the question out.
    package let topics: [String]
    /// Within how many months an ordinary matter is answered.
    package let answerMonths: Int
    package let language: PageLanguage

    package init(site: SiteIdentity, topics: [String], answerMonths: Int = 1, language: PageLanguage) {
        self.site = site
        self.topics = topics
        self.answerMonths = answerMonths
        self.language = language
    }
}

/// The five levels of people's congresses, by the character that the roster uses.
package enum CongressLevel: String, CaseIterable, Sendable {
    case national = "国"
    case province = "省"
    case city = "市"
    case county = "县"
    case township = "乡"

    /// What a deputy of that level is called.
    func words(_ words: Wording) -> String {
        switch self {
        case .national: words("level.national")
        case .province: words("level.province")
        case .city: words("level.city")
        case .county: words("level.county")
        case .township: words("level.township")
        }
    }
}

extension FormPage {
    /// To whom one writes, and through which station.
    package struct Context: Sendable {
        package let code: Code
        package let addressee: Addressee
        package let station: Station
        /// The number of the place where the poster hangs that led here, if it is known.
        package var place: Int?

        package init(code: Code, addressee: Addressee, station: Station) {
            (self.code, self.addressee, self.station) = (code, addressee, station)
        }
    }

    /// Whose code it is.
    package enum Addressee: Sendable {
        /// A deputy: the bare name (the pages add 代表), the level, what else the roster says (职务), where they work, and
        /// the telephone number that they give to everybody.
        case deputy(
            name: String, level: CongressLevel, title: String?, employer: String? = nil, phone: String? = nil)
        /// The station itself, with the deputies to whom one may write instead.
        case station(deputies: [DeputyLink])
    }

    /// The station, as the roster has it.
    package struct Station: Sendable {
        package let id: StationID
        package let name: String
        /// The station's own form; nothing while the station has no code.
        package let code: Code?
        package let address: String?
        package let phone: String?
        /// The reception days in words, such as 每月28日.
        package let reception: String?
        /// The next reception days, the earliest first.
        package let days: [Reception]
        /// The title of the newest notice that runs, and how many do.
        package let notice: (title: String, count: Int)?
        /// Who heads the station, and who looks after it.
        package let head: String?
        package let officer: String?
        /// Who heads it this month by turns.
        package let rotatingHead: String?

        package init(
            id: StationID, name: String, code: Code?, address: String?, phone: String?, reception: String?,
            days: [Reception] = [], notice: (title: String, count: Int)? = nil, head: String? = nil,
            officer: String? = nil, rotatingHead: String? = nil
        ) {
            self.id = id
            self.name = name
            self.code = code
            self.address = address
            self.phone = phone
            self.reception = reception
            self.days = days
            self.notice = notice
            self.head = head
            self.officer = officer
            self.rotatingHead = rotatingHead
        }
    }

    /// A reception day, with the names of those on duty.
    package struct Reception: Sendable {
        package let day: ReceptionDay
        package let names: [String]

        package init(day: ReceptionDay, names: [String] = []) { (self.day, self.names) = (day, names) }
    }

    /// A deputy on the page of a station.
    package struct DeputyLink: Sendable {
        package let code: Code
        package let name: String
        package let level: CongressLevel

        package init(code: Code, name: String, level: CongressLevel) {
            (self.code, self.name, self.level) = (code, name, level)
        }
    }
}
