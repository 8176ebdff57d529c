/// What the fields of one head ask of the connection: Host, Connection, Expect, and fields that may come
/// only once.
struct ConnectionOptions {
    private(set) var hasHost = false
    private(set) var closes = false
    private(set) var expectsContinue = false
    private(set) var hasUnknownExpectation = false
    private var hasContentType = false
    private var hasAuthorization = false

    /// Takes a Host line: one, and a valid authority (RFC 9112 section 3.2).
    mutating func addHost(_ value: Span<UInt8>) -> RefusalReason? {
        guard !hasHost, Authority.isValid(value) else { return .malformed }
        hasHost = true
        return nil
    }

    /// Takes a Connection line; only `close` matters to a server that keeps connections anyway.
    mutating func addConnection(_ value: Span<UInt8>) -> RefusalReason? {
        var start = 0
        while start <= value.count {
            var end = start
            while end < value.count, value[end] != UInt8(ascii: ",") { end += 1 }
            let element = value.extracting(start..<end)
            if element.extracting(element.trimmingWhitespace()).spellsIgnoringCase("close") { closes = true }
            start = end + 1
        }
        return nil
    }

    /// Takes an Expect line (RFC 9110 section 10.1.1).
    mutating func addExpectation(_ value: Span<UInt8>) -> RefusalReason? {
        if value.spellsIgnoringCase("100-continue") {
            expectsContinue = true
        } else {
            hasUnknownExpectation = true
        }
        return nil
    }

    /// Two content types would let two readers see two different forms.
    mutating func addContentType() -> RefusalReason? {
        defer { hasContentType = true }
        return hasContentType ? .malformed : nil
    }

    /// Two credentials would let a proxy check one and this server the other.
    mutating func addAuthorization() -> RefusalReason? {
        defer { hasAuthorization = true }
        return hasAuthorization ? .malformed : nil
    }
}
