import LiaisonCases
import LiaisonCodes
import LiaisonSystem

extension CaseQuery {
    /// The most bytes of what is looked for.
    package static let textLimit = 200

    /// The query as the API takes it, in the order in which the parameters are documented; nothing that isn't set.
    package var parameters: [(name: String, value: String)] {
        let all: [(String, String?)] = [
            ("state", state?.rawValue), ("topic", topic), ("since", since?.iso8601),
            ("until", until?.iso8601),
            ("grep", text), ("overdue", isOverdueOnly ? "true" : nil),
            ("close_overdue", isCloseOverdueOnly ? "true" : nil), ("station", station),
            ("below", includesBranches ? "true" : nil), ("deputy", deputy), ("ending", ending),
        ]
        return all.compactMap { name, value in value.map { (name, $0) } }
    }

    /// Reads ``parameters``; an empty one counts as absent.
    ///
    /// - Parameters:
    ///   - shelf: Which list the path names.
    ///   - value: Gives a parameter's value.
    /// - Throws: The first parameter that can't be read.
    package init(_ shelf: Shelf, _ value: (String) -> String?) throws(CaseQueryError) {
        self.init()
        self.shelf = shelf
        func optional<Value>(
            _ name: String, choices: [String] = [], _ read: (String) -> Value?
        ) throws(CaseQueryError) -> Value? {
            guard let text = value(name), !text.isEmpty else { return nil }
            guard let read = read(text) else { throw .invalid(parameter: name, choices: choices) }
            return read
        }
        func flag(_ name: String) throws(CaseQueryError) -> Bool {
            try optional(name, choices: ["true", "false"]) { ["true": true, "false": false][$0] } ?? false
        }
        state = try optional("state", choices: Case.State.allCases.map(\.rawValue)) {
            Case.State(rawValue: $0)
        }
        topic = try optional("topic") { $0 }
        since = try optional("since") { CivilDate(iso8601: $0.utf8) }
        until = try optional("until") { CivilDate(iso8601: $0.utf8) }
        text = try optional("grep") { $0.utf8.count <= Self.textLimit ? $0 : nil }
        isOverdueOnly = try flag("overdue")
        isCloseOverdueOnly = try flag("close_overdue")
        station = try optional("station") { $0 }
        includesBranches = try flag("below")
        deputy = try optional("deputy") { $0 }
        ending = try optional("ending") { CaseNumberEnding($0) == nil ? nil : $0 }
        if let since, let until, until < since { throw .invalid(parameter: "until", choices: []) }
    }
}
