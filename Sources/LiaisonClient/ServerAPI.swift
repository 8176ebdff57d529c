import LiaisonSystem
import LiaisonText
import LiaisonWording

/// The deputies' API of one server, `/api/v1`, as one token sees it.
package struct ServerAPI: Sendable {
    package let server: ServerURL
    private let token: BearerToken
    private let transport: any Transport
    private let retrying: Retrying
    /// The language in which the server is to say what is wrong.
    private let language: Language
    private let incomplete: @Sendable (String) -> Void
    private let newer: @Sendable () -> Void
    /// The most bytes of one photo.
    private static let photoLimit = 16 << 20

    /// - Parameters:
    ///   - server: Where it is.
    ///   - token: Who asks.
    ///   - transport: What carries requests and answers.
    ///   - retrying: How requests are repeated.
    ///   - language: In which the server is to say what is wrong.
    ///   - incomplete: Told, for each such answer, which stations' damaged files the server left out of it.
    ///   - newer: Told, for each such answer, that a newer release wrote there what the server doesn't know.
    package init(
        server: ServerURL, token: BearerToken, transport: any Transport, retrying: Retrying = .system,
        language: Language = .english, incomplete: @escaping @Sendable (String) -> Void = { _ in },
        newer: @escaping @Sendable () -> Void = {}
    ) {
        self.server = server
        self.token = token
        self.transport = transport
        self.retrying = retrying
        self.language = language
        self.incomplete = incomplete
        self.newer = newer
    }

    /// A photo of a case or of an entry.
    ///
    /// - Parameter path: What stands after `/api/v1/`, percent-encoded.
    /// - Returns: The file.
    /// - Throws: ``ClientError``.
    package func photo(_ path: String) throws(ClientError) -> [UInt8] {
        try get(path, accept: "image/jpeg, image/png", limit: Self.photoLimit).body
    }

    /// Who the token belongs to, `GET whoami`.
    package func identity() throws(ClientError) -> Identity {
        guard let identity = Identity(json: try document("whoami", limit: 1 << 16)) else {
            throw .notLiaison(host: server.authority)
        }
        return identity
    }

    /// Fetches a JSON document, repeating where that can help.
    ///
    /// - Parameters:
    ///   - path: What stands after `/api/v1/`, percent-encoded.
    ///   - limit: The most bytes of the answer.
    /// - Returns: The document.
    /// - Throws: ``ClientError``.
    package func document(_ path: String, limit: Int) throws(ClientError) -> JSON {
        try json(of: try get(path, accept: "application/json", limit: limit))
    }

    private func json(of response: ClientResponse) throws(ClientError) -> JSON {
        guard response.mediaType == "application/json", let json = try? JSON(parsing: response.body) else {
            throw .notLiaison(host: server.authority)
        }
        return json
    }

    /// Fetches a resource, repeating where that can help.
    ///
    /// - Parameters:
    ///   - path: What stands after `/api/v1/`, percent-encoded.
    ///   - accept: The media type asked for.
    ///   - limit: The most bytes of the answer.
    ///   - check: Looks at a successful answer; what it throws counts as the attempt's failure.
    /// - Returns: An answer with a 2xx status.
    /// - Throws: ``ClientError``.
    package func get(
        _ path: String, accept: String, limit: Int,
        check: (ClientResponse) throws(ClientError) -> Void = { _ in }
    ) throws(ClientError) -> ClientResponse {
        let request = request(.get, path, accept: accept, limit: limit)
        return try retrying.run { () throws(ClientError) in
            let response = try successful(try transport.send(request))
            try check(response)
            return response
        }
    }

    /// Posts a document under an idempotency key, which makes repeating it safe.
    ///
    /// - Parameters:
    ///   - path: What stands after `/api/v1/`, percent-encoded.
    ///   - json: The document.
    ///   - photos: The photos that go along, where the path takes any.
    ///   - key: The same for every repetition of the same act: letters, digits, hyphens.
    ///   - wasSent: Whether it may have been done under this key before.
    /// - Returns: The document that the server answers with.
    /// - Throws: ``ClientError``; ``ClientError/unclear(_:)`` when it may have been done all the same.
    package func post(
        _ path: String, json: JSON, photos: [[UInt8]] = [], idempotencyKey key: String, wasSent: Bool = false
    ) throws(ClientError) -> JSON {
        var request = request(.post, path, accept: "application/json", limit: 1 << 20)
        let form = photos.isEmpty ? nil : DocumentForm(json, photos)
        request.fields.append(.init("Content-Type", form?.contentType ?? "application/json"))
        request.fields.append(.init("Idempotency-Key", key))
        request.body = form?.body ?? json.bytes
        return try change(request, wasSent: wasSent) { response throws(ClientError) in
            try self.json(of: response)
        }
    }

    /// Puts a document in the place of what stands at a path; doing it twice does it once.
    ///
    /// - Parameters:
    ///   - path: What stands after `/api/v1/`, percent-encoded.
    ///   - json: The document.
    /// - Returns: The document that the server answers with.
    /// - Throws: ``ClientError``; ``ClientError/unclear(_:)`` when it may have been done all the same.
    package func put(_ path: String, json: JSON) throws(ClientError) -> JSON {
        var request = request(.put, path, accept: "application/json", limit: 1 << 20)
        request.fields.append(.init("Content-Type", "application/json"))
        request.body = json.bytes
        return try change(request) { response throws(ClientError) in try self.json(of: response) }
    }

    /// Takes away what stands at a path; doing it twice does it once.
    ///
    /// - Parameter path: What stands after `/api/v1/`, percent-encoded.
    /// - Throws: ``ClientError``; ``ClientError/unclear(_:)`` when it may have been done all the same.
    package func delete(_ path: String) throws(ClientError) {
        try change(request(.delete, path, accept: "application/json", limit: 1 << 20)) { _ in }
    }

    /// Sends what changes something and can be repeated; told whether it may have been done before.
    private func change<Value>(
        _ request: ClientRequest, wasSent: Bool = false,
        _ read: (ClientResponse) throws(ClientError) -> Value
    ) throws(ClientError) -> Value {
        var mayBeDone = wasSent
        do throws(ClientError) {
            return try retrying.run { () throws(ClientError) in
                let response: ClientResponse
                do throws(ClientError) {
                    response = try transport.send(request)
                } catch {
                    if error.mayFollowDelivery { mayBeDone = true }
                    throw error
                }
                mayBeDone = Self.leavesOpen(response) ?? mayBeDone
                return try read(try successful(response))
            }
        } catch {
            throw mayBeDone ? .unclear(error) : error
        }
    }

    /// Whether what was posted may have been done, by the answer; nothing where the answer says nothing about that.
    ///
    /// A refusal of Liaison's own is sure, also of every time before: the key is looked for first. What a gateway
    /// refuses, a limit or a token that opens nothing any more stand before that.
    private static func leavesOpen(_ response: ClientResponse) -> Bool? {
        let isProblem = response.mediaType == "application/problem+json"
        switch response.status {
        // Unless it can be read, in which case nobody asks.
        case 200..<300: return true
        case 401, 408, 429: return nil
        case 400..<500: return isProblem ? false : nil
        case 503:
            let json = try? JSON(parsing: response.body)
            // Refused before anything is written.
            return !(isProblem && json?["type"]?.text?.hasSuffix("/space-short") == true)
        case 500...: return true
        default: return nil
        }
    }

    /// What tells this server and this token from others, without telling the token.
    package var account: String {
        "\(server) \(Hex.string(SHA256.digest(Array(token.secret.utf8))))"
    }

    private func request(
        _ method: ClientRequest.Method, _ path: String, accept: String, limit: Int
    ) -> ClientRequest {
        ClientRequest(
            method: method, server: server, target: "/api/v1/\(path)",
            fields: [
                .init("Authorization", "Bearer \(token.secret)"),
                .init("Accept", "\(accept), application/problem+json"),
                .init("Accept-Language", language.rawValue), .init("User-Agent", "liaison"),
            ], answerLimit: limit)
    }

    /// The answer when it is a success; anything else as an error.
    private func successful(_ response: ClientResponse) throws(ClientError) -> ClientResponse {
        switch response.status {
        case 200..<300:
            if let stations = response[field: "liaison-incomplete"] { incomplete(stations) }
            if response[field: "liaison-newer"] != nil { newer() }
            return response
        case 300..<400:
            throw .redirected(host: server.authority, location: response[field: "location"] ?? "")
        case 401:
            let json = try? JSON(parsing: response.body)
            // Where a token was issued once, the server says what has become of it.
            let said = json?["reason"] == nil ? nil : json?["title"]?.text
            throw .unauthorised(host: server.authority, reason: said)
        default: break
        }
        let retryAfter = response[field: "retry-after"].flatMap { Int($0) }.flatMap { $0 < 0 ? nil : $0 }
        // A gateway that can't reach Liaison answers with a page of its own, and may soon reach it again.
        let isGateway = [502, 503, 504].contains(response.status)
        guard response.mediaType == "application/problem+json", let json = try? JSON(parsing: response.body)
        else {
            if isGateway || response.status == 429 {
                throw .problem(Problem(status: response.status, retryAfter: retryAfter))
            }
            throw .notLiaison(host: server.authority)
        }
        throw .problem(
            Problem(
                status: response.status, type: json["type"]?.text, member: json["member"]?.text,
                title: json["title"]?.text, detail: json["detail"]?.text, retryAfter: retryAfter))
    }
}

