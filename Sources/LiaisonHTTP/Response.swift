/// An answer: status, header fields and content.
///
/// The server adds Date, Content-Length and Connection itself; a handler leaves them out.
package struct Response: Sendable {
    package var status: Status
    package var headers: [Header]
    package var body: [UInt8]
    /// What access log and metrics call the resource: a label of few values, never a path.
    package var route: StaticString?

    package init(status: Status, headers: [Header] = [], body: [UInt8] = [], route: StaticString? = nil) {
        self.status = status
        self.headers = headers
        self.body = body
        self.route = route
    }
}
