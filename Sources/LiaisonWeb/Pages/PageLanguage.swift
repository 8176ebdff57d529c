import LiaisonWording

/// The language of a citizen's page, and whether its own links have to say it.
///
/// There are no cookies: what was chosen on one page is known on the next by its address alone.
package enum PageLanguage: CaseIterable, Sendable {
    /// 简体中文, which a browser gets that asks for nothing else.
    case chinese
    /// 简体中文, chosen on a page while the browser prefers English.
    case chosenChinese
    /// English, whether chosen or preferred: an address is passed on to others, and most browsers here prefer Chinese.
    case english

    /// The page's language for readers whose choice needn't be carried on.
    package init(_ language: Language) {
        switch language {
        case .chinese: self = .chinese
        case .english: self = .english
        }
    }

    /// As in ``LiaisonWording/Language/init(chosen:accepted:)``.
    init(chosen: String?, accepted: ArraySlice<UInt8>?) {
        self.init(Language(chosen: chosen, accepted: accepted))
        if self == .chinese, Language(chosen: nil, accepted: accepted) == .english { self = .chosenChinese }
    }

    package var language: Language {
        switch self {
        case .chinese, .chosenChinese: .chinese
        case .english: .english
        }
    }

    var words: Wording { Assets.pages(language) }

    /// The language that the reader may change to.
    var other: Language { language.other }

    /// What the links of a page end in: `?lang=`, or nothing.
    var suffix: String {
        switch self {
        case .chinese: ""
        case .chosenChinese, .english: "?lang=\(language.rawValue)"
        }
    }

    /// A path, or a whole address, with ``suffix``.
    ///
    /// - Parameter path: Without a fragment; it may have a query.
    /// - Returns: Where the next page is in the same language.
    func link(_ path: String) -> String {
        path.contains("?") && !suffix.isEmpty ? "\(path)&\(suffix.dropFirst())" : path + suffix
    }
}

extension Language {
    /// The language that a reader of this one may change to.
    var other: Language {
        switch self {
        case .chinese: .english
        case .english: .chinese
        }
    }
}
