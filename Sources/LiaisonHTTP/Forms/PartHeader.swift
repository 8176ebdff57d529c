/// What a part of a multipart form says of itself (RFC 7578 section 4).
struct PartHeader: Equatable {
    let name: String
    /// Present for a file, also for an empty input.
    private(set) var fileName: String?
    private(set) var contentType = ""

    /// Reads field lines, each with its line end.
    init(_ lines: ArraySlice<UInt8>) throws(FormError) {
        var disposition: ContentDisposition?
        var rest = lines
        while let end = rest.firstIndex(of: ByteClass.carriageReturn) {
            let line = rest[..<end]
            guard rest[end...].dropFirst().first == ByteClass.lineFeed else { throw .malformed }
            rest = rest[end...].dropFirst(2)
            guard let colon = FieldLine.colon(in: line.span) else { throw .malformed }
            let name = line[..<(line.startIndex + colon)]
            let value = line[(line.startIndex + colon + 1)...]
            let trimmed = value.span.trimmingWhitespace()
            let text = value.dropFirst(trimmed.lowerBound).prefix(trimmed.count)
            if name.span.spellsIgnoringCase("content-disposition") {
                if disposition != nil { throw .malformed }
                disposition = try ContentDisposition(text)
            } else if name.span.spellsIgnoringCase("content-type") {
                contentType = String(decoding: text, as: UTF8.self)
            } else if name.span.spellsIgnoringCase("content-transfer-encoding") {
                // Deprecated (RFC 7578 section 4.7); base64 or quoted-printable would change the bytes.
                guard
                    text.span.spellsIgnoringCase("binary") || text.span.spellsIgnoringCase("8bit")
                        || text.span.spellsIgnoringCase("7bit")
                else { throw .malformed }
            }
        }
        guard let disposition else { throw .malformed }
        guard let name = String(validating: disposition.name, as: UTF8.self) else { throw .notUTF8 }
        self.name = name
        fileName = disposition.fileName.map { String(decoding: $0, as: UTF8.self) }
    }
}

/// `form-data; name="..."; filename="..."`.
private struct ContentDisposition {
    let name: [UInt8]
    let fileName: [UInt8]?

    init(_ text: ArraySlice<UInt8>) throws(FormError) {
        var scanner = ParameterScanner(text)
        guard scanner.token().span.spellsIgnoringCase("form-data") else { throw .malformed }
        var name: [UInt8]?
        var fileName: [UInt8]?
        while let parameter = try scanner.next() {
            if parameter.name.span.spellsIgnoringCase("name") {
                if name != nil { throw .malformed }
                name = parameter.value
            } else if parameter.name.span.spellsIgnoringCase("filename") {
                if fileName != nil { throw .malformed }
                fileName = parameter.value
            }
        }
        guard let name else { throw .malformed }
        self.name = name
        self.fileName = fileName
    }
}
