import LiaisonText
import LiaisonWording

/// A piece of HTML. What stands in the source as a literal is markup; what is interpolated is text and is
/// escaped, so that a value can never become markup: `"<b>\(name)</b>"`.
package struct Markup: Sendable, ExpressibleByStringInterpolation {
    /// The HTML as UTF-8.
    package private(set) var bytes: [UInt8]

    package init(stringLiteral literal: String) { bytes = Array(literal.utf8) }

    package init(stringInterpolation: StringInterpolation) { bytes = stringInterpolation.bytes }

    /// Bytes that are HTML already, such as the style sheet or a piece rendered before.
    package init(trusted bytes: [UInt8]) { self.bytes = bytes }

    /// Whether there is nothing to show.
    package var isEmpty: Bool { bytes.isEmpty }

    package static func += (whole: inout Markup, part: Markup) { whole.bytes.append(contentsOf: part.bytes) }

    package static func + (first: Markup, second: Markup) -> Markup {
        var whole = first
        whole += second
        return whole
    }

    /// Collects literal markup and escaped values.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) { bytes.append(contentsOf: literal.utf8) }

        /// Text, escaped for element content and quoted attribute values.
        package mutating func appendInterpolation(_ text: String) { bytes.appendHTML(text) }

        /// A value's description as text.
        package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            bytes.appendHTML(value.description)
        }

        /// Markup as it is.
        package mutating func appendInterpolation(_ markup: Markup) {
            bytes.append(contentsOf: markup.bytes)
        }
    }
}

extension Sequence<Markup> {
    /// All pieces, one after the other.
    func joined() -> Markup { reduce(into: "") { $0 += $1 } }
}

extension Wording {
    /// The sentence of that key as HTML, with `{name}` replaced by each value's markup.
    func markup(_ key: String, _ values: KeyValuePairs<String, Markup> = [:]) -> Markup {
        var result: Markup = ""
        var rest = Substring(self[key])
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += "\(String(rest[..<open]))"
            let name = rest[rest.index(after: open)..<close]
            result += values.first { $0.key == name }?.value ?? "\(String(rest[open...close]))"
            rest = rest[rest.index(after: close)...]
        }
        return result + "\(String(rest))"
    }
}
