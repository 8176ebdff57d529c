import Glibc

/// Reads a request's head line by line as its bytes arrive, and never looks at a byte of a whole line twice.
///
/// Strict (RFC 9112 sections 2.2 to 6): lines end in CR LF, one space separates the parts of the request
/// line, no white space before a colon, no folding, exactly one valid Host.
struct RequestHeadParser {
    enum Progress {
        case incomplete
        case complete(ParsedHead)
        case failed(RefusalReason)
    }

    private let limits: RequestLimits
    private var lineStart = 0
    private var scanned = 0
    /// The request line, once it is whole and valid.
    private(set) var line: RequestLine?
    private var fields: [Headers.Field] = []
    private var framing = FramingFields()
    private var options = ConnectionOptions()

    init(limits: RequestLimits) { self.limits = limits }

    /// Whether not one byte of a head has been seen.
    var isUntouched: Bool { scanned == 0 }

    /// The fields of the lines that have been read.
    ///
    /// - Parameters:
    ///   - buffer: What has arrived.
    ///   - start: Where in it the head begins.
    /// - Returns: The fields; none before the request line is whole and valid.
    func headers(of buffer: [UInt8], from start: Int) -> Headers {
        Headers(bytes: buffer, start: start, fields: fields)
    }

    /// Goes on with the head that begins at `start`.
    ///
    /// - Parameters:
    ///   - buffer: What has arrived.
    ///   - start: Where in it the head begins.
    /// - Returns: Whether more is needed, the head, or why it is refused.
    mutating func advance(over buffer: [UInt8], from start: Int) -> Progress {
        let bytes = buffer.span.extracting(start..<buffer.count)
        if scanned == 0, bytes.count > 0, !ByteClass.isToken(bytes[0]) { return .failed(.malformed) }
        while true {
            guard let end = lineFeed(in: bytes) else {
                scanned = bytes.count
                return limitExceeded(by: bytes.count - 1).map { .failed($0) } ?? .incomplete
            }
            scanned = end + 1
            if let reason = limitExceeded(by: end - 1) { return .failed(reason) }
            guard end > lineStart, bytes[end - 1] == ByteClass.carriageReturn else {
                return .failed(.malformed)
            }
            if end - 1 == lineStart { return finish(buffer, from: start, length: end + 1) }
            if let reason = take(bytes, lineStart..<(end - 1)) { return .failed(reason) }
            lineStart = end + 1
        }
    }

    private func lineFeed(in bytes: Span<UInt8>) -> Int? {
        let from = scanned
        guard from < bytes.count else { return nil }
        return bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress,
                let found = memchr(base + from, Int32(ByteClass.lineFeed), buffer.count - from)
            else { return nil }
            return UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }

    /// The limit that a line reaching up to `end` breaks.
    private func limitExceeded(by end: Int) -> RefusalReason? {
        if line == nil { return end > limits.requestLine ? .targetTooLong : nil }
        return end > limits.head || fields.count > limits.fields ? .headersTooLarge : nil
    }

    /// Takes one whole line.
    private mutating func take(_ bytes: Span<UInt8>, _ range: Range<Int>) -> RefusalReason? {
        let text = bytes.extracting(range)
        if line == nil {
            switch RequestLine.parse(text) {
            case .success(let parsed): line = parsed
            case .failure(let refusal): return refusal.reason
            }
            fields.reserveCapacity(16)
            return nil
        }
        guard let colon = FieldLine.colon(in: text) else { return .malformed }
        let afterColon = text.extracting((colon + 1)..<text.count)
        let value = afterColon.trimmingWhitespace()
        let base = range.lowerBound
        fields.append(
            Headers.Field(
                nameStart: UInt16(base), nameEnd: UInt16(base + colon),
                valueStart: UInt16(base + colon + 1 + value.lowerBound),
                valueEnd: UInt16(base + colon + 1 + value.upperBound)))
        return note(text.extracting(0..<colon), afterColon.extracting(value))
    }

    /// Notes the fields that the connection itself depends on.
    @inline(__always)
    private mutating func note(_ name: Span<UInt8>, _ value: Span<UInt8>) -> RefusalReason? {
        switch name.count {
        case 4 where name.spellsIgnoringCase("host"): options.addHost(value)
        case 6 where name.spellsIgnoringCase("expect"): options.addExpectation(value)
        case 10 where name.spellsIgnoringCase("connection"): options.addConnection(value)
        case 12 where name.spellsIgnoringCase("content-type"): options.addContentType()
        case 13 where name.spellsIgnoringCase("authorization"): options.addAuthorization()
        case 14 where name.spellsIgnoringCase("content-length"): framing.addLength(value)
        case 17 where name.spellsIgnoringCase("transfer-encoding"): framing.addCodings(value)
        default: nil
        }
    }

    /// Checks the head as a whole.
    private mutating func finish(_ buffer: [UInt8], from start: Int, length: Int) -> Progress {
        guard let isVersion10 = line?.isVersion10, let needsLength = line?.needsLength else {
            return .failed(.malformed)
        }
        if !options.hasHost, !isVersion10 { return .failed(.malformed) }
        if fields.count > limits.fields { return .failed(.headersTooLarge) }
        switch framing.framing(isVersion10: isVersion10) {
        case .failure(let refusal): return .failed(refusal.reason)
        case .success(let framing):
            if options.hasUnknownExpectation { return .failed(.expectationFailed) }
            if framing == .none, needsLength { return .failed(.lengthRequired) }
            // Taken out, not copied: every copy of an array counts its references up and down.
            guard let line = line.take() else { return .failed(.malformed) }
            var fields: [Headers.Field] = []
            swap(&fields, &self.fields)
            return .complete(
                ParsedHead(
                    length: length, line: line,
                    headers: Headers(bytes: buffer, start: start, fields: fields),
                    framing: framing, keepsAlive: !options.closes && !isVersion10,
                    expectsContinue: options.expectsContinue && !isVersion10))
        }
    }
}

/// A valid head and what the connection must know to go on.
struct ParsedHead {
    /// Bytes from the request line to the empty line.
    let length: Int
    var line: RequestLine
    var headers: Headers
    let framing: BodyFraming
    let keepsAlive: Bool
    let expectsContinue: Bool
}