/// Whom a token stands for.
package struct Identity: Equatable, Sendable {
    /// `deputy`, `station` or `office`.
    package let kind: String
    package let name: String
    /// The code that the deputy has now; nil for a station and the office.
    package let code: String?
    /// The station's number; nil for the office.
    package let station: String?
    /// The station's name, where the server says it; nil for the office.
    package let stationName: String?
    /// Every code that the deputy has or had, where the server says them.
    package let codes: [String]

    package init(
        kind: String, name: String, code: String?, station: String?, stationName: String? = nil,
        codes: [String] = []
    ) {
        self.kind = kind
        self.name = name
        self.code = code
        self.station = station
        self.stationName = stationName
        self.codes = codes
    }

    /// Reads the answer of `whoami`; nothing for anything else.
    package init?(json: JSON) {
        guard let kind = json["kind"]?.text, ["deputy", "station", "office"].contains(kind),
            let name = json["name"]?.text
        else { return nil }
        self.init(
            kind: kind, name: name, code: json["code"]?.text, station: json["station"]?.text,
            stationName: json["station_name"]?.text,
            codes: json["codes"]?.elements?.compactMap(\.text) ?? [])
    }

    /// What distinguishes the holder from others of the kind: a deputy's code, a station's number.
    package var holder: String { (kind == "deputy" ? code : kind == "station" ? station : nil) ?? "" }
}
