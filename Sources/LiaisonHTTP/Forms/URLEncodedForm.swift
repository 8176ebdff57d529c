import Glibc
import LiaisonText

/// application/x-www-form-urlencoded as browsers send it (WHATWG URL section 5), in UTF-8.
package enum URLEncodedForm {
    /// Reads a form.
    ///
    /// - Parameters:
    ///   - body: The request's content.
    ///   - limits: How much is accepted.
    /// - Returns: The fields; without those that there is no room for, and with ``FormError/textTooLong``, if there are any.
    /// - Throws: ``FormError``; nothing is guessed or replaced.
    package static func parse(
        _ body: [UInt8], limits: FormLimits = FormLimits()
    ) throws(FormError) -> FormFields {
        var form = FormFields()
        let bytes = body.span
        var start = 0
        var textBytes = 0
        while start < bytes.count {
            let end = bytes.index(of: UInt8(ascii: "&"), from: start)
            if end > start {
                if form.fields.count == limits.fields { throw .tooManyFields }
                let (name, value) = try FormFields.pair(bytes.extracting(start..<end), limits)
                let length = [UInt8].htmlLength(of: value)
                if textBytes + length > limits.text {
                    form.error = .textTooLong
                } else {
                    textBytes += length
                    form.append(name, value)
                }
            }
            start = end + 1
        }
        return form
    }
}

extension FormFields {
    fileprivate static func pair(
        _ pair: Span<UInt8>, _ limits: FormLimits
    ) throws(FormError) -> (name: String, value: String) {
        let end = pair.index(of: UInt8(ascii: "="), from: 0)
        if end > limits.name * 3 { throw .nameTooLong }
        let name = try text(pair.extracting(0..<end))
        if name.utf8.count > limits.name { throw .nameTooLong }
        return (name, try text(pair.extracting(min(end + 1, pair.count)..<pair.count)))
    }

    private static func text(_ encoded: Span<UInt8>) throws(FormError) -> String {
        let isPlain =
            encoded.index(of: UInt8(ascii: "%"), from: 0) == encoded.count
            && encoded.index(of: UInt8(ascii: "+"), from: 0) == encoded.count
        if isPlain { return try validated(encoded) }
        guard let bytes = PercentEncoding.decodeForm(encoded) else { throw .malformed }
        return try validated(bytes.span)
    }

    private static func validated(_ bytes: Span<UInt8>) throws(FormError) -> String {
        // Not by String(validating:as:), which looks its own types up at run time, for every field.
        do { return String(copying: try UTF8Span(validating: bytes)) } catch { throw .notUTF8 }
    }
}

extension Span<UInt8> {
    /// Where a byte stands next; the end when it doesn't.
    fileprivate func index(of byte: UInt8, from start: Int) -> Int {
        withUnsafeBytes { bytes in
            guard start < bytes.count, let base = bytes.baseAddress else { return bytes.count }
            let found = memchr(base + start, Int32(byte), bytes.count - start)
            return found.map { base.distance(to: UnsafeRawPointer($0)) } ?? bytes.count
        }
    }
}
