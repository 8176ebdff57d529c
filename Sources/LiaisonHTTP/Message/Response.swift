/// An answer: status, header fields and content.
///
/// The server adds Date, Content-Length and Connection itself; a handler leaves them out.
package struct Response: Sendable {
    package var status: Status
    package var headers: [Header]
    package var content: any ResponseContent
    /// What access log and metrics call the resource: a label of few values, never a path.
    package var route: StaticString?

    package init(status: Status, headers: [Header] = [], body: [UInt8] = [], route: StaticString? = nil) {
        self.init(status: status, headers: headers, content: body, route: route)
    }

    package init(
        status: Status, headers: [Header] = [], content: any ResponseContent, route: StaticString? = nil
    ) {
        self.status = status
        self.headers = headers
        self.content = content
        self.route = route
    }

    /// The bytes of the content.
    package var body: [UInt8] { content.bytes }
}

/// The content of an answer: bytes, or what can put them together where they are sent from.
package protocol ResponseContent: Sendable {
    /// The number of bytes.
    var count: Int { get }
    /// The bytes by themselves.
    var bytes: [UInt8] { get }
    /// Appends the bytes.
    func append(to output: inout [UInt8])
}

extension ResponseContent {
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        append(to: &bytes)
        return bytes
    }
}

extension [UInt8]: ResponseContent {
    package var bytes: [UInt8] { self }
    package func append(to output: inout [UInt8]) { output.append(bytesOf: self) }
}
