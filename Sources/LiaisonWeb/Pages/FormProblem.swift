import LiaisonHTTP
import LiaisonWording

/// What was typed, kept in the page whatever was wrong with it.
package struct FormValues: Sendable, Equatable {
    package var text = ""
    package var topic = ""
    package var name = ""
    package var phone = ""
    /// Whether photos came along: a browser forgets them, so the page has to ask for them again.
    package var hadPhotos = false
    /// How many photos wait on the server for the form to be sent again.
    package var keptPhotos = 0

    package init() {}

    package init(
        text: String, topic: String = "", name: String = "", phone: String = "", hadPhotos: Bool = false
    ) {
        self.text = text
        self.topic = topic
        self.name = name
        self.phone = phone
        self.hadPhotos = hadPhotos
    }
}

/// Why a message was not taken.
package enum FormProblem: Sendable, Equatable {
    case textMissing
    /// Counted in characters after CRLF became LF.
    case textTooLong(count: Int, limit: Int)
    /// It was too long to be given back in a page.
    case textNotKept(limit: Int)
    case topicUnknown
    case nameTooLong(limit: Int)
    case phoneUnreadable
    case photosTooMany(limit: Int)
    /// Photos came along, and the browser forgets them.
    case photosForgotten
    /// Photos were to wait for the form, and are gone: too long ago, or on another server.
    case photosGone
    /// The photo's place, from 1, and the most it may weigh, in MiB.
    case photoTooLarge(index: Int, limit: Int)
    /// Neither JPEG nor PNG by content.
    case photoNotAnImage(index: Int)
    case photoEmpty(index: Int)
    /// A format of phones that most computers can't show.
    case photoHEIC(index: Int)
    /// It begins as a photo, but isn't a whole one.
    case photoDamaged(index: Int)
    /// More pixels than can be shown.
    case photoTooManyPixels(index: Int)
    /// A warning: 18 digits that look like an identity number. The page then carries the hidden field
    /// ``FormPage/confirmationField``, so that sending again sends it as it is.
    case looksLikeIDNumber
    /// The nonce is not one of ours or too old; the page brings a fresh one.
    case formExpired
    case notUTF8
    /// The form has made a message before, which takes no more additions; the page brings a fresh one.
    case earlierMessageFull
    /// The code went out of use while the message was written; the page is the station's form instead.
    case addresseeGone
    /// The code was replaced by another of the same holder while the form was open.
    case codeReplaced
    case tooLarge
    /// So many bytes of photos came that none are taken for a while; words still are.
    case photosNotNow
    /// Seconds until another try is welcome.
    case tooManyRequests(retryAfter: Int)
    case serviceUnavailable
    /// The reserve of free space has been reached.
    case spaceShort

    /// The status of the answer that shows this problem.
    package var status: Status {
        switch self {
        case .addresseeGone, .codeReplaced: .gone
        case .tooLarge, .textNotKept, .photosNotNow: .contentTooLarge
        case .tooManyRequests: .tooManyRequests
        case .serviceUnavailable, .spaceShort: .serviceUnavailable
        default: .unprocessableContent
        }
    }

    /// The problem in words, with the field that it belongs to.
    func worded(_ words: Wording) -> PageProblem {
        PageProblem(field: field, sentence: sentence(words))
    }

    /// Whether it leads to the photos' field.
    var isAboutPhotos: Bool { field == "photo" }

    private var field: String? {
        switch self {
        case .textMissing, .textTooLong, .textNotKept, .looksLikeIDNumber: "text"
        case .topicUnknown: "topic"
        case .nameTooLong: "name"
        case .phoneUnreadable: "phone"
        case .photosTooMany, .photosForgotten, .photosGone, .photoTooLarge, .photoNotAnImage, .photoEmpty,
            .photoHEIC,
            .photoDamaged, .photoTooManyPixels, .photosNotNow:
            "photo"
        case .formExpired, .notUTF8, .earlierMessageFull, .addresseeGone, .codeReplaced, .tooLarge,
            .tooManyRequests,
            .serviceUnavailable,
            .spaceShort:
            nil
        }
    }

    private func sentence(_ words: Wording) -> String {
        switch self {
        case .textMissing: words("form.problem.text-missing")
        case .textTooLong(let count, let limit):
            words(
                "form.problem.text-too-long",
                ["count": "\(count)", "limit": "\(limit)", "excess": "\(count - limit)"])
        case .textNotKept(let limit): words("form.problem.text-not-kept", ["limit": "\(limit)"])
        case .topicUnknown: words("form.problem.topic-unknown")
        case .nameTooLong(let limit): words("form.problem.name-too-long", ["limit": "\(limit)"])
        case .phoneUnreadable: words("form.problem.phone-unreadable")
        case .photosTooMany(let limit): words("form.problem.photos-too-many", ["limit": "\(limit)"])
        case .photosForgotten: words("form.photo.again")
        case .photosGone: words("form.photo.gone")
        case .photoTooLarge(let index, let limit):
            words("form.problem.photo-too-large", ["index": "\(index)", "limit": "\(limit)"])
        case .photoNotAnImage(let index): words("form.problem.photo-not-an-image", ["index": "\(index)"])
        case .photoEmpty(let index): words("form.problem.photo-empty", ["index": "\(index)"])
        case .photoHEIC(let index): words("form.problem.photo-heic", ["index": "\(index)"])
        case .photoDamaged(let index): words("form.problem.photo-damaged", ["index": "\(index)"])
        case .photoTooManyPixels(let index): words("form.problem.photo-pixels", ["index": "\(index)"])
        case .looksLikeIDNumber: words("form.problem.id-number")
        case .formExpired: words("form.problem.expired")
        case .notUTF8: words("form.problem.not-utf8")
        case .earlierMessageFull: words("form.problem.earlier-full")
        case .addresseeGone: words("form.problem.addressee-gone")
        case .codeReplaced: words("form.problem.code-replaced")
        case .tooLarge: words("form.problem.too-large")
        case .tooManyRequests(let seconds):
            words("form.problem.too-many", ["time": words.duration(seconds: seconds)])
        case .serviceUnavailable: words("form.problem.unavailable")
        case .photosNotNow: words("form.problem.photos-not-now")
        case .spaceShort: words("form.problem.space-short")
        }
    }
}
