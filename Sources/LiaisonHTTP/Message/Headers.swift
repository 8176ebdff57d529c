/// The header fields of a request: the bytes of its head, and where in them each field stands.
package struct Headers: Sendable {
    /// Offsets into the head of one field's name and value.
    struct Field: Sendable {
        var nameStart: UInt16
        var nameEnd: UInt16
        var valueStart: UInt16
        var valueEnd: UInt16
    }

    /// What had arrived when the head was whole: shared with the connection's buffer, not copied.
    private let bytes: [UInt8]
    /// Where in ``bytes`` the head begins.
    private let start: Int
    private let fields: [Field]

    init(bytes: [UInt8], start: Int = 0, fields: [Field]) {
        self.bytes = bytes
        self.start = start
        self.fields = fields
    }

    /// No fields at all.
    package static let none = Headers(bytes: [], fields: [])

    /// The number of field lines.
    package var count: Int { fields.count }

    /// The value of a field, its lines joined by `, ` where there are several (RFC 9110 section 5.3).
    ///
    /// Fields whose lines must not be joined and that matter here (Host, Content-Length, Content-Type,
    /// Authorization) never come twice: such a request is refused.
    ///
    /// - Parameter name: The field's name in lower case.
    /// - Returns: The value without white space around it, or nothing when the field is absent.
    package subscript(_ name: StaticString) -> ArraySlice<UInt8>? {
        var value: ArraySlice<UInt8>?
        for field in fields where matches(field, name) {
            let line = bytes[(start + Int(field.valueStart))..<(start + Int(field.valueEnd))]
            if let first = value {
                value = first + [UInt8(ascii: ","), ByteClass.space] + line
            } else {
                value = line
            }
        }
        return value
    }

    /// A field's value as text; bytes that are no UTF-8 become U+FFFD.
    ///
    /// - Parameter name: The field's name in lower case.
    /// - Returns: The value, or nothing when the field is absent.
    package func string(_ name: StaticString) -> String? {
        self[name].map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether there is such a field.
    package func contains(_ name: StaticString) -> Bool { fields.contains { matches($0, name) } }

    /// Whether the content is of a media type, whatever its parameters (RFC 9110 section 8.3.1).
    ///
    /// - Parameter name: `type/subtype` in lower case.
    /// - Returns: Whether Content-Type says so.
    package func hasContentType(_ name: StaticString) -> Bool {
        guard let value = self["content-type"] else { return false }
        let media = value.prefix { $0 != UInt8(ascii: ";") }
        let type = media.span
        return type.extracting(type.trimmingWhitespace()).spellsIgnoringCase(name)
    }

    @inline(__always)
    private func matches(_ field: Field, _ name: StaticString) -> Bool {
        let length = Int(field.nameEnd - field.nameStart)
        guard length == name.utf8CodeUnitCount else { return false }
        let start = start + Int(field.nameStart)
        let other = name.utf8Start
        for index in 0..<length where ByteClass.lowercase(bytes[start + index]) != other[index] {
            return false
        }
        return true
    }
}
