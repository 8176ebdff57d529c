/// A request as the client makes them: no part of it may hold a line end.
package struct ClientRequest: Equatable, Sendable {
    /// The methods that the API has.
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"

        /// Whether a request of it has content, however short.
        package var hasContent: Bool { self == .post || self == .put }
    }

    /// One header field.
    package struct Field: Equatable, Sendable {
        package let name: String
        package let value: String

        /// Takes a name and a value in visible ASCII, spaces allowed in the value.
        package init(_ name: String, _ value: String) {
            precondition(
                (name + value).utf8.allSatisfy { (0x20...0x7E).contains($0) },
                "a header field is visible ASCII")
            self.name = name
            self.value = value
        }
    }

    package var method: Method
    package var server: ServerURL
    /// What stands after the server's path, such as `/api/v1/whoami`, percent-encoded, with its query.
    package var target: String
    package var fields: [Field]
    package var body: [UInt8]
    /// The most bytes to accept as the answer's body.
    package var answerLimit: Int

    package init(
        method: Method = .get, server: ServerURL, target: String, fields: [Field] = [], body: [UInt8] = [],
        answerLimit: Int = 1 << 20
    ) {
        self.method = method
        self.server = server
        self.target = target
        self.fields = fields
        self.body = body
        self.answerLimit = answerLimit
    }
}

/// An answer, whole.
package struct ClientResponse: Equatable, Sendable {
    package var status: Int
    /// The fields in order, names in lower case.
    package var fields: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, fields: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// The first field of that name, given in lower case.
    package subscript(field name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The media type without its parameters, in lower case.
    package var mediaType: String? {
        self[field: "content-type"].map { value in
            String(value.prefix { $0 != ";" && $0 != " " }).lowercased()
        }
    }

    package static func == (first: ClientResponse, second: ClientResponse) -> Bool {
        first.status == second.status && first.body == second.body
            && first.fields.elementsEqual(second.fields) { $0 == $1 }
    }
}

/// Carries one request to the server and its answer back: over a socket, over URLSession, or from a test's list.
package protocol Transport: Sendable {
    /// Sends a request and waits for the whole answer.
    ///
    /// - Parameter request: The request; redirects are not followed.
    /// - Returns: The answer, whatever its status.
    /// - Throws: ``ClientError`` when there was none.
    func send(_ request: ClientRequest) throws(ClientError) -> ClientResponse
}
