import LiaisonSystem

/// What of an X.509 certificate (RFC 5280) an operator has to know: who signed it, and until when it is good.
package struct Certificate: Equatable, Sendable {
    /// The names of who signed it and of whose it is, in DER.
    private let issuer: [UInt8]
    private let subject: [UInt8]
    /// The last moment at which it is good.
    package let expires: Timestamp

    /// Whether its holder signed it.
    package var isSelfSigned: Bool { issuer == subject }

    /// Reads the parts; nothing for what is no certificate.
    init?(der bytes: ArraySlice<UInt8>) {
        var outer = DERReader(bytes)
        guard let certificate = outer.next(0x30) else { return nil }
        var signed = DERReader(certificate)
        guard let content = signed.next(0x30) else { return nil }
        var fields = DERReader(content)
        // The version may be absent; serial number and algorithm say nothing here.
        _ = fields.next(0xA0)
        guard fields.next(0x02) != nil, fields.next(0x30) != nil, let issuer = fields.next(0x30),
            let validity = fields.next(0x30), let subject = fields.next(0x30)
        else { return nil }
        var times = DERReader(validity)
        guard times.time() != nil, let expires = times.time() else { return nil }
        (self.issuer, self.subject, self.expires) = (Array(issuer), Array(subject), expires)
    }
}

/// One element after the other of DER (X.690).
private struct DERReader {
    private var reader: ByteReader

    init(_ bytes: ArraySlice<UInt8>) { reader = ByteReader(bytes) }

    /// The content of the next element, if it has this tag; else nothing is read.
    mutating func next(_ tag: Int) -> ArraySlice<UInt8>? {
        var ahead = reader
        guard ahead.number(bytes: 1) == tag, let first = ahead.number(bytes: 1) else { return nil }
        var length = first
        if first >= 0x80 {
            guard (0x81...0x83).contains(first), let long = ahead.number(bytes: first - 0x80) else {
                return nil
            }
            length = long
        }
        let content = ahead.rest.prefix(length)
        guard ahead.skip(length) else { return nil }
        reader = ahead
        return content
    }

    /// A moment: UTCTime with two digits for the year, or GeneralizedTime with four (RFC 5280 section 4.1.2.5).
    mutating func time() -> Timestamp? {
        let text: String
        if let short = next(0x17) {
            let digits = String(decoding: short, as: UTF8.self)
            text = (digits < "50" ? "20" : "19") + digits
        } else if let long = next(0x18) {
            text = String(decoding: long, as: UTF8.self)
        } else {
            return nil
        }
        let digits = Array(text)
        guard digits.count == 15, digits.last == "Z" else { return nil }
        func part(_ range: Range<Int>) -> String { String(digits[range]) }
        let day = "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))"
        return Timestamp(rfc3339: "\(day)T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))Z".utf8)
    }
}
