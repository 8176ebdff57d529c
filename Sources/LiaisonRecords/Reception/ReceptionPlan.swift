import LiaisonRoster

// A station's reception days (接待日): from the words in the roster to the dates on the wall.
//
// ReceptionPlan reads the roster's words, part by part; what a part says is a ReceptionRule, and a part that can't be
// read stays text. ReceptionCalendar makes days of the rules: it alone knows about holidays. Nothing here guesses: words
// with two meanings aren't read, and whoever imports them is told.

/// All that a roster's cell says about a station's reception days: rules joined by semicolons.
package struct ReceptionPlan: Equatable, Sendable {
    /// One part of the cell.
    package enum Part: Equatable, Sendable {
        case rule(ReceptionRule)
        /// Words that are no rule; they are shown as they are.
        case text(String)
    }

    /// What cells may say, as one cell.
    package static let examples = "每月28日；逢6；每周三 9:00-11:30；每月第一个星期五；每月最后一个工作日"

    /// In the order of the cell.
    package let parts: [Part]

    /// Reads a cell such as `每月6日、16日、26日 9:00-11:30；每月第一个星期五`.
    ///
    /// - Parameter text: The cell; full-width digits and signs, spaces and Chinese numerals are fine.
    package init(parsing text: String) {
        parts = text.split { ";；\n".contains($0) }.compactMap { part in
            let words = part.trimmingSpaces
            if words.isEmpty { return nil }
            return ReceptionRule(parsing: words).map(Part.rule) ?? .text(words)
        }
    }

    /// The rules that could be read.
    package var rules: [ReceptionRule] {
        parts.compactMap { if case .rule(let rule) = $0 { rule } else { nil } }
    }

    /// The parts that couldn't be read.
    package var unread: [String] {
        parts.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    /// The cell as anybody understands it: `逢6` is `每月6、16、26日`, and what couldn't be read stands as it is.
    package var inWords: String {
        parts.map { part in
            switch part {
            case .rule(let rule): rule.inWords
            case .text(let text): text
            }
        }.joined(separator: "；")
    }
}

extension StringProtocol {
    /// The text without white space around it.
    fileprivate var trimmingSpaces: String {
        let head = drop { $0.isWhitespace }
        guard let last = head.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(head[...last])
    }
}

extension Station {
    /// What the roster says of the station's reception days.
    package var receptionPlan: ReceptionPlan { ReceptionPlan(parsing: reception) }
}
