import LiaisonSystem

/// Why a text is no JSON.
package struct JSONError: Error, Equatable, Sendable {
    /// What is wrong.
    package enum Reason: Equatable, Sendable {
        case unexpectedByte, unexpectedEnd, badEscape, badNumber, badUTF8, controlByte, tooDeep, trailingBytes
    }
    package let reason: Reason
    /// The byte, counted from 0, at which reading stopped.
    package let offset: Int

    package init(reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension JSON {
    /// Reads exactly one value; white space around it is fine, anything else isn't (RFC 8259).
    ///
    /// - Parameters:
    ///   - bytes: UTF-8 text without a byte order mark.
    ///   - depth: The deepest nesting to accept.
    /// - Throws: A ``JSONError`` with the place.
    package init(parsing bytes: [UInt8], depth: Int = 32) throws(JSONError) {
        var parser = JSONParser(bytes: bytes, depth: depth)
        self = try parser.document()
    }
}

/// A recursive-descent reader over bytes, bounded in depth.
private struct JSONParser {
    let bytes: [UInt8]
    var index = 0
    var depth: Int

    init(bytes: [UInt8], depth: Int) {
        self.bytes = bytes
        self.depth = depth
    }

    mutating func document() throws(JSONError) -> JSON {
        let value = try value()
        skipSpace()
        if index < bytes.count { throw error(.trailingBytes) }
        return value
    }

    private func error(_ reason: JSONError.Reason) -> JSONError {
        JSONError(reason: index < bytes.count || reason == .badUTF8 ? reason : .unexpectedEnd, offset: index)
    }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        skipSpace()
        guard index < bytes.count, bytes[index] == byte.value else { return false }
        index += 1
        return true
    }

    private mutating func value() throws(JSONError) -> JSON {
        skipSpace()
        guard index < bytes.count else { throw error(.unexpectedEnd) }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONError) -> JSON
    ) throws(JSONError) -> JSON {
        guard depth > 0 else { throw error(.tooDeep) }
        depth -= 1
        index += 1
        let value = try body(&self)
        depth += 1
        return value
    }

    private mutating func object() throws(JSONError) -> JSON {
        var members: [JSON.Member] = []
        if take("}") { return .object(members) }
        repeat {
            skipSpace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                throw error(.unexpectedByte)
            }
            let name = try string()
            guard take(":") else { throw error(.unexpectedByte) }
            members.append(JSON.Member(name, try value()))
        } while take(",")
        guard take("}") else { throw error(.unexpectedByte) }
        return .object(members)
    }

    private mutating func array() throws(JSONError) -> JSON {
        var elements: [JSON] = []
        if take("]") { return .array(elements) }
        repeat { elements.append(try value()) } while take(",")
        guard take("]") else { throw error(.unexpectedByte) }
        return .array(elements)
    }

    private mutating func word(_ text: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let expected = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard bytes[index...].starts(with: expected) else { throw error(.unexpectedByte) }
        index += expected.count
        return value
    }

    private mutating func number() throws(JSONError) -> JSON {
        let start = index
        func digits(_ parser: inout JSONParser) -> Int {
            let first = parser.index
            while parser.index < parser.bytes.count, (0x30...0x39).contains(parser.bytes[parser.index]) {
                parser.index += 1
            }
            return parser.index - first
        }
        func next(_ parser: JSONParser) -> UInt8? {
            parser.index < parser.bytes.count ? parser.bytes[parser.index] : nil
        }
        if next(self) == UInt8(ascii: "-") { index += 1 }
        let leadingZero = next(self) == 0x30
        let whole = digits(&self)
        guard whole > 0 else { throw error(start == index ? .unexpectedByte : .badNumber) }
        guard !(leadingZero && whole > 1) else { throw JSONError(reason: .badNumber, offset: index) }
        var isWhole = true
        if next(self) == UInt8(ascii: ".") {
            index += 1
            isWhole = false
            guard digits(&self) > 0 else { throw error(.badNumber) }
        }
        if let byte = next(self), byte | 0x20 == UInt8(ascii: "e") {
            index += 1
            isWhole = false
            if let sign = next(self), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { index += 1 }
            guard digits(&self) > 0 else { throw error(.badNumber) }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, let value = Int(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw error(.badNumber) }
        return .number(value)
    }

    private mutating func string() throws(JSONError) -> String {
        index += 1
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\"),
            bytes[index] >= 0x20
        { index += 1 }
        guard index < bytes.count else { throw error(.unexpectedEnd) }
        if bytes[index] == UInt8(ascii: "\"") {
            defer { index += 1 }
            return try utf8(bytes[start..<index])
        }
        var content = Array(bytes[start..<index])
        while true {
            guard index < bytes.count else { throw error(.unexpectedEnd) }
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return try utf8(content[...])
            case UInt8(ascii: "\\"): try escape(into: &content)
            case 0..<0x20: throw error(.controlByte)
            default:
                content.append(byte)
                index += 1
            }
        }
    }

    private func utf8(_ slice: ArraySlice<UInt8>) throws(JSONError) -> String {
        // Decoding repairs, so text that comes out as it went in was valid; String(validating:) takes twice
        // as long for strings this short.
        let text = String(decoding: slice, as: UTF8.self)
        guard text.utf8.elementsEqual(slice) else { throw error(.badUTF8) }
        return text
    }

    private mutating func escape(into content: inout [UInt8]) throws(JSONError) {
        index += 1
        guard index < bytes.count else { throw error(.unexpectedEnd) }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"):
            var value = try fourHexDigits()
            if (0xD800...0xDBFF).contains(value) {
                guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
                    bytes[index + 1] == UInt8(ascii: "u")
                else { throw error(.badEscape) }
                index += 2
                let low = try fourHexDigits()
                guard (0xDC00...0xDFFF).contains(low) else { throw error(.badEscape) }
                value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(value) else { throw error(.badEscape) }
            content.append(contentsOf: String(Character(scalar)).utf8)
        default: throw error(.badEscape)
        }
    }

    private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
        guard index + 4 <= bytes.count else { throw error(.unexpectedEnd) }
        var value: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            guard let digit = Hex.value(of: byte) else { throw error(.badEscape) }
            value = value << 4 | UInt32(digit)
        }
        index += 4
        return value
    }
}
