import LiaisonCodes

/// A word of cases that people read: pages, mail, terminal and reports all call it the same.
package protocol CaseTerm: RawRepresentable<String>, Hashable, Sendable {
    /// The key of its name in `assets/wording/cases.*.txt`.
    var key: String { get }
}

extension CaseTerm {
    /// What it is called.
    package func name(_ language: Language) -> String { Assets.cases(language)[key] }
}

extension Choice where Value: CaseTerm {
    /// What it is called; a word that only a newer release knows, as it came: it may have been anybody's.
    package func name(_ language: Language) -> String { known?.name(language) ?? word }
}

extension Choice where Value == EventKind {
    /// What it is called; of an event that only a newer release knows, that it is one, and its word as it came.
    package func name(_ language: Language) -> String {
        switch self {
        case .known(let kind): kind.name(language)
        case .newer(let word): Assets.cases(language)("kind.newer", ["word": word])
        }
    }
}

extension EventKind: CaseTerm {
    package var key: String { "kind.\(rawValue)" }
}

extension NewsKind: CaseTerm {
    package var key: String { "news.\(rawValue)" }
}

extension Channel: CaseTerm {
    package var key: String { "channel.\(rawValue)" }
}

extension Grade: CaseTerm {
    package var key: String { "grade.\(rawValue)" }
}

extension Outcome: CaseTerm {
    package var key: String { "outcome.\(rawValue)" }
}

extension Rating: CaseTerm {
    package var key: String { "rating.\(rawValue)" }
}

extension Solved: CaseTerm {
    package var key: String { "solved.\(rawValue)" }
}
