import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonSystem
import LiaisonWording

extension ReceiptPage {
    /// A case as its citizen may see it.
    package struct Context: Sendable {
        package var site: SiteIdentity
        package var language: PageLanguage
        package var number: CaseNumber
        package var queryCode: QueryCode
        package var state: PublicState
        /// Who has it now, as one calls them: 某某代表, or the station's name.
        package var holder: String
        /// The holder's station; nothing where the station itself has it.
        package var station: String?
        /// The day by which an answer is due; nothing once answered or while the clock waits.
        package var due: CivilDate?
        package var isOverdue = false
        /// Whether what was typed has been taken out: nothing happens any more.
        package var isErased = false
        /// Whether the deputy who has the case has left office.
        package var hasHolderLeft = false
        /// The department that has the matter to deal with, and by when, as long as the case is open.
        package var assignment: (unit: String?, until: CivilDate?)?
        /// What happened, oldest first, the citizen's own words included until erased.
        package var timeline: [TimelineEntry]
        /// Which part of a long history is shown, from 1, the newest.
        package var historyPage = 1
        /// What the citizen left of themselves.
        package var personal = PersonalDetails()
        /// The code to which another message can be sent; nothing where nobody takes any.
        package var writeAgain: Code?
        /// The hash of the message's entry in the store's chain, in hexadecimal.
        package var entryHash: String
        /// The forms that the case's state allows.
        package var actions: Set<Action>
        package var qr: QRPath
        /// What a message may be about, for additions.
        package var topics: [String] = []
        /// Where number and query code are typed, for paper: a host and a path.
        package var lookUpAddress = ""

        package init(
            site: SiteIdentity, language: PageLanguage, number: CaseNumber, queryCode: QueryCode,
            state: PublicState, holder: String, station: String?, due: CivilDate?,
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

        /// The receipt's own path.
        var path: String { "/r/\(number)/\(queryCode)" }
    }

    /// What a citizen left of themselves beside their words, as the receipt shows it.
    package struct PersonalDetails: Sendable, Equatable {
        package var name: String?
        /// With its middle digits hidden: a receipt is shown around.
        package var maskedPhone: String?
        package var topic: String?
        package var photos: [Photo] = []

        package init() {}

        /// A photo that came with the citizen's words; its number is its place, from 1.
        package struct Photo: Sendable, Equatable {
            /// Such as `JPEG`.
            package let format: String
            package let byteCount: Int

            package init(format: String, byteCount: Int) {
                (self.format, self.byteCount) = (format, byteCount)
            }
        }

        /// Whether there is nothing to show.
        var isEmpty: Bool { name == nil && maskedPhone == nil && topic == nil && photos.isEmpty }

        /// A telephone number of which the first three and the last four digits can be read; of a short one only
        /// the last two.
        ///
        /// - Parameter phone: As it was typed.
        /// - Returns: As many characters, hidden digits as `*`.
        package static func masked(_ phone: String) -> String {
            let digits = phone.count { $0.isWholeNumber }
            let (front, back) = digits >= 10 ? (3, 4) : (0, 2)
            var seen = 0
            return String(
                phone.map { character in
                    guard character.isWholeNumber else { return character }
                    seen += 1
                    return seen <= front || seen > digits - back ? character : "*"
                })
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
        /// Whether the matter is solved was said in a word that is none.
        case solvedMissing
        /// An erasure wants to be confirmed.
        case confirmationMissing
        /// The case's state doesn't allow it (any more).
        case notPossible
        /// The same, but what was typed stands in the form that takes it.
        case notPossibleButKept
        /// The case has been erased: what was typed can be sent as a message of its own.
        case erasedMeanwhile
        /// So much was added that staff must act first.
        case additionsFull(limit: Int)
        /// The case can't hold more words: they can be sent as a message of its own.
        case wordsFull
        /// What is wrong with another field of an addition, or with its photos.
        case field(FormProblem)
        case formExpired
        case tooManyRequests(retryAfter: Int)
        case serviceUnavailable

        /// The status of the answer that shows this problem.
        var status: Status {
            switch self {
            case .tooManyRequests: .tooManyRequests
            case .serviceUnavailable: .serviceUnavailable
            case .field(let problem): problem.status
            case .textMissing, .textTooLong, .ratingMissing, .solvedMissing, .confirmationMissing,
                .notPossible,
                .notPossibleButKept, .erasedMeanwhile, .additionsFull, .wordsFull, .formExpired:
                .unprocessableContent
            }
        }

        /// The seconds until another try is welcome, where it is a matter of time.
        var retryAfter: Int? {
            switch self {
            case .tooManyRequests(let seconds): seconds
            case _ where status == .serviceUnavailable: PublicHandler.retrySeconds
            default: nil
            }
        }
    }

    /// What was typed into one of the forms, kept.
    package struct Draft: Sendable, Equatable {
        package private(set) var action: Action
        package let rating: Rating?
        package let solved: Solved?
        /// Everything typed.
        package var values: FormValues

        package init(action: Action, text: String, rating: Rating? = nil, solved: Solved? = nil) {
            (self.action, self.rating, self.solved) = (action, rating, solved)
            values = FormValues(text: text)
        }

        package var text: String { values.text }

        /// Whether there is anything in it that must not be lost.
        var hasWords: Bool { values != FormValues() }

        /// The same in another form.
        func moved(to action: Action) -> Draft {
            var draft = self
            draft.action = action
            return draft
        }
    }
}

/// The state of a case as the public knows it.
package enum PublicState: Sendable, CaseIterable {
    /// 已收到: stored, nobody has taken it up yet.
    case received
    /// 已受理: taken up, with a grade.
    case acknowledged
    /// 办理中: being worked on.
    case handling
    /// 待补充: waits for the citizen.
    case asked
    /// 已答复.
    case replied
    /// 已办结.
    case closed

    func words(_ words: Wording) -> String {
        switch self {
        case .received: words("state.received")
        case .acknowledged: words("state.acknowledged")
        case .handling: words("state.handling")
        case .asked: words("state.asked")
        case .replied: words("state.replied")
        case .closed: words("state.closed")
        }
    }
}
