/// `method SP request-target SP HTTP-version` (RFC 9112 section 3).
struct RequestLine {
    let method: Method
    let target: RequestTarget
    let isVersion10: Bool
    /// Whether the method means nothing without content, so that a request that doesn't say how long its
    /// content is gets 411.
    let needsLength: Bool

    /// Reads a request line without its line end.
    static func parse(_ text: Span<UInt8>) -> Result<RequestLine, Refusal> {
        var methodEnd = 0
        while methodEnd < text.count, ByteClass.isToken(text[methodEnd]) { methodEnd += 1 }
        guard methodEnd > 0, methodEnd < text.count, text[methodEnd] == ByteClass.space else {
            return malformed
        }
        var targetEnd = methodEnd + 1
        while targetEnd < text.count, ByteClass.isTarget(text[targetEnd]) { targetEnd += 1 }
        guard targetEnd > methodEnd + 1, targetEnd < text.count, text[targetEnd] == ByteClass.space else {
            return malformed
        }
        let version = text.extracting((targetEnd + 1)..<text.count)
        guard version.count == 8, version.extracting(0..<5).spells("HTTP/"), ByteClass.isDigit(version[5]),
            version[6] == UInt8(ascii: "."), ByteClass.isDigit(version[7])
        else { return malformed }
        guard version[5] == UInt8(ascii: "1") else { return .failure(Refusal(.versionNotSupported)) }
        let name = text.extracting(0..<methodEnd)
        guard let method = Method(name) else { return .failure(Refusal(.notImplemented)) }
        let target = text.extracting((methodEnd + 1)..<targetEnd)
        guard let target = RequestTarget(target, isOptions: name.spells("OPTIONS")) else { return malformed }
        return .success(
            RequestLine(
                method: method, target: target, isVersion10: version[7] == UInt8(ascii: "0"),
                needsLength: method == .post || name.spells("PUT") || name.spells("PATCH")))
    }

    private static var malformed: Result<RequestLine, Refusal> { .failure(Refusal(.malformed)) }
}
