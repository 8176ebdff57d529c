/// What is known of a request before its body.
package struct RequestHead: Sendable {
    /// The method as it came; a handler sees HEAD as GET in ``Request/method``.
    package let method: Method
    /// The path, percent-decoded once; begins with `/`, holds no control byte.
    package let path: [UInt8]
    /// The bytes after `?`, still encoded; empty when there are none.
    package let query: [UInt8]
    /// The header fields.
    package let headers: Headers
    /// Who asks: the peer, or what a trusted proxy says.
    package let client: ClientAddress

    package init(method: Method, path: [UInt8], query: [UInt8], headers: Headers, client: ClientAddress) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.client = client
    }
}

/// A whole, valid request.
package struct Request: Sendable {
    package let head: RequestHead
    /// The content, whole, at most as long as the handler allows.
    package let body: [UInt8]
    /// The content as a form, where it came as multipart/form-data and the handler gave limits for it; then
    /// ``body`` is empty. What could not be read is in its ``FormFields/error``.
    package let form: FormFields?

    package init(head: RequestHead, body: [UInt8], form: FormFields? = nil) {
        self.head = head
        self.body = body
        self.form = form
    }

    /// The method to act by: HEAD is GET here, and the server drops the content of the answer.
    package var method: Method { head.method == .head ? .get : head.method }
    /// The path, percent-decoded once; begins with `/`, holds no control byte.
    package var path: [UInt8] { head.path }
    /// The bytes after `?`, still encoded; empty when there are none.
    package var query: [UInt8] { head.query }
    /// The header fields.
    package var headers: Headers { head.headers }
    /// Who asks: the peer, or what a trusted proxy says.
    package var client: ClientAddress { head.client }

    /// The first value of a query parameter.
    ///
    /// - Parameter name: The parameter's name, decoded.
    /// - Returns: The decoded value; nothing when it is absent, or no UTF-8.
    package func queryValue(_ name: String) -> String? { head.queryValue(name) }

    /// The query as it came, without a parameter.
    ///
    /// - Parameter name: The parameter's name, decoded.
    /// - Returns: What is left, still encoded; the parameter is left out however often it came.
    package func query(without name: String) -> [UInt8] {
        let pairs = query.split(separator: UInt8(ascii: "&")).filter { pair in
            let key = pair.prefix { $0 != UInt8(ascii: "=") }
            return PercentEncoding.decodeForm(key.span)?.elementsEqual(name.utf8) != true
        }
        return Array(pairs.joined(separator: [UInt8(ascii: "&")]))
    }
}

extension RequestHead {
    /// The first value of a query parameter.
    ///
    /// - Parameter name: The parameter's name, decoded.
    /// - Returns: The decoded value; nothing when it is absent, or no UTF-8.
    package func queryValue(_ name: String) -> String? {
        if query.isEmpty { return nil }
        for pair in query.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = parts.first, let decoded = PercentEncoding.decodeForm(key.span),
                decoded.elementsEqual(name.utf8)
            else { continue }
            guard parts.count == 2 else { return "" }
            let encoded = parts[1]
            return PercentEncoding.decodeForm(encoded.span).flatMap { String(validating: $0, as: UTF8.self) }
        }
        return nil
    }
}
