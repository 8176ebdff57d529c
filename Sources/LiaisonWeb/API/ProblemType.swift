import LiaisonCases
import LiaisonDesk
import LiaisonHTTP
import LiaisonText

/// The kinds of problem that the API answers with, by the `type` that programs know them by: it stays whatever language
/// the title and the detail are in, and whatever they will say.
enum ProblemType: String, CaseIterable, Sendable {
    // Who asks, and for what.
    case unauthorized, forbidden
    case tooManyRequests = "too-many-requests"
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    // What was asked.
    case badCursor = "bad-cursor"
    case badLimit = "bad-limit"
    case badParameter = "bad-parameter"
    case badPeriod = "bad-period"
    case unknownHolder = "unknown-holder"
    case foreignHolder = "foreign-holder"
    case foreignStation = "foreign-station"
    case noStation = "no-station"
    case keyMissing = "key-missing"
    case notJSON = "not-json"
    case malformed
    // What an act ran into.
    case badMember = "bad-member"
    case refused
    case keyReused = "key-reused"
    case formNumberTaken = "form-number-taken"
    case handedOver = "handed-over"
    // What keeps the server from it.
    case unavailable
    case spaceShort = "space-short"
    // What is turned away before anybody looks at it.
    case badRequest = "bad-request"
    case timedOut = "timed-out"
    case lengthRequired = "length-required"
    case contentTooLarge = "content-too-large"
    case targetTooLong = "target-too-long"
    case headersTooLarge = "headers-too-large"
    case expectationFailed = "expectation-failed"
    case notImplemented = "not-implemented"
    case versionNotSupported = "version-not-supported"
    case internalError = "internal-error"

    /// The member `type` of a problem document: a reference that is the same on every server.
    var uri: String { "/problems/\(rawValue)" }

    var status: Status {
        switch self {
        case .unauthorized: .unauthorized
        case .forbidden, .foreignHolder, .foreignStation: .forbidden
        case .tooManyRequests: .tooManyRequests
        case .notFound, .noStation: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .badCursor, .badLimit, .badParameter, .badPeriod, .unknownHolder, .keyMissing, .malformed:
            .badRequest
        case .notJSON: .unsupportedMediaType
        case .badMember, .keyReused: .unprocessableContent
        case .refused, .formNumberTaken, .handedOver: .conflict
        case .unavailable, .spaceShort: .serviceUnavailable
        case .badRequest: RefusalReason.malformed.status
        case .timedOut: RefusalReason.timedOut.status
        case .lengthRequired: RefusalReason.lengthRequired.status
        case .contentTooLarge: RefusalReason.contentTooLarge.status
        case .targetTooLong: RefusalReason.targetTooLong.status
        case .headersTooLarge: RefusalReason.headersTooLarge.status
        case .expectationFailed: RefusalReason.expectationFailed.status
        case .notImplemented: RefusalReason.notImplemented.status
        case .versionNotSupported: RefusalReason.versionNotSupported.status
        case .internalError: RefusalReason.handlerFailed.status
        }
    }

    /// What a request was turned away for.
    init(_ reason: RefusalReason) {
        self =
            switch reason {
            case .malformed: .badRequest
            case .timedOut: .timedOut
            case .lengthRequired: .lengthRequired
            case .contentTooLarge: .contentTooLarge
            case .targetTooLong: .targetTooLong
            case .headersTooLarge: .headersTooLarge
            case .expectationFailed: .expectationFailed
            case .notImplemented: .notImplemented
            case .versionNotSupported: .versionNotSupported
            case .handlerTimedOut: .unavailable
            case .handlerFailed: .internalError
            }
    }

    /// Why an act was not done.
    init(_ error: CaseActionError) {
        self =
            switch error {
            case .absent: .notFound
            case .invalid, .invalidRecord, .rows, .sheet: .badMember
            case .duties, .contacts: .unavailable
            case .forbidden: .forbidden
            case .refused, .recordRefused: .refused
            case .keyReused: .keyReused
            case .formNumberTaken: .formNumberTaken
            case .handedOver: .handedOver
            case .unavailable: .unavailable
            case .spaceShort: .spaceShort
            }
    }
}

extension CaseActionError {
    /// The status of the problem.
    var status: Status { ProblemType(self).status }
}
