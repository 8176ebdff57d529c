import LiaisonCodes
import LiaisonQR
import LiaisonSystem

/// What posters say of a station.
package struct PosterStation: Equatable, Sendable {
    package let name: String
    package let code: Code
    /// Where the station is; empty when the roster doesn't say.
    package let address: String
    package let phone: String
    /// The reception days in words, such as `每月28日`.
    package let reception: String
    /// The service's address.
    package let base: BaseURL
    /// The number of the place where the poster is to hang, if that is to be told.
    package let place: Int?
    /// What staff call that place; it tells one sheet from another.
    package var placeName: String?
    /// The next reception days of which it is known who is on duty, the earliest first.
    package var duty: [PosterDuty] = []
    /// What the station looks like, if somebody gave a picture.
    package var picture: PosterPicture?

    package init(
        name: String, code: Code, address: String, phone: String, reception: String, base: BaseURL,
        place: Int? = nil, picture: PosterPicture? = nil
    ) {
        self.name = name
        self.code = code
        self.address = address
        self.phone = phone
        self.reception = reception
        self.base = base
        self.place = place
        self.picture = picture
    }

    /// What the symbol of one of its codes says.
    func payload(_ code: Code) -> QRPayload { QRPayload(base, code, place: place) }
}

/// A reception day of which it is known who will be there.
package struct PosterDuty: Equatable, Sendable {
    package let date: CivilDate
    /// The bare names of those on duty.
    package let names: [String]
    /// Whether it was set less than three days ahead.
    package let isLate: Bool

    package init(date: CivilDate, names: [String], isLate: Bool = false) {
        self.date = date
        self.names = names
        self.isLate = isLate
    }
}

/// What posters say of a deputy.
package struct PosterDeputy: Equatable, Sendable {
    package let name: String
    package let code: Code
    package let level: PosterLevel
    /// What the deputy does for a living; may be empty.
    package let title: String
    /// Gender, where the deputy works and the telephone number that they give to everybody, each as far as the roster
    /// says.
    package let gender: String
    package let employer: String
    package let phone: String
    /// The deputies' group within the station; may be empty.
    package let group: String

    package init(
        name: String, code: Code, level: PosterLevel, title: String, group: String, gender: String = "",
        employer: String = "", phone: String = ""
    ) {
        self.name = name
        self.code = code
        self.level = level
        self.title = title
        self.group = group
        self.gender = gender
        self.employer = employer
        self.phone = phone
    }

    /// Where the deputy works and as what, as far as the roster says.
    var work: String { [employer, title].filter { !$0.isEmpty }.joined(separator: " ") }
}

/// The level of the congress that a deputy sits in, highest first.
package enum PosterLevel: String, CaseIterable, Comparable, Sendable {
    case national = "国"
    case provincial = "省"
    case city = "市"
    case county = "县"
    case township = "乡"

    package static func < (first: PosterLevel, second: PosterLevel) -> Bool { first.rank < second.rank }

    private var rank: Int {
        switch self {
        case .national: 0
        case .provincial: 1
        case .city: 2
        case .county: 3
        case .township: 4
        }
    }
}

/// Whom a poster leads to.
package enum PosterSubject: Equatable, Sendable {
    case station
    case deputy(PosterDeputy)
}

/// A case number given out in advance on a paper form, with what its holder needs to look it up.
package struct PosterForm: Equatable, Sendable {
    /// The case number as printed, such as `SS00-251224-7K3M9`.
    package let caseNumber: String
    package let queryCode: QueryCode

    package init(caseNumber: String, queryCode: QueryCode) {
        self.caseNumber = caseNumber
        self.queryCode = queryCode
    }
}

/// Who handles personal data, as the law on its protection has forms say (个人信息保护法 article 17).
package struct PosterNotice: Equatable, Sendable {
    /// The office that handles the data.
    package let handler: String
    /// How to reach it.
    package let contact: String
    /// How long the data is kept, in words.
    package let retention: String

    /// Within how many months ordinary matters are answered, in digits.
    package let ordinaryMonths: String
    /// Within how many months major matters are answered, in digits.
    package let majorMonths: String

    package init(
        handler: String, contact: String, retention: String, ordinaryMonths: String, majorMonths: String
    ) {
        self.handler = handler
        self.contact = contact
        self.retention = retention
        self.ordinaryMonths = ordinaryMonths
        self.majorMonths = majorMonths
    }
}
