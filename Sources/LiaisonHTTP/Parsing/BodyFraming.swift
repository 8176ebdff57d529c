/// How the end of a request's content is found (RFC 9112 section 6.3).
enum BodyFraming: Equatable {
    /// No content: neither Content-Length nor Transfer-Encoding.
    case none
    /// Content-Length.
    case length(Int)
    case chunked
}

/// What the fields of one head say about the framing of its content, gathered line by line.
struct FramingFields {
    private var length: Int?
    private var lastCodingIsChunked: Bool?
    private var hasUnknownCoding = false

    /// Takes a Content-Length line: digits only, once.
    ///
    /// - Parameter value: The trimmed value.
    /// - Returns: What is wrong with it.
    mutating func addLength(_ value: Span<UInt8>) -> RefusalReason? {
        guard length == nil, !value.isEmpty else { return .malformed }
        var number = 0
        var overflows = false
        for index in 0..<value.count {
            guard ByteClass.isDigit(value[index]) else { return .malformed }
            let (tens, first) = number.multipliedReportingOverflow(by: 10)
            let (sum, second) = tens.addingReportingOverflow(Int(value[index] - 0x30))
            overflows = overflows || first || second
            number = sum
        }
        if overflows { return .contentTooLarge }
        length = number
        return nil
    }

    /// Takes a Transfer-Encoding line: `chunked`, once, and last.
    ///
    /// - Parameter value: The trimmed value.
    /// - Returns: What is wrong with it.
    mutating func addCodings(_ value: Span<UInt8>) -> RefusalReason? {
        var start = 0
        while true {
            var end = start
            while end < value.count, value[end] != UInt8(ascii: ",") { end += 1 }
            let element = value.extracting(start..<end)
            let coding = element.extracting(element.trimmingWhitespace())
            // Nothing may follow chunked, itself included.
            if coding.isEmpty || lastCodingIsChunked == true { return .malformed }
            lastCodingIsChunked = coding.spellsIgnoringCase("chunked")
            if lastCodingIsChunked == false { hasUnknownCoding = true }
            if end == value.count { return nil }
            start = end + 1
        }
    }

    /// The framing that all lines together ask for.
    ///
    /// - Parameter isVersion10: Whether the request is of HTTP/1.0, which knows no transfer codings.
    /// - Returns: The framing, or why there is none that both ends would agree on.
    func framing(isVersion10: Bool) -> Result<BodyFraming, Refusal> {
        guard let lastCodingIsChunked else { return .success(length.map { .length($0) } ?? .none) }
        if length != nil || isVersion10 || !lastCodingIsChunked { return .failure(Refusal(.malformed)) }
        if hasUnknownCoding { return .failure(Refusal(.notImplemented)) }
        return .success(.chunked)
    }
}

/// A ``RefusalReason`` where Swift wants an error.
struct Refusal: Error, Equatable {
    let reason: RefusalReason

    init(_ reason: RefusalReason) { self.reason = reason }
}
