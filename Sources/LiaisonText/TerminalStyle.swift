/// How a piece of text stands out on a terminal that has colours: ECMA-48 section 8.3.117 (SGR).
package enum TerminalStyle: String, Sendable {
    case bold = "1"
    case faint = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"

    /// The text between the style's control sequence and the one that ends it.
    package func apply(to text: String) -> String { "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" }
}
