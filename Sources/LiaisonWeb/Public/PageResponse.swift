import LiaisonHTTP
import LiaisonWording

/// The header fields that every answer of a kind has.
enum PageHeaders {
    private static let contentSecurityPolicy: Header? = try? Header(
        "Content-Security-Policy", value: SiteStyle.contentSecurityPolicy)

    /// Of an HTML page that nobody may keep: receipts, errors.
    static let page = joined(
        Header("Content-Type", "text/html; charset=utf-8"), Header("Cache-Control", "no-store"))

    /// Of a form: kept by the one browser for its back button, which then finds the text typed and the same
    /// nonce, and fetched anew otherwise.
    static let form = joined(
        Header("Content-Type", "text/html; charset=utf-8"), Header("Cache-Control", "private, no-cache"))

    /// Of an answer without content of its own.
    static let bare = joined(Header("Cache-Control", "no-store"))

    /// Of a picture that may be kept for a day.
    static let picture = joined(Header("Cache-Control", "public, max-age=86400"))

    /// Of a calendar that programs fetch again and again.
    static let calendar = joined(
        Header("Content-Type", "text/calendar; charset=utf-8"),
        Header("Cache-Control", "public, max-age=3600"))

    /// Of a feed that programs fetch again and again.
    static let feed = joined(
        Header("Content-Type", "application/atom+xml; charset=utf-8"),
        Header("Cache-Control", "public, max-age=900"))

    private static func joined(_ headers: Header...) -> [Header] { [Header(joining: common + headers)] }

    private static let common: [Header] =
        [
            Header("X-Content-Type-Options", "nosniff"), Header("Referrer-Policy", "no-referrer"),
            Header("Vary", "Accept-Language"),
        ] + (contentSecurityPolicy.map { [$0] } ?? [])
}

extension Response {
    /// An HTML page.
    static func page(_ status: Status, _ body: [UInt8], route: StaticString) -> Response {
        Response(status: status, headers: PageHeaders.page, body: body, route: route)
    }

    /// A form to fill in.
    static func form(_ status: Status, _ content: any ResponseContent, route: StaticString) -> Response {
        Response(status: status, headers: PageHeaders.form, content: content, route: route)
    }

    /// Sends the browser on with GET (RFC 9110 section 15.4.4).
    ///
    /// - Parameters:
    ///   - path: A path of our own making: ASCII without control bytes.
    ///   - route: The label for log and metrics.
    /// - Returns: The answer.
    static func seeOther(_ path: String, route: StaticString) -> Response {
        guard let location = try? Header("Location", value: path) else {
            preconditionFailure("a path of our own making has a control byte")
        }
        return Response(status: .seeOther, headers: PageHeaders.bare + [location], route: route)
    }

    /// The same answer with one more field.
    func with(_ header: Header) -> Response {
        var response = self
        response.headers.append(header)
        return response
    }
}

extension Header {
    /// When another try is welcome (RFC 9110 section 10.2.3).
    static func retryAfter(_ seconds: Int) -> Header { Header("Retry-After", seconds) }
}

extension Language {
    /// The language that a request asks for: `?lang=`, else Accept-Language (RFC 9110 section 12.5.4), else
    /// Chinese.
    ///
    /// - Parameters:
    ///   - chosen: What the query or the form says, if anything.
    ///   - accepted: The value of Accept-Language.
    init(chosen: String?, accepted: ArraySlice<UInt8>?) {
        if let language = chosen.flatMap(Self.init(tag:)) {
            self = language
            return
        }
        self = accepted.map { AcceptedLanguages($0).preferred } ?? .chinese
    }

    /// The language of a tag such as `zh-CN` or `en`.
    private init?(tag: String) {
        switch tag.lowercased().prefix(2) {
        case "zh": self = .chinese
        case "en": self = .english
        default: return nil
        }
    }
}
