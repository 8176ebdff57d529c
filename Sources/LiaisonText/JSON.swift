import LiaisonSystem

/// A JSON value, RFC 8259; objects keep the order of their members.
package enum JSON: Equatable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    /// A number with a fraction or exponent, or one outside the range of `Int`.
    case number(Double)
    case string(String)
    case array([JSON])
    case object([Member])

    /// One member of an object.
    package struct Member: Equatable, Sendable {
        package let name: String
        package let value: JSON

        package init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// An object from a literal list of members, in that order.
    package static func members(_ members: KeyValuePairs<String, JSON>) -> JSON {
        .object(members.map { Member($0.key, $0.value) })
    }

    /// A string, or null for nothing.
    package static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

    /// The member of that name; nothing when there is none or this is no object.
    package subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The path of the first member that an object in this value has twice, such as `facts.on`; readers disagree about which
    /// of the two counts (RFC 8259 section 4).
    package var repeatedMember: String? {
        switch self {
        case .object(let members):
            var names: Set<String> = []
            for member in members {
                if !names.insert(member.name).inserted { return member.name }
                if let path = member.value.repeatedMember { return "\(member.name).\(path)" }
            }
            return nil
        case .array(let elements):
            for element in elements { if let path = element.repeatedMember { return path } }
            return nil
        case .null, .bool, .integer, .number, .string: return nil
        }
    }

    /// The text, when this is a string.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The whole number, when this is one.
    package var integer: Int? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The truth value, when this is one.
    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The elements, when this is an array.
    package var elements: [JSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }
}

extension JSON {
    /// The value on one line, without spaces.
    package var bytes: [UInt8] {
        var output: [UInt8] = []
        output.append(self)
        return output
    }

    /// The value on several lines, two spaces deeper for each level, with a newline at the end.
    package var prettyBytes: [UInt8] {
        var output: [UInt8] = []
        appendPretty(to: &output, depth: 0)
        output.append(UInt8(ascii: "\n"))
        return output
    }

    private func appendPretty(to output: inout [UInt8], depth: Int) {
        func newLine(_ depth: Int) {
            output.append(UInt8(ascii: "\n"))
            output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
        }
        switch self {
        case .array(let elements) where !elements.isEmpty:
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                newLine(depth + 1)
                element.appendPretty(to: &output, depth: depth + 1)
            }
            newLine(depth)
            output.append(UInt8(ascii: "]"))
        case .object(let members) where !members.isEmpty:
            output.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                newLine(depth + 1)
                output.appendJSONString(member.name.utf8)
                output.append(contentsOf: ": ".utf8)
                member.value.appendPretty(to: &output, depth: depth + 1)
            }
            newLine(depth)
            output.append(UInt8(ascii: "}"))
        default: output.append(self)
        }
    }
}

extension [UInt8] {
    /// Appends a JSON value without spaces.
    package mutating func append(_ value: JSON) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): appendDecimal(value)
        case .number(let value): append(contentsOf: value.isFinite ? "\(value)".utf8 : "null".utf8)
        case .string(let text): appendJSONString(text)
        case .array(let elements): append(arrayOf: elements)
        case .object(let members):
            append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { append(UInt8(ascii: ",")) }
                appendJSONString(member.name.utf8)
                append(UInt8(ascii: ":"))
                append(member.value)
            }
            append(UInt8(ascii: "}"))
        }
    }

    /// Appends a JSON array without spaces.
    ///
    /// - Parameter elements: Its elements, each made when it is its turn.
    package mutating func append(arrayOf elements: some Sequence<JSON>) {
        append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { append(UInt8(ascii: ",")) }
            append(element)
        }
        append(UInt8(ascii: "]"))
    }

    /// Appends text as a JSON string in quotes: only `"`, `\` and control bytes are escaped, so that
    /// grep(1) finds what a citizen typed. DEL is escaped too, for terminals' sake.
    ///
    /// - Parameter text: Valid UTF-8.
    package mutating func appendJSONString(_ text: some Collection<UInt8>) {
        let used: Void? = text.withContiguousStorageIfAvailable { appendJSONString($0) }
        if used == nil { Array(text).withUnsafeBufferPointer { appendJSONString($0) } }
    }

    /// Appends text as a JSON string in quotes, in place; see ``appendJSONString(_:)-(Collection<UInt8>)``.
    package mutating func appendJSONString(_ text: String) { appendJSONString(text.utf8) }

    /// One buffer of the text, in runs: most texts hold nothing that needs an escape.
    private mutating func appendJSONString(_ text: UnsafeBufferPointer<UInt8>) {
        append(UInt8(ascii: "\""))
        defer { append(UInt8(ascii: "\"")) }
        // Without a branch in it, so that whole vectors are looked at: nearly every text passes.
        var escapes: UInt8 = 0
        for byte in text { escapes |= Self.needsEscape(byte) }
        if escapes == 0 { return append(contentsOf: text) }
        var run = 0
        for index in 0..<text.count {
            let byte = text[index]
            if Self.needsEscape(byte) == 0 { continue }
            append(contentsOf: UnsafeBufferPointer(rebasing: text[run..<index]))
            run = index + 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                append(UInt8(ascii: "\\"))
                append(byte)
            case 0x0A: append(contentsOf: "\\n".utf8)
            case 0x0D: append(contentsOf: "\\r".utf8)
            case 0x09: append(contentsOf: "\\t".utf8)
            default:
                append(contentsOf: "\\u00".utf8)
                append(Hex.bytes([byte]))
            }
        }
        append(contentsOf: UnsafeBufferPointer(rebasing: text[run...]))
    }

    /// 1 for a byte that can't stand for itself, 0 for others.
    @inline(__always)
    private static func needsEscape(_ byte: UInt8) -> UInt8 {
        (byte < 0x20 ? 1 : 0) | (byte == UInt8(ascii: "\"") ? 1 : 0) | (byte == UInt8(ascii: "\\") ? 1 : 0)
            | (byte == 0x7F ? 1 : 0)
    }
}
