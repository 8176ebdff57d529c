/// application/x-www-form-urlencoded as browsers send it (WHATWG URL section 5), in UTF-8.
package enum URLEncodedForm {
    /// Reads a form.
    ///
    /// - Parameters:
    ///   - body: The request's content.
    ///   - limits: How much is accepted.
    /// - Returns: The fields.
    /// - Throws: ``FormError``; nothing is guessed or replaced.
    package static func parse(
        _ body: [UInt8], limits: FormLimits = FormLimits()
    ) throws(FormError) -> FormFields {
        var form = FormFields()
        for pair in body.split(separator: UInt8(ascii: "&")) {
            if form.fields.count == limits.fields { throw .tooManyFields }
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            if end - pair.startIndex > limits.name * 3 { throw .nameTooLong }
            let name = try text(pair[..<end])
            if name.utf8.count > limits.name { throw .nameTooLong }
            form.append(name, try text(pair[end...].dropFirst()))
        }
        return form
    }

    private static func text(_ encoded: ArraySlice<UInt8>) throws(FormError) -> String {
        guard let bytes = PercentEncoding.decodeForm(encoded) else { throw .malformed }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        return text
    }
}
