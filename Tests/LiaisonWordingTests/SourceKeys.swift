/// What the wording tests call a key, an ideograph and an area.
enum SourceKeys {
    /// Whether a text is a dotted lower-case key such as `form.title.deputy`.
    static func isKey(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isPart: (Substring) -> Bool = { part in
            part.utf8.first.map { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) } == true
                && part.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
                }
        }
        return parts.count > 1 && parts.allSatisfy(isPart)
            && parts[0].utf8.allSatisfy { !(0x30...0x39).contains($0) }
    }

    /// Whether a text holds an ideograph: Chinese meant for a person.
    static func hasIdeograph(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0x3400...0x9FFF).contains($0.value) || $0.value >= 0x20000 }
    }

    /// Whether a text holds two ideographs in a row; one alone is a symbol, such as a level's.
    static func hasChineseWord(_ text: String) -> Bool {
        zip(text, text.dropFirst()).contains { hasIdeograph(String($0)) && hasIdeograph(String($1)) }
    }

    /// The area whose wording a module asks.
    static func area(of module: String) -> String {
        switch module {
        case "LiaisonWeb", "LiaisonDesk": "pages"
        case "LiaisonPosters": "posters"
        case "LiaisonReports": "reports"
        case "LiaisonNews", "LiaisonWording": "cases"
        default: "commands"
        }
    }
}
