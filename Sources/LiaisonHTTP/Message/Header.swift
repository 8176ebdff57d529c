/// A header field of a response, or several, checked once and kept as what goes on the wire.
package struct Header: Sendable, Equatable {
    /// `Name: value` with its CR LF.
    let line: [UInt8]

    /// Fields that all answers of a kind have, put together once.
    package init(joining headers: [Header]) { line = headers.flatMap(\.line) }

    /// A field whose value stands in the source.
    ///
    /// - Parameters:
    ///   - name: The field's name, a token.
    ///   - value: The value; one that no field may have is a mistake in the program, and traps.
    package init(_ name: StaticString, _ value: StaticString) {
        precondition(value.withUTF8Buffer { $0.allSatisfy(ByteClass.isFieldValue) }, "invalid field value")
        line = Self.line(name, UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
    }

    /// A field whose value is a number.
    package init(_ name: StaticString, _ value: Int) { line = Self.line(name, "\(value)".utf8) }

    /// A field whose value comes from elsewhere.
    ///
    /// - Parameters:
    ///   - name: The field's name, a token.
    ///   - value: The value.
    /// - Throws: ``HeaderError`` for a value with a control byte: CR, LF or NUL would begin a field or a response of
    ///   the sender's choosing.
    package init(_ name: StaticString, value: String) throws(HeaderError) {
        guard value.utf8.allSatisfy(ByteClass.isFieldValue) else { throw HeaderError(name: name) }
        line = Self.line(name, value.utf8)
    }

    private static func line(_ name: StaticString, _ value: some Collection<UInt8>) -> [UInt8] {
        precondition(
            name.utf8CodeUnitCount > 0 && name.withUTF8Buffer { $0.allSatisfy(ByteClass.isToken) },
            "invalid field name")
        var line: [UInt8] = []
        line.reserveCapacity(name.utf8CodeUnitCount + value.count + 4)
        name.withUTF8Buffer { line.append(contentsOf: $0) }
        line.append(UInt8(ascii: ":"))
        line.append(ByteClass.space)
        line.append(contentsOf: value)
        line.append(ByteClass.carriageReturn)
        line.append(ByteClass.lineFeed)
        return line
    }
}

/// A header value with a byte that no field may hold (RFC 9110 section 5.5).
package struct HeaderError: Error, Equatable {
    /// The field's name.
    package let name: String

    init(name: StaticString) { self.name = "\(name)" }
}
