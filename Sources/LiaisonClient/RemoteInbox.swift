import LiaisonCodes
import LiaisonMail
import LiaisonText

/// The inbox of a token's holder, over the API.
package struct RemoteInbox: InboxSource {
    package let account: InboxAccount
    private let api: ServerAPI

    /// A page of the longest texts stays below this.
    private static let pageLimit = 64 << 20

    /// - Parameters:
    ///   - api: The server and the token.
    ///   - identity: What the server answered about the token.
    package init(api: ServerAPI, identity: Identity) {
        self.api = api
        account = InboxAccount(
            server: api.server.description, kind: identity.kind, holder: identity.holder,
            codes: identity.codes)
    }

    package func events(after cursor: String?, limit: Int) throws(ClientError) -> EventPage {
        let start = cursor.map { "&after=\(URIComponent.encoded($0))" } ?? ""
        var page: EventPage?
        do throws(ClientError) {
            let path = "events?limit=\(limit)\(start)"
            _ = try api.get(path, accept: "application/x-ndjson", limit: Self.pageLimit) {
                response throws(ClientError) in
                page = try EventPage(ndjson: response, host: api.server.authority)
            }
        } catch {
            if case .problem(let problem) = error, problem.status == 400, cursor != nil { throw .badCursor }
            throw error
        }
        guard let page else { throw .torn(host: api.server.authority) }
        return page
    }

    package func photo(of number: CaseNumber, index: Int) throws(ClientError) -> [UInt8]? {
        do throws(ClientError) {
            return try api.photo("cases/\(number)/photos/\(index)")
        } catch {
            if case .problem(let problem) = error, problem.status == 404 || problem.status == 410 {
                return nil
            }
            throw error
        }
    }
}

extension EventPage {
    /// Reads the NDJSON answer: one event a line, the cursor on the last.
    ///
    /// - Parameters:
    ///   - response: A successful answer.
    ///   - host: For the errors.
    /// - Throws: ``ClientError/torn(host:)`` when the last line isn't there, so that nothing of it is used.
    init(ndjson response: ClientResponse, host: String) throws(ClientError) {
        guard response.mediaType == "application/x-ndjson" else { throw .notLiaison(host: host) }
        let lines = response.body.split(separator: UInt8(ascii: "\n"))
        guard let lastLine = lines.last, response.body.last == UInt8(ascii: "\n"),
            let last = try? JSON(parsing: Array(lastLine)), let cursor = last["cursor"]?.text
        else { throw .torn(host: host) }
        var events: [InboxEvent] = []
        events.reserveCapacity(lines.count - 1)
        for line in lines.dropLast() {
            guard let json = try? JSON(parsing: Array(line)) else {
                throw .malformed(host: host, reason: "event line")
            }
            do throws(InboxEventError) {
                events.append(try InboxEvent(json: json))
            } catch {
                throw .unreadableEvent(member: error.member)
            }
        }
        self.init(events: events, cursor: cursor, hasMore: last["more"]?.bool ?? !events.isEmpty)
    }
}
