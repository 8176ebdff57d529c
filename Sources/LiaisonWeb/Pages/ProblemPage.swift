import LiaisonDesk
import LiaisonWording

/// The page of every error status that has no form to come back to.
package struct ProblemPage: Sendable {
    package let site: SiteIdentity
    package let language: PageLanguage

    /// What went wrong, by the status of the answer.
    package enum Kind: Int, CaseIterable, Sendable {
        case badRequest = 400
        case methodNotAllowed = 405
        case timeout = 408
        case tooLarge = 413
        case pathTooLong = 414
        case unsupportedMedia = 415
        case tooManyRequests = 429
        case headersTooLarge = 431
        case internalError = 500
        case unavailable = 503
    }

    package init(site: SiteIdentity, language: PageLanguage) { (self.site, self.language) = (site, language) }

    /// The page.
    ///
    /// - Parameters:
    ///   - kind: What went wrong.
    ///   - retryAfter: Seconds until another try is welcome, where that is known.
    ///   - typed: What was typed and must not be lost, to copy it from here.
    /// - Returns: The page as UTF-8.
    package func render(_ kind: Kind, retryAfter: Int? = nil, typed: String = "") -> [UInt8] {
        let template = PageTemplate(site: site, language: language)
        let words = template.words
        var main: Markup = "<h1>\(title(kind, words))</h1>\n<p>\(text(kind, words))\n"
        if let retryAfter {
            main += "<p>\(words("problem.retry", ["time": words.duration(seconds: retryAfter)]))\n"
        }
        main += """
            \(template.kept(typed))\
            <p class="hint">\(words("problem.status", ["status": "\(kind.rawValue)"]))
            <p><a class="button" href="\(template.link("/"))">\(words("problem.home"))</a>
            """
        return template.page(title: title(kind, words), hasProblems: true, main: main)
    }

    private func title(_ kind: Kind, _ words: Wording) -> String {
        switch kind {
        case .badRequest, .methodNotAllowed, .pathTooLong, .unsupportedMedia, .headersTooLarge:
            words("problem.request.title")
        case .timeout: words("problem.timeout.title")
        case .tooLarge: words("problem.too-large.title")
        case .tooManyRequests: words("problem.too-many.title")
        case .internalError: words("problem.internal.title")
        case .unavailable: words("problem.unavailable.title")
        }
    }

    private func text(_ kind: Kind, _ words: Wording) -> String {
        switch kind {
        case .badRequest, .methodNotAllowed, .unsupportedMedia: words("problem.request.text")
        case .pathTooLong, .headersTooLarge: words("problem.address.text")
        case .timeout: words("problem.timeout.text")
        case .tooLarge: words("problem.too-large.text")
        case .tooManyRequests: words("problem.too-many.text")
        case .internalError: words("problem.internal.text")
        case .unavailable: words("problem.unavailable.text")
        }
    }
}

extension PageTemplate {
    /// What was typed on a page that has no form for it any more, to copy it from here; nothing where nothing was.
    func kept(_ typed: String) -> Markup {
        if typed.isEmpty { return "" }
        return """
            <p><label for="kept">\(words("problem.typed"))</label>
            <textarea id="kept" rows="5" readonly>
            \(typed)</textarea>

            """
    }
}
