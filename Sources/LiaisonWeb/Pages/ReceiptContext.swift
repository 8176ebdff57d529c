import LiaisonCodes
import LiaisonSystem
import LiaisonWording

extension ReceiptPage {
    /// A case as its citizen may see it.
    package struct Context: Sendable {
        package var site: SiteIdentity
        package var language: Language
        package var number: CaseNumber
        package var queryCode: QueryCode
        package var state: PublicState
        /// Who has it now, as one calls them: 某某代表, or the station's name.
        package var holder: String
        /// The holder's station.
        package var station: String
        /// The day by which an answer is due; nothing once answered or while the clock waits.
        package var due: CivilDate?
        package var isOverdue = false
        /// Whether what was typed has been taken out: nothing happens any more.
        package var isErased = false
        /// What happened, oldest first, the citizen's own words included until erased.
        package var timeline: [TimelineEntry]
        /// The hash of the message's entry in the store's chain, in hexadecimal.
        package var entryHash: String
        /// The forms that the case's state allows.
        package var actions: Set<Action>
        package var qr: QRPath

        package init(
            site: SiteIdentity, language: Language, number: CaseNumber, queryCode: QueryCode,
            state: PublicState, holder: String, station: String, due: CivilDate?,
            timeline: [TimelineEntry], entryHash: String, actions: Set<Action>, qr: QRPath
        ) {
            self.site = site
            self.language = language
            self.number = number
            self.queryCode = queryCode
            self.state = state
            self.holder = holder
            self.station = station
            self.due = due
            self.timeline = timeline
            self.entryHash = entryHash
            self.actions = actions
            self.qr = qr
        }
    }

    /// What the citizen can do; the raw value is that of the form's field `kind`.
    package enum Action: String, Sendable, CaseIterable {
        case append, rate, reopen, erase
    }

    /// A QR symbol as the data of an SVG path.
    package struct QRPath: Sendable {
        /// The side of the square in the path's units, quiet zone included.
        package let size: Int
        /// The `d` attribute: the dark modules.
        package let data: String

        package init(size: Int, data: String) { (self.size, self.data) = (size, data) }
    }

    /// What has just been done.
    package enum Notice: Sendable, Equatable, CaseIterable {
        case sent, appended, rated, reopened, erased
        /// Rated dissatisfied: reopening is offered.
        case ratedDissatisfied

        func words(_ words: Wording) -> String {
            switch self {
            case .sent: words("receipt.notice.sent")
            case .appended: words("receipt.notice.appended")
            case .rated: words("receipt.notice.rated")
            case .reopened: words("receipt.notice.reopened")
            case .erased: words("receipt.notice.erased")
            case .ratedDissatisfied: words("receipt.notice.dissatisfied")
            }
        }
    }

    /// Why something was not done.
    package enum Problem: Sendable, Equatable {
        case textMissing(Action)
        case textTooLong(Action, count: Int, limit: Int)
        case ratingMissing
        /// An erasure wants to be confirmed.
        case confirmationMissing
        /// The case's state doesn't allow it (any more).
        case notPossible
        case formExpired
        case tooManyRequests(retryAfter: Int)
        case serviceUnavailable
    }

    /// What was typed into one of the forms, kept.
    package struct Draft: Sendable, Equatable {
        package let action: Action
        package let text: String
        package let rating: PublicRating?

        package init(action: Action, text: String, rating: PublicRating? = nil) {
            (self.action, self.text, self.rating) = (action, text, rating)
        }
    }
}
