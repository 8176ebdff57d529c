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

    /// All pieces with another one between any two.
    func joined(by separator: Markup) -> Markup {
        reduce(into: "") { whole, part in
            if !whole.isEmpty { whole += separator }
            whole += part
        }
    }
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

extension Wording {
    /// A name or another piece of what people wrote inside a sentence: isolated, so that its direction can't
    /// reorder the sentence, and marked as Chinese where it is and the page isn't.
    func name(_ text: String) -> Markup { "<bdi\(mark(of: text))>\(text)</bdi>" }

    /// ` lang="zh-Hans"` for an element that holds Chinese on a page of another language, so that it is read
    /// aloud by a voice that can.
    func mark(of text: String) -> Markup {
        language != .chinese && text.unicodeScalars.contains(where: Self.isHan) ? " lang=\"zh-Hans\"" : ""
    }

    /// Whether it is a Chinese character: the unified ideographs, their extension A and their further planes.
    private static func isHan(_ scalar: Unicode.Scalar) -> Bool {
        (0x4E00...0x9FFF).contains(scalar.value) || (0x3400...0x4DBF).contains(scalar.value)
            || (0x20000...0x3FFFF).contains(scalar.value)
    }
}
