import LiaisonText

extension ServerAPI {
    /// Fetches a list page by page, following the field `Link` of each answer (RFC 8288, `rel="next"`).
    ///
    /// - Parameters:
    ///   - path: What stands after `/api/v1/`.
    ///   - parameters: What narrows the list.
    ///   - pageSize: The most elements of a page.
    ///   - body: Gets each page's elements; answers whether it wants more.
    /// - Throws: ``ClientError``, or what `body` throws.
    package func forEachPage(
        of path: String, _ parameters: [(name: String, value: String)], pageSize: Int,
        _ body: ([JSON]) -> Bool
    ) throws(ClientError) {
        let query = [("limit", "\(pageSize)")] + parameters.map { ($0.name, $0.value) }
        var target = query.map { "\($0)=\(URIComponent.encoded($1))" }.joined(separator: "&")
        while true {
            let (items, next) = try page(path, target)
            if !body(items) { return }
            guard let next else { return }
            // The same page again would be given for ever.
            if next == target { throw .noProgress(host: server.authority) }
            target = next
        }
    }

    /// The most bytes of a page.
    private static let pageLimit = 64 << 20

    private func page(
        _ path: String, _ query: String
    ) throws(ClientError) -> (items: [JSON], next: String?) {
        var items: [JSON]?
        let response = try get("\(path)?\(query)", accept: "application/json", limit: Self.pageLimit) {
            response throws(ClientError) in
            guard response.mediaType == "application/json" else {
                throw .notLiaison(host: server.authority)
            }
            items = (try? JSON(parsing: response.body))?.elements
        }
        guard let items else { throw .notLiaison(host: server.authority) }
        return (items, response[field: "link"].flatMap(Self.nextQuery))
    }

    /// The query of the next page: a reference of nothing but a query, so that a token is sent nowhere else.
    static func nextQuery(_ link: String) -> String? {
        for part in link.split(separator: ",") {
            guard let end = part.firstIndex(of: ">"), let start = part.firstIndex(of: "<"), start < end,
                part[end...].contains("rel=\"next\""), part[part.index(after: start)] == "?"
            else { continue }
            let query = part[part.index(start, offsetBy: 2)..<end]
            let isPlain = query.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
            return isPlain ? String(query) : nil
        }
        return nil
    }
}
